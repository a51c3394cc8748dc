// How keys and answers change the state.
#pragma once

#include <vector>

#include "searcher/screen/key.h"
#include "searcher/screen/state.h"

namespace jirei {

ScreenState make_state(ScreenSettings settings, std::shared_ptr<const FacetTable> table, Size size);

/// The question is another one now: answers to the old one are dropped.
void question_changed(ScreenState* state);

Outcome press(ScreenState* state, const Key& key);
/// Keys that came too early and can be pressed again now: Enter before the hits of the query were
/// there, keys of the reading pane before its case was.
std::vector<Key> keys_to_repeat(ScreenState* state);
void resize(ScreenState* state, Size size);

/// The page of hits that the state lacks: the first of a new question, or the next one when the
/// selection comes near the end of those that are here. 0: none.
std::uint32_t wanted_page(const ScreenState& state);
/// The question as it stands, for one page.
Request request_of(const ScreenState& state, std::uint32_t page);
/// A case is waited for: Reading::id.
bool wants_case(const ScreenState& state);

/// Answers to older questions change nothing. `table`: of the index that answered.
void accept(ScreenState* state, std::uint64_t question, std::uint32_t page, Answer answer,
            std::shared_ptr<const FacetTable> table);
void accept_case(ScreenState* state, std::uint64_t question, ShownCase shown);
void fail_case(ScreenState* state, std::uint64_t question, const Text& reason);
void fail(ScreenState* state, std::uint64_t question, const Text& reason);
/// The index has changed: everything is asked again, and the places are kept.
void ask_again(ScreenState* state);

}  // namespace jirei
