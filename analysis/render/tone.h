// Tone: what a conclusion says, by its first word, for colours. Not the conclusion: that is the text.
#pragma once

#include <string_view>

namespace crossfade::analysis {

enum class Tone { none, better, worse, caution };

/// Of a conclusion, decision or severity as the tables have them: "better", "not resolved: -12 ... +31 %".
Tone tone_of(std::string_view conclusion);

}  // namespace crossfade::analysis
