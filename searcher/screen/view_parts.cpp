#include "searcher/screen/view_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "searcher/printers/facet_names.h"
#include "searcher/printers/text_parts.h"
#include "searcher/screen/layout.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

/// Several lines of a message where nothing else is to be seen.
void paint_message(Grid* grid, const Layout& layout, const ScreenState& state,
                   std::string_view text) {
  const std::uint32_t left = layout.hits_left + 1;
  const std::uint32_t right = layout.hits_right;
  const auto cells = make_cells(text, {}, state.settings.ambiguous_wide);
  std::uint32_t row = layout.top + 1;
  for (const auto& [begin, end] : break_lines(cells, right > left + 4 ? right - left : 4)) {
    if (row >= layout.bottom) return;
    std::uint32_t column = left;
    for (std::size_t i = begin; i < end; ++i) grid->put(row, &column, right, cells[i], {});
    ++row;
  }
}

void paint_nothing(Grid* grid, const Layout& layout, const ScreenState& state) {
  const Language language = state.settings.language;
  if (state.answered != state.asked) return;  // not known yet
  if (!state.failure.empty())
    return paint_message(grid, layout, state, pick(state.failure, language));
  if (state.answer.collection == 0) {
    return paint_message(
        grid, layout, state,
        say(language, "索引に事例がありません。\n\n加えるには: jirei-index add ソース…",
            "There are no cases in the index.\n\nTo add some: jirei-index add "
            "SOURCE…"));
  }
  paint_message(grid, layout, state, say(language, "見つかりませんでした。", "Nothing found."));
}

class HitList {
 public:
  HitList(Grid* grid, const ScreenState& state)
      : grid_(grid), state_(state), layout_(layout_of(state)), shape_(hit_shape(state)) {}

  void paint() {
    if (layout_.hits_right == 0) return;
    if (state_.hits.empty()) return paint_nothing(grid_, layout_, state_);
    std::uint32_t row = layout_.top;
    for (std::size_t i = state_.top; i < state_.hits.size() && row < layout_.bottom; ++i) {
      row = paint_hit(i, row);
    }
  }

 private:
  std::uint32_t paint_hit(std::size_t index, std::uint32_t row) {
    if (begins_partial(state_, index)) {
      grid_->put_cut(row++, layout_.hits_left + 1, layout_.hits_right,
                     say(state_.settings.language, "一部の語だけに一致した事例",
                         "Cases with some of the words"),
                     {Style::heading});
    }
    const bool selected = index == state_.selected;
    const auto lines = lay_out_hit(state_.hits[index], *state_.table, shape_);
    const std::uint32_t first = row;
    for (const TextLine& line : lines) {
      if (row >= layout_.bottom) return row;
      if (selected) {
        grid_->put(row, layout_.hits_left, layout_.hits_right,
                   state_.settings.ambiguous_wide ? "|" : "▌", {Style::heading});
      }
      put_line(grid_, row++, layout_.hits_left + 1, layout_.hits_right, line);
    }
    if (selected && state_.pane == Pane::query) {
      grid_->reverse(first, layout_.hits_left + 1, layout_.hits_right);
    }
    return row + 1;
  }

  Grid* grid_;
  const ScreenState& state_;
  Layout layout_;
  HitShape shape_;
};

class FacetList {
 public:
  FacetList(Grid* grid, const ScreenState& state)
      : grid_(grid), state_(state), layout_(layout_of(state)) {
    rows_ = facet_rows(state.answer.facets, *state.table, state.expanded);
  }

  void paint() {
    if (layout_.facets_right == layout_.facets_left) return;
    if (layout_.rule > 0) {
      for (std::uint32_t row = layout_.top; row < layout_.bottom; ++row) {
        grid_->put(row, layout_.rule, layout_.facets_right, wide() ? "|" : "│", {Style::dim});
      }
    }
    const std::size_t cursor =
        state_.pane == Pane::facets ? row_of(rows_, state_.facet_cursor) : rows_.size();
    for (std::uint32_t y = 0; y < layout_.rows(); ++y) {
      const std::size_t i = state_.facet_top + y;
      if (i >= rows_.size()) break;
      paint_row(rows_[i], layout_.top + y);
      if (i == cursor) grid_->reverse(layout_.top + y, layout_.facets_left, layout_.facets_right);
    }
  }

 private:
  bool wide() const { return state_.settings.ambiguous_wide; }

  void paint_row(const FacetRow& row, std::uint32_t y) {
    const std::uint32_t left = layout_.facets_left, right = layout_.facets_right;
    switch (row.kind) {
      case FacetRow::Kind::gap:
        break;
      case FacetRow::Kind::label:
        paint_label(row, y);
        break;
      case FacetRow::Kind::more:
        grid_->put_cut(
            y, left + 2, right,
            fmt::format(fmt::runtime(say(state_.settings.language, "他 {} 件", "{} more")),
                        row.left_out),
            {Style::dim});
        break;
      case FacetRow::Kind::value:
        paint_value(row, y);
        break;
    }
  }

  void paint_label(const FacetRow& row, std::uint32_t y) {
    std::string label = row.facet->label;
    if (state_.answer.facets_of_partial && row.facet == rows_.front().facet) {
      label += say(state_.settings.language, "（一部一致の中で）", " (partly matching)");
    }
    grid_->put_cut(y, layout_.facets_left, layout_.facets_right, label, {Style::facet});
  }

