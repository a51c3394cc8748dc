#include "searcher/screen/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "searcher/printers/text_parts.h"
#include "searcher/screen/key_help.h"
#include "searcher/screen/layout.h"
#include "searcher/screen/view_parts.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

void paint_too_small(Grid* grid, const ScreenState& state) {
  const Language language = state.settings.language;
  const std::string text =
      fmt::format(fmt::runtime(say(language, "端末が小さすぎます（{}×{} 以上）",
                                   "terminal too small (at least {}x{})")),
                  kSmallest.columns, kSmallest.rows);
  grid->put(0, 0, grid->size().columns, text, {Style::warning});
}

/// The part of a long query that holds the cursor, and the cursor's column in it.
struct QueryPart {
  std::string text;
  std::uint32_t cursor = 0;
};

QueryPart visible_query(const LineEditor& line, std::uint32_t room, bool wide) {
  const std::string& text = line.text();
  std::size_t begin = 0;
  // One column stays free for the cursor behind the last character.
  while (begin < line.cursor() &&
         display_width(printable_line(text.substr(begin, line.cursor() - begin)), wide) + 1 >
             room) {
    next_cluster(text, &begin, wide);
  }
  QueryPart part;
  part.cursor = display_width(printable_line(text.substr(begin, line.cursor() - begin)), wide);
  part.text = text.substr(begin);
  return part;
}

std::string count_text(const ScreenState& state) {
  const Answer& answer = state.answer;
  const bool ja = state.settings.language == Language::ja;
  if (state.answered == 0 || !state.failure.empty()) return "";
  if (answer.partial > 0) {
    return ja ? fmt::format("{} 件、一部一致 {} 件（全 {} 件）", answer.total, answer.partial,
                            answer.collection)
              : fmt::format("{} {}, {} partly (of {})", answer.total,
                            answer.total == 1 ? "case" : "cases", answer.partial,
                            answer.collection);
  }
  return ja ? fmt::format("{} 件（全 {} 件）", answer.total, answer.collection)
            : fmt::format("{} {} (of {})", answer.total, answer.total == 1 ? "case" : "cases",
                          answer.collection);
}

void paint_query(Grid* grid, const ScreenState& state) {
  const std::uint32_t columns = grid->size().columns;
  const bool wide = grid->ambiguous_wide();
  std::uint32_t column = grid->put(
      0, 0, columns, say(state.settings.language, "検索: ", "Search: "), {Style::heading});
  // The counts give way to the query on narrow screens.
  const std::string count = count_text(state);
  const std::uint32_t count_width = display_width(count, wide);
  std::uint32_t right = columns;
  if (column + 16 + 2 + count_width < columns) {
    right = columns - count_width - 2;
    grid->put(0, right + 2, columns, count, {Style::title});
  }
  const QueryPart part = visible_query(state.query, right - column, wide);
  grid->put(0, column, right, part.text, {Style::title});
  if (state.pane == Pane::query && !state.help) {
    grid->cursor_shown = true;
    grid->cursor_row = 0;
    grid->cursor_column = std::min(columns - 1, column + part.cursor);
  }
}

std::string sort_text(const ScreenState& state) {
  const Language language = state.settings.language;
  const bool reverse = state.sort.starts_with('-');
  std::string key = state.sort.substr(reverse ? 1 : 0);
  if (key == "relevance") key = say(language, "関連度", "relevance");
  if (reverse) return key + say(language, "（逆順）", " (reversed)");
  return key;
}

std::string time_text(const ScreenState& state) {
  if (state.answered != state.asked) return fmt::format("{:>6} ms", "…");
  return fmt::format("{:>6} ms", state.answer.took_ms < 10
                                     ? fmt::format("{:.1f}", state.answer.took_ms)
                                     : fmt::format("{:.0f}", state.answer.took_ms));
}

/// The way down: 業種=製造業 > ケース!=内部不正. The last steps are the ones to be seen.
void paint_trail(Grid* grid, std::uint32_t right, const ScreenState& state) {
  const Language language = state.settings.language;
  const std::vector<Choice>& choices = state.trail.choices();
  if (choices.empty()) {
    grid->put_cut(1, 0, right, say(language, "絞り込みなし", "no filters"), {Style::dim});
    return;
  }
  const bool wide = grid->ambiguous_wide();
  std::vector<std::string> steps;
  steps.reserve(choices.size());
  for (const Choice& choice : choices) steps.push_back(choice_text(choice, *state.table));
  std::size_t first = 0;
  const auto width_from = [&](std::size_t begin) {
    std::uint32_t width = begin > 0 ? 2 : 0;
    for (std::size_t i = begin; i < steps.size(); ++i) {
      width += display_width(printable_line(steps[i]), wide) + (i > begin ? 3 : 0);
    }
    return width;
  };
  while (first + 1 < steps.size() && width_from(first) > right) ++first;
  std::uint32_t column = 0;
  if (first > 0) column = grid->put(1, column, right, "… ", {Style::dim});
  for (std::size_t i = first; i < steps.size(); ++i) {
    if (i > first) column = grid->put(1, column, right, " > ", {Style::dim});
    column = grid->put_cut(1, column, right, steps[i],
                           {choices[i].exclude ? Style::excluded : Style::chosen});
  }
}

void paint_state(Grid* grid, const ScreenState& state) {
  const Language language = state.settings.language;
  const std::uint32_t columns = grid->size().columns;
  const std::string right_text =
      fmt::format("{} {} {}", say(language, "並び:", "order:"), sort_text(state), time_text(state));
  const std::uint32_t width = display_width(right_text, grid->ambiguous_wide());
  std::uint32_t right = columns;
  if (width + 12 < columns) {
    right = columns - width - 2;
    grid->put(1, right + 2, columns, right_text, {Style::dim});
  }
  paint_trail(grid, right, state);
}

