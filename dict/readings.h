// Kana and romaji as people type them → one key under which readings are compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jirei {

/// Key of a reading: katakana and hiragana of any spelling habit → hiragana that compare equal when
/// a person would call the readings the same. Other characters are kept, ・ and ゠ are dropped.
///
/// In this order: katakana → hiragana; ゝ ゞ expanded; ヴァ ヴィ ヴ ヴェ ヴォ → ば び ぶ べ ぼ; ぢ
/// → じ, づ → ず, を → お, ゐ → い, ゑ → え; small kana → large (うぃるす = ういるす, っ → つ);
/// long vowels: ー → あ い う い う after the rows あ い う え お, and so are え after え-row (ええ
/// = えい) and お after お-row (おお = おう); last, a long あ or い at the end goes when three kana
/// remain before it (さーばー = さーば, めもりー = めもり; えい and おう stay, or 工場 こうじょう
/// would meet 控除 こうじょ).
///
/// Idempotent. The key of a joined reading is not the joined keys (さーばー + たいさく): cut or
/// join the kana as typed, then fold the pieces or the whole; never cut a key.
std::string fold_reading(std::string_view kana);

/// What an input method makes of Latin letters: Hepburn, Kunrei and Nihon-shiki spellings, small
/// kana (xtu, ltu, xa), wi/we/wo, thi, nn, n', doubled consonants, tch, mb/mp, long vowels as
/// oo/ou/o-/ō/ô. `latin` is folded text. Several results where habits differ (shinnyuu: しんにゅう,
/// しんゆう; ti: ち, てぃ), the likeliest first, at most 8; empty when any letter is left over.
/// Results are plain hiragana with ー: compare them by fold_reading. English words that happen to
/// parse ("case": かせ) give a reading too; the caller ranks it below the word.
std::vector<std::string> romaji_to_hiragana(std::string_view latin);

/// True when `text` is not empty and holds kana letters, ー and iteration marks only.
bool is_all_kana(std::string_view text);

}  // namespace jirei