  /// Columns of the names and the counts of one facet: aligned below each other.
  struct Columns {
    std::uint32_t name = 0, count = 0, most = 0;
  };

  Columns columns_of(const FacetAnswer* facet) const {
    constexpr std::uint32_t kShortestBar = 5;
    Columns columns;
    for (const FacetRow& row : rows_) {
      if (row.facet != facet || row.value == nullptr) continue;
      columns.name =
          std::max(columns.name, display_width(printable_line(row.value->value), wide()));
      columns.most = std::max(columns.most, row.value->count);
    }
    columns.count = static_cast<std::uint32_t>(fmt::format("{}", columns.most).size());
    const std::uint32_t room = layout_.facets_right - layout_.facets_left;
    const std::uint32_t others = 2 + 1 + columns.count + 1 + kShortestBar;
    columns.name = std::min(columns.name, room > others + 4 ? room - others : 4);
    return columns;
  }

  void paint_value(const FacetRow& row, std::uint32_t y) {
    if (row.facet != measured_) {
      columns_ = columns_of(row.facet);
      measured_ = row.facet;
    }
    const FacetDef* def = facet_of_key(*state_.table, row.facet->key);
    const FacetCount& value = *row.value;
    const bool stale = state_.answered != state_.asked;
    const bool excluded = def != nullptr && state_.trail.excluded(*def, value.value);
    // A range of the command line chooses values that the trail does not name.
    const bool selected =
        def != nullptr && (state_.trail.selected(*def, value.value) || (!stale && value.selected));
    const std::uint32_t left = layout_.facets_left, right = layout_.facets_right;
    const Style style = selected ? Style::chosen : excluded ? Style::excluded : Style::plain;
    grid_->put(y, left, right, selected ? "*" : excluded ? "-" : " ", {style});
    grid_->put_cut(y, left + 2, left + 2 + columns_.name, value.value, {style});
    std::uint32_t column = left + 2 + columns_.name + 1;
    column = grid_->put(y, column, right, fmt::format("{:>{}}", value.count, columns_.count), {});
    if (column + 1 >= right) return;
    constexpr std::uint32_t kLongestBar = 16;
    grid_->put(
        y, column + 1, right,
        count_bar(value.count, columns_.most, std::min(kLongestBar, right - column - 1), wide()),
        {Style::bar});
  }

  Grid* grid_;
  const ScreenState& state_;
  Layout layout_;
  std::vector<FacetRow> rows_;
  const FacetAnswer* measured_ = nullptr;
  Columns columns_;
};

}  // namespace

void paint_hits(Grid* grid, const ScreenState& state) { HitList(grid, state).paint(); }

void paint_facets(Grid* grid, const ScreenState& state) { FacetList(grid, state).paint(); }

void paint_reading(Grid* grid, const ScreenState& state) {
  const Layout layout = layout_of(state);
  const Reading& reading = state.reading;
  const std::uint32_t left = 2, right = left + reading_width(state.size);
  for (std::uint32_t y = 0; y < layout.rows() && reading.top + y < reading.text.lines.size(); ++y) {
    put_line(grid, layout.top + y, left, right, reading.text.lines[reading.top + y], reading.match);
  }
  // Where the reader is, on the rule above: 一致 3/17  42%
  const std::size_t lines = reading.text.lines.size();
  if (lines == 0) return;
  const std::size_t seen = std::min(lines, reading.top + layout.rows());
  const std::size_t matches = reading.text.match_lines.size();
  std::string place;
  if (matches > 0) {
    place = fmt::format("{} {}/{}  ", say(state.settings.language, "一致", "match"),
                        reading.match == 0 ? "-" : fmt::format("{}", reading.match), matches);
  }
  place = fmt::format(" {}  {}{}% ", reading.id, place, seen * 100 / lines);
  const std::uint32_t width = display_width(printable_line(place), grid->ambiguous_wide());
  const std::uint32_t columns = grid->size().columns;
  if (width + 4 < columns) grid->put(2, columns - width - 2, columns, place, {Style::heading});
}

void paint_box(Grid* grid, const ScreenState& state) {
  const Language language = state.settings.language;
  const std::uint32_t columns = grid->size().columns, rows = grid->size().rows;
  const bool wide = state.settings.ambiguous_wide;
  const auto cells = make_cells(state.copied, {}, wide);
  const auto lines = break_lines(cells, columns - 4);
  const auto height = static_cast<std::uint32_t>(std::min<std::size_t>(lines.size(), rows - 5));
  const std::uint32_t top = rows - 3 - height;
  for (std::uint32_t row = top; row < rows; ++row) grid->fill(row, 0, columns, " ", {});
  grid->fill(top, 0, columns, wide ? "-" : "─", {Style::dim});
  grid->put(top, 2, columns, say(language, " 写しました ", " Copied "), {Style::title});
  for (std::uint32_t i = 0; i < height; ++i) {
    std::uint32_t column = 2;
    for (std::size_t c = lines[i].first; c < lines[i].second; ++c) {
      grid->put(top + 1 + i, &column, columns - 1, cells[c], {});
    }
  }
  grid->put_cut(
      rows - 1, 2, columns,
      say(language, "終わったあとの端末にも残ります（対応する端末ではクリップボードにも）。",
          "Also printed when you leave (and in the clipboard, where the terminal allows)."),
      {Style::dim});
}

}  // namespace jirei
