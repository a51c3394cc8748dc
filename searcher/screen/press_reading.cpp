// Keys of the reading pane and of the help.
#include <algorithm>
#include <utility>

#include "searcher/screen/command_line.h"
#include "searcher/screen/key_help.h"
#include "searcher/screen/layout.h"
#include "searcher/screen/press_parts.h"
#include "searcher/screen/update.h"

namespace jirei {

Outcome copy(ScreenState* state, std::string text) {
  state->copied = text;
  return {false, false, false, std::move(text)};
}

Outcome copy_id(ScreenState* state) {
  if (state->pane == Pane::reading) return copy(state, state->reading.id);
  if (state->selected < state->hits.size()) return copy(state, state->hits[state->selected].id);
  return {};
}

void ask_case(ScreenState* state, std::size_t hit) {
  Reading& reading = state->reading;
  reading.hit = hit;
  reading.id = state->hits[hit].id;
  reading.text = {};
  reading.shown_case = nullptr;
  reading.top = 0;
  reading.match = 0;
  ++reading.asked;
}

void select(ScreenState* state, std::ptrdiff_t by) {
  if (state->hits.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(state->hits.size()) - 1;
  const auto at = std::clamp(static_cast<std::ptrdiff_t>(state->selected) + by,
                             static_cast<std::ptrdiff_t>(0), last);
  state->selected = static_cast<std::size_t>(at);
}

namespace {

void go_to_match(ScreenState* state, int direction) {
  Reading& reading = state->reading;
  const auto count = static_cast<std::uint32_t>(reading.text.match_lines.size());
  if (count == 0) return;
  if (direction > 0) {
    reading.match = reading.match >= count ? 1 : reading.match + 1;
  } else {
    reading.match = reading.match <= 1 ? count : reading.match - 1;
  }
  const std::size_t line = reading.text.match_lines[reading.match - 1];
  const std::size_t height = layout_of(*state).rows();
  if (line < reading.top || line >= reading.top + height) {
    reading.top = line > height / 3 ? line - height / 3 : 0;
  }
}

void go_to_case(ScreenState* state, int direction) {
  if (state->hits.empty() || state->answered != state->asked) return;
  select(state, direction);
  if (state->hits[state->selected].id != state->reading.id) ask_case(state, state->selected);
}

void scroll_reading(ScreenState* state, std::ptrdiff_t lines) {
  const auto top = static_cast<std::ptrdiff_t>(state->reading.top) + lines;
  state->reading.top = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, top));
}

}  // namespace

Outcome press_in_reading(ScreenState* state, const Key& key) {
  const auto page = static_cast<std::ptrdiff_t>(std::max(2u, layout_of(*state).rows()) - 1);
  const auto end = static_cast<std::ptrdiff_t>(state->reading.text.lines.size());
  const char letter = key.kind == KeyKind::text && key.text.size() == 1 ? key.text[0] : '\0';
  switch (key.kind) {
    case KeyKind::up:
      scroll_reading(state, -1);
      return {};
    case KeyKind::down:
      scroll_reading(state, 1);
      return {};
    case KeyKind::page_up:
      scroll_reading(state, -page);
      return {};
    case KeyKind::page_down:
      scroll_reading(state, page);
      return {};
    case KeyKind::home:
      state->reading.top = 0;
      return {};
    case KeyKind::end:
      scroll_reading(state, end);
      return {};
    case KeyKind::left:
      go_to_case(state, -1);
      return {};
    case KeyKind::right:
      go_to_case(state, 1);
      return {};
    case KeyKind::escape:
    case KeyKind::enter:
    case KeyKind::backspace:
      state->pane = Pane::query;
      return {};
    default:
      break;
  }
  switch (letter) {
    case 'j':
      scroll_reading(state, 1);
      break;
    case 'k':
      scroll_reading(state, -1);
      break;
    case ' ':
      scroll_reading(state, page);
      break;
    case 'b':
      scroll_reading(state, -page);
      break;
    case 'g':
      state->reading.top = 0;
      break;
    case 'G':
      scroll_reading(state, end);
      break;
    case 'n':
      go_to_match(state, 1);
      break;
    case 'N':
      go_to_match(state, -1);
      break;
    case 'y':
      return copy(state, equivalent_command(*state));
    case 'Y':
      return copy_id(state);
    case '?':
      state->help = true;
      break;
    case 'q':
      state->pane = Pane::query;
      break;
    default:
      break;
  }
  return {};
}

Outcome press_in_help(ScreenState* state, const Key& key) {
  const std::size_t lines = help_lines(state->settings.language).size();
  const std::size_t height = layout_of(*state).rows();
  const std::size_t most = lines > height ? lines - height : 0;
  const auto scroll = [&](std::ptrdiff_t by) {
    const auto to = static_cast<std::ptrdiff_t>(state->help_top) + by;
    state->help_top = static_cast<std::size_t>(
        std::clamp(to, static_cast<std::ptrdiff_t>(0), static_cast<std::ptrdiff_t>(most)));
  };
  if (key.kind == KeyKind::up) {
    scroll(-1);
  } else if (key.kind == KeyKind::down) {
    scroll(1);
  } else if (key.kind == KeyKind::page_up) {
    scroll(-static_cast<std::ptrdiff_t>(height));
  } else if (key.kind == KeyKind::page_down || key == Key{KeyKind::text, " "}) {
    scroll(static_cast<std::ptrdiff_t>(height));
  } else {
    state->help = false;
    state->help_top = 0;
  }
  return {};
}

}  // namespace jirei
