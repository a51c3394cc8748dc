// All that the full screen knows, as a plain value. Keys change it (update.h), answers arrive in
// it, and the view paints it (view.h); neither a terminal nor an index is needed for any of these.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "indexer/facet_table.h"
#include "searcher/engine.h"
#include "searcher/screen/case_text.h"
#include "searcher/screen/facet_rows.h"
#include "searcher/screen/grid.h"
#include "searcher/screen/key.h"
#include "searcher/screen/line_editor.h"
#include "searcher/screen/trail.h"

namespace jirei {

/// What was settled when the program was started.
struct ScreenSettings {
  Language language = Language::en;
  bool ambiguous_wide = false;
  Request request;      ///< what the options ask for; query, filters and sort are only the start
  std::string options;  ///< the other options as they would be typed again, e.g. "-i DIR --any"
};

enum class Pane { query, facets, reading };

/// A case being read.
struct Reading {
  std::string id;
  std::size_t hit = 0;      ///< its place in the list
  std::uint64_t asked = 0;  ///< grows with every case that is asked for
  std::uint64_t shown = 0;  ///< the one that `shown_case` answers
  std::shared_ptr<const ShownCase> shown_case;
  CaseText text;
  std::size_t top = 0;      ///< first line in the pane
  std::uint32_t match = 0;  ///< the match that n and N went to, from 1; 0 = none yet
};

struct ScreenState {
  ScreenSettings settings;
  Size size;
  std::shared_ptr<const FacetTable> table = std::make_shared<FacetTable>();

  LineEditor query;
  Trail trail;
  std::string sort = "relevance";
  bool correction = true;  ///< off after Ctrl-T on a corrected query
  Pane pane = Pane::query;

  std::uint64_t asked = 1;     ///< grows whenever the question changes
  std::uint64_t answered = 0;  ///< the question that `answer` and `hits` belong to
  Answer answer;               ///< without its hits
  std::vector<Hit> hits;       ///< of all pages so far
  bool keep_place = false;     ///< asked anew without a change of the person's
  bool all_hits = false;       ///< there are no more pages
  std::size_t selected = 0, top = 0;

  FacetCursor facet_cursor;
  std::size_t facet_top = 0;
  std::set<std::string> expanded;

  Reading reading;
  bool help = false;
  std::size_t help_top = 0;
  std::vector<Key> typed_ahead;  ///< wait for the answer that they are about
  std::string copied;            ///< shown in a box until the next key; "" = no box
  Text failure;                  ///< the last question could not be answered
};

/// What a key asks of the world outside the state.
struct Outcome {
  bool leave = false;
  bool suspend = false;
  bool redraw = false;
  std::string copy;  ///< text for the clipboard
};

}  // namespace jirei
