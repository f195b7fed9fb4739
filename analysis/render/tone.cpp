#include "analysis/render/tone.h"

#include <algorithm>
#include <array>

namespace crossfade::analysis {
namespace {

struct Word {
  std::string_view word;
  Tone tone;
  bool is_whole;  ///< nothing follows it; as a first word it might be of anything
};

constexpr std::array<Word, 11> words{{{"better", Tone::better, false},
                                      {"migrate", Tone::better, true},
                                      {"kept", Tone::better, true},
                                      {"worse", Tone::worse, false},
                                      {"blocking", Tone::worse, false},
                                      {"stay", Tone::worse, true},
                                      {"broken", Tone::worse, true},
                                      {"not resolved", Tone::caution, false},
                                      {"disturbed ", Tone::caution, false},
                                      {"suspicious", Tone::caution, false},
                                      {"inconclusive", Tone::caution, true}}};

}  // namespace

Tone tone_of(std::string_view conclusion) {
  const auto found = std::find_if(words.begin(), words.end(), [conclusion](const Word& each) {
    return each.is_whole ? conclusion == each.word : conclusion.starts_with(each.word);
  });
  return found == words.end() ? Tone::none : found->tone;
}

}  // namespace crossfade::analysis
