#include "searcher/screen/command_line.h"

#include "searcher/terminal.h"

namespace jirei {

std::string equivalent_command(const ScreenState& state) {
  std::string command = "jirei-search";
  const auto add = [&](const std::string& words) {
    if (!words.empty()) command += " " + words;
  };
  add(state.settings.options);
  if (!state.correction) add("--no-correction");
  if (state.pane == Pane::reading) {
    add("--show " + shell_word(state.reading.id));
  } else {
    add(filter_options(state.trail.choices(), *state.table));
    if (state.sort != "relevance") add("--sort " + shell_word(state.sort));
  }
  const std::string& query = state.query.text();
  // What begins with a dash could be taken for an option.
  if (!query.empty()) add((query[0] == '-' ? "-- " : "") + shell_word(printable_line(query)));
  return command;
}

}  // namespace jirei
