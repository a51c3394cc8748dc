// MeCab behind one small class. Knows no other room: text in, byte ranges and features out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jirei {

/// One morpheme of the best path. `feature` lives as long as the Morphology.
struct Morpheme {
  std::uint32_t begin = 0;  ///< bytes in the parsed text
  std::uint32_t end = 0;
  const char* feature = nullptr;  ///< comma-separated (CSV), NUL-terminated
  bool unknown = false;           ///< not in the dictionaries
  std::uint16_t left_id = 0;      ///< context ids of the dictionary's model
  std::uint16_t right_id = 0;
  std::int16_t word_cost = 0;  ///< of the entry, without its neighbours
};

/// The first fields of a CSV feature; "" where there are fewer. Quotes are taken off; a doubled
/// quote inside stays doubled (no dictionary of ours has one).
using FeatureFields = std::array<std::string_view, 8>;
FeatureFields feature_fields(const char* feature);

/// One field of it (0 … 7).
std::string_view feature_field(const char* feature, std::size_t index);

/// A compiled dictionary with its user dictionaries; shared by all threads.
class Morphology {
 public:
  /// Reads no configuration of the machine or the user. Throws Error(dictionary) when a dictionary
  /// is missing, broken or not UTF-8.
  Morphology(const std::string& system_dictionary,
             const std::vector<std::string>& user_dictionaries);
  ~Morphology();
  Morphology(Morphology&&) noexcept;
  Morphology& operator=(Morphology&&) noexcept;

  /// Working state of one thread.
  class Tagger {
   public:
    explicit Tagger(const Morphology& morphology);
    ~Tagger();
    Tagger(Tagger&&) noexcept;
    Tagger& operator=(Tagger&&) noexcept;

    /// The best path through `text` (at most a sentence: time grows with the length of runs).
    /// Valid until the next call.
    const std::vector<Morpheme>& parse(std::string_view text);
    /// Cost of that whole path, borders included.
    long path_cost() const;

   private:
    struct State;
    std::unique_ptr<State> state_;
  };

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace jirei
