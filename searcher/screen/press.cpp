// What every key does, pane by pane.
#include <algorithm>
#include <utility>

#include "searcher/printers/facet_names.h"
#include "searcher/screen/command_line.h"
#include "searcher/screen/layout.h"
#include "searcher/screen/press_parts.h"
#include "searcher/screen/update.h"

namespace jirei {

namespace {

void query_changed(ScreenState* state) {
  state->correction = true;
  question_changed(state);
}

/// Relevance, id, and both directions of the facets that have an order of their own.
std::vector<std::string> sort_keys(const FacetTable& table) {
  std::vector<std::string> keys{"relevance", "id"};
  for (const FacetDef& def : table.facets()) {
    if (def.kind == FacetKind::number) {
      keys.push_back("-" + def.label);
      keys.push_back(def.label);
    } else if (def.kind == FacetKind::ordered) {
      keys.push_back(def.label);
      keys.push_back("-" + def.label);
    }
  }
  return keys;
}

void next_sort(ScreenState* state) {
  const std::vector<std::string> keys = sort_keys(*state->table);
  const auto at = std::find(keys.begin(), keys.end(), state->sort);
  state->sort = at == keys.end() || at + 1 == keys.end() ? keys.front() : *(at + 1);
  question_changed(state);
}

void take_suggestion(ScreenState* state) {
  if (!state->answer.suggestion || state->answered != state->asked) return;
  const Suggestion& suggestion = *state->answer.suggestion;
  if (suggestion.kind == Suggestion::Kind::corrected) {
    state->correction = false;
    return question_changed(state);
  }
  state->query.set(suggestion.query);
  query_changed(state);
}

void open_case(ScreenState* state) {
  if (state->selected >= state->hits.size()) return;
  state->pane = Pane::reading;
  ask_case(state, state->selected);
}

/// Hits that fit the pane from the top one on; at least one.
std::ptrdiff_t hits_a_page(const ScreenState& state) {
  std::uint32_t used = 0;
  std::size_t i = state.top;
  while (i < state.hits.size() && (used += hit_height(state, i)) <= layout_of(state).rows()) ++i;
  return std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(i - state.top));
}

void back_from_query(ScreenState* state) {
  if (state->trail.back()) {
    question_changed(state);
  } else if (!state->query.text().empty()) {
    state->query.set("");
    query_changed(state);
  }
}

/// Keys that mean the same in every pane. False: it is none of them.
bool press_anywhere(ScreenState* state, const Key& key, Outcome* outcome) {
  if (key.kind == KeyKind::help) {
    state->help = true;
    return true;
  }
  if (key.kind != KeyKind::control) return false;
  switch (key.text.empty() ? '\0' : key.text[0]) {
    case 'c':
      outcome->leave = true;
      return true;
    case 'z':
      outcome->suspend = true;
      return true;
    case 'l':
      outcome->redraw = true;
      return true;
    case 'o':
      if (state->pane != Pane::reading) next_sort(state);
      return true;
    case 'y':
      *outcome = copy(state, equivalent_command(*state));
      return true;
    case 't':
      if (state->pane != Pane::reading) take_suggestion(state);
      return true;
    default:
      return false;
  }
}

/// Changes of the line. False: the key is none.
bool edit(LineEditor* line, const Key& key) {
  switch (key.kind) {
    case KeyKind::text:
    case KeyKind::paste:
      line->insert(key.text);
      return true;
    case KeyKind::left:
      line->left();
      return true;
    case KeyKind::right:
      line->right();
      return true;
    case KeyKind::home:
      line->home();
      return true;
    case KeyKind::end:
      line->end();
      return true;
    case KeyKind::backspace:
      line->erase_before();
      return true;
    case KeyKind::remove:
      line->erase_after();
      return true;
    case KeyKind::control:
      break;
    default:
      return false;
  }
  switch (key.text.empty() ? '\0' : key.text[0]) {
    case 'a':
      line->home();
      return true;
    case 'e':
      line->end();
      return true;
    case 'b':
      line->left();
      return true;
    case 'f':
      line->right();
      return true;
    case 'd':
      line->erase_after();
      return true;
    case 'h':
      line->erase_before();
      return true;
    case 'w':
      line->erase_word_before();
      return true;
    case 'u':
      line->erase_to_start();
      return true;
    case 'k':
      line->erase_to_end();
      return true;
    default:
      return false;
  }
}

Outcome press_in_query(ScreenState* state, const Key& key) {
  const bool empty = state->query.text().empty();
  if (key == Key{KeyKind::text, "q"} && empty) return {true, false, false, {}};
  if (key == Key{KeyKind::text, "?"} && empty) {
    state->help = true;
    return {};
  }
  const std::string before = state->query.text();
  if (edit(&state->query, key)) {
    if (state->query.text() != before) query_changed(state);
    return {};
  }
  const bool control = key.kind == KeyKind::control;
  if (key.kind == KeyKind::up || (control && key.text == "p")) select(state, -1);
  if (key.kind == KeyKind::down || (control && key.text == "n")) select(state, 1);
  if (key.kind == KeyKind::page_up) select(state, -hits_a_page(*state));
  if (key.kind == KeyKind::page_down) select(state, hits_a_page(*state));
  if (key.kind == KeyKind::enter) open_case(state);
  if (key.kind == KeyKind::escape) back_from_query(state);
  if (key.kind == KeyKind::tab || key.kind == KeyKind::back_tab) {
    const auto rows = facet_rows(state->answer.facets, *state->table, state->expanded);
    const FacetCursor start;
    const std::size_t row = row_of(rows, key.kind == KeyKind::tab ? state->facet_cursor : start);
    if (row < rows.size()) {
      state->pane = Pane::facets;
      state->facet_cursor = cursor_at(rows, row);
    }
  }
  return {};
}

void choose(ScreenState* state, const FacetRow& row, bool exclude) {
  if (row.kind == FacetRow::Kind::more) {
    state->expanded.insert(row.facet->key);
    const auto rows = facet_rows(state->answer.facets, *state->table, state->expanded);
    state->facet_cursor = cursor_at(rows, std::min(state->facet_cursor.row, rows.size() - 1));
    return;
  }
  const FacetDef* def = facet_of_key(*state->table, row.facet->key);
  if (def == nullptr || row.value == nullptr) return;
  if (exclude) {
    state->trail.exclude(*def, row.value->value);
  } else {
    state->trail.toggle(*def, row.value->value, row.value->selected);
  }
  question_changed(state);
}

/// Walking the list of facets. False: the key does not walk.
bool walk_facets(ScreenState* state, const std::vector<FacetRow>& rows, std::size_t row,
                 const Key& key) {
  const auto go = [&](std::size_t to) {
    if (to < rows.size()) state->facet_cursor = cursor_at(rows, to);
    return true;
  };
  const auto page = static_cast<std::size_t>(facet_list_rows(*state));
  switch (key.kind) {
    case KeyKind::up:
      return go(next_row(rows, row, -1));
    case KeyKind::down:
      return go(next_row(rows, row, 1));
    case KeyKind::left:
      return go(next_facet(rows, row, -1));
    case KeyKind::right:
      return go(next_facet(rows, row, 1));
    case KeyKind::home:
      return go(row_of(rows, {}));
    case KeyKind::end:
      return go(next_row(rows, rows.size(), -1));
    case KeyKind::page_up:
    case KeyKind::page_down: {
      const int direction = key.kind == KeyKind::page_up ? -1 : 1;
      std::size_t to = row;
      for (std::size_t i = 0; i < page; ++i) to = next_row(rows, to, direction);
      return go(to);
    }
    case KeyKind::tab:
    case KeyKind::back_tab: {
      const std::size_t to = next_facet(rows, row, key.kind == KeyKind::tab ? 1 : -1);
      if (to == rows.size()) {
        state->pane = Pane::query;
        state->facet_cursor = {};
      }
      return go(to);
    }
    default:
      return false;
  }
}

bool is_typing(const Key& key) {
  return key.kind == KeyKind::paste || (key.kind == KeyKind::text && !key.text.empty() &&
                                        static_cast<unsigned char>(key.text[0]) >= 0x80);
}

Outcome press_in_facets(ScreenState* state, const Key& key) {
  const auto rows = facet_rows(state->answer.facets, *state->table, state->expanded);
  const std::size_t row = row_of(rows, state->facet_cursor);
  if (row >= rows.size() || is_typing(key)) {  // nothing is left to walk, or a word is typed
    state->pane = Pane::query;
    return press_in_query(state, key);
  }
  state->facet_cursor = cursor_at(rows, row);
  if (walk_facets(state, rows, row, key)) return {};
  if (key.kind == KeyKind::enter) choose(state, rows[row], false);
  if (key.kind == KeyKind::escape) state->pane = Pane::query;
  if (key.kind == KeyKind::backspace && state->trail.back()) question_changed(state);
  if (key.kind != KeyKind::text || key.text.size() != 1) return {};
  switch (key.text[0]) {
    case ' ':
      choose(state, rows[row], false);
      break;
    case 'x':
    case '-':
      choose(state, rows[row], true);
      break;
    case 's':
      next_sort(state);
      break;
    case 'j':
      walk_facets(state, rows, row, {KeyKind::down, {}});
      break;
    case 'k':
      walk_facets(state, rows, row, {KeyKind::up, {}});
      break;
    case 'y':
      return copy(state, equivalent_command(*state));
    case 'Y':
      return copy_id(state);
    case '?':
      state->help = true;
      break;
    case '/':
      state->pane = Pane::query;
      break;
    case 'q':
      if (state->query.text().empty()) return {true, false, false, {}};
      state->pane = Pane::query;
      break;
    default:
      break;
  }
  return {};
}

bool waits(const ScreenState& state) {
  return state.pane == Pane::reading ? wants_case(state) : state.answered != state.asked;
}

/// Enter means the first hit of what is typed, not of what was typed before; and a case cannot be
/// walked before it is here. Whatever is typed behind such a key waits with it.
bool comes_early(const ScreenState& state, const Key& key) {
  if (key.kind == KeyKind::control || key.kind == KeyKind::escape || state.help) return false;
  if (!waits(state)) return false;
  if (!state.typed_ahead.empty()) return true;
  if (state.pane == Pane::query) return key.kind == KeyKind::enter;
  const bool other_case = key.kind == KeyKind::left || key.kind == KeyKind::right;
  return state.pane == Pane::reading && !other_case && key != Key{KeyKind::text, "q"};
}

}  // namespace

std::vector<Key> keys_to_repeat(ScreenState* state) {
  if (waits(*state)) return {};
  return std::exchange(state->typed_ahead, {});
}

Outcome press(ScreenState* state, const Key& key) {
  Outcome outcome;
  if (comes_early(*state, key)) {
    state->typed_ahead.push_back(key);
    return outcome;
  }
  if (key.kind == KeyKind::escape && !state->typed_ahead.empty()) {
    state->typed_ahead.clear();
    if (state->pane != Pane::reading) return outcome;
  }
  const bool box = !state->copied.empty();
  state->copied.clear();
  if (box && key.kind == KeyKind::escape) return outcome;  // closes the box alone
  if (state->help && key.kind != KeyKind::control) {
    outcome = press_in_help(state, key);
  } else if (!press_anywhere(state, key, &outcome)) {
    switch (state->pane) {
      case Pane::query:
        outcome = press_in_query(state, key);
        break;
      case Pane::facets:
        outcome = press_in_facets(state, key);
        break;
      case Pane::reading:
        outcome = press_in_reading(state, key);
        break;
    }
  }
  scroll_into_view(state);
  return outcome;
}

}  // namespace jirei
