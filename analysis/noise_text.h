// Noise text: small shares for people, with two significant digits: "2.1 %", "0.43 %", "24 %". One digit,
// which is enough for what is only to be seen, would hide half of a noise floor.
#pragma once

#include <string>

namespace crossfade::analysis {

std::string noise_text(double share);

}  // namespace crossfade::analysis