/// What the answer has to say besides its hits.
std::string notice(const ScreenState& state) {
  const Language language = state.settings.language;
  if (!state.failure.empty()) return pick(state.failure, language);
  if (state.answered != state.asked) return {};
  std::string text;
  if (state.answer.suggestion) {
    const Suggestion& suggestion = *state.answer.suggestion;
    const char* form = "";
    switch (suggestion.kind) {
      case Suggestion::Kind::corrected:
        form = say(language, "「{}」で検索しました（^T 打ったとおりに）",
                   "searched for \"{}\" (^T as typed)");
        break;
      case Suggestion::Kind::did_you_mean:
        form = say(language, "もしかして: {}（^T で検索）", "did you mean {}? (^T)");
        break;
      case Suggestion::Kind::nearest:
        form = say(language, "「{}」なら見つかります（^T で検索）",
                   "\"{}\" would find something (^T)");
        break;
    }
    text = fmt::format(fmt::runtime(form), suggestion.query);
  }
  for (const Text& warning : state.answer.warnings) {
    text += (text.empty() ? "" : "  ") + pick(warning, language);
  }
  return text;
}

void paint_rule(Grid* grid, const ScreenState& state) {
  const char* dash = grid->ambiguous_wide() ? "-" : "─";
  grid->fill(2, 0, grid->size().columns, dash, {Style::dim});
  const std::string text = notice(state);
  if (text.empty()) return;
  const std::uint32_t columns = grid->size().columns;
  std::uint32_t column = grid->put(2, 2, columns, " ", {});
  column = grid->put_cut(2, column, columns - 3, text, {Style::warning});
  grid->put(2, column, columns, " ", {});
}

struct Hint {
  const char* key;
  const char* ja;
  const char* en;
};

std::vector<Hint> hints(const ScreenState& state) {
  if (state.help) return {{"Esc", "戻る", "back"}, {"PgDn", "次の画面", "next page"}};
  switch (state.pane) {
    case Pane::facets:
      return {{"Space", "絞り込む", "narrow"}, {"x", "除く", "exclude"},   {"BS", "戻す", "undo"},
              {"Tab", "次", "next"},           {"Esc", "検索語", "query"}, {"s", "並び", "order"},
              {"y", "コマンド", "command"},    {"?", "説明", "help"}};
    case Pane::reading:
      return {{"n/N", "一致", "match"},     {"Space", "次の画面", "page"},
              {"←→", "前後の事例", "case"}, {"Esc", "一覧へ", "list"},
              {"y", "コマンド", "command"}, {"Y", "id", "id"},
              {"?", "説明", "help"}};
    case Pane::query:
      break;
  }
  const bool any = !state.trail.choices().empty();
  return {{"Enter", "読む", "read"},
          {"Tab", "絞り込み", "facets"},
          {"Esc", any ? "一つ戻す" : "消す", any ? "undo" : "clear"},
          {"^O", "並び", "order"},
          {"^Y", "コマンド", "command"},
          {"F1", "説明", "help"},
          {"^C", "終わる", "leave"}};
}

void paint_hints(Grid* grid, const ScreenState& state) {
  const std::uint32_t row = grid->size().rows - 1, columns = grid->size().columns;
  std::uint32_t column = 0;
  for (const Hint& hint : hints(state)) {
    const char* what = say(state.settings.language, hint.ja, hint.en);
    const std::uint32_t width = display_width(hint.key, grid->ambiguous_wide()) + 1 +
                                display_width(what, grid->ambiguous_wide());
    if (column + width > columns) break;
    column = grid->put(row, column, columns, hint.key, {Style::heading});
    column = grid->put(row, column + 1, columns, what, {Style::dim}) + 2;
  }
}

void paint_help(Grid* grid, const ScreenState& state) {
  const Layout layout = layout_of(state);
  const std::vector<HelpLine> lines = help_lines(state.settings.language);
  const std::uint32_t columns = grid->size().columns;
  std::uint32_t key_width = 0;
  for (const HelpLine& line : lines) {
    key_width = std::max(key_width, display_width(line.keys, grid->ambiguous_wide()));
  }
  for (std::uint32_t y = 0; y < layout.rows() && state.help_top + y < lines.size(); ++y) {
    const HelpLine& line = lines[state.help_top + y];
    const std::uint32_t row = layout.top + y;
    if (line.keys.empty()) {
      grid->put_cut(row, 1, columns, line.text, {Style::title});
    } else {
      grid->put(row, 3, columns, line.keys, {Style::facet});
      grid->put_cut(row, key_width + 5, columns, line.text, {});
    }
  }
}

}  // namespace

Grid view(const ScreenState& state) {
  Grid grid(state.size, state.settings.ambiguous_wide);
  if (!large_enough(state.size)) {
    paint_too_small(&grid, state);
    return grid;
  }
  paint_query(&grid, state);
  paint_state(&grid, state);
  paint_rule(&grid, state);
  if (state.help) {
    paint_help(&grid, state);
  } else if (state.pane == Pane::reading) {
    paint_reading(&grid, state);
  } else {
    paint_hits(&grid, state);
    paint_facets(&grid, state);
  }
  paint_hints(&grid, state);
  if (!state.copied.empty()) paint_box(&grid, state);
  return grid;
}

}  // namespace jirei
