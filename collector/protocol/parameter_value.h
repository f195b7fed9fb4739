// Parameter value: whether a text is a value that a parameter of a workload takes. The one rule of whoever
// plans a run and of the process that measures it, so that what is planned is also measured. What a text
// without a range may say only its plug-in knows. Pure.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::collector {

/// As the plug-in declares them; of text both ends are empty.
struct ParameterRange {
  std::string_view default_value, min, max;
};

/// What is wrong with the range itself ("its lowest value 'a' is no number"); empty = nothing. The default
/// must be a value of it.
std::string why_no_range(const ParameterRange& range);

/// What is wrong with it ("is out of range"); empty = nothing.
std::string why_no_value(const ParameterRange& range, const std::string& value);

/// "a whole number from 8 to 65536"; empty for text.
std::string values_text(const ParameterRange& range);

}  // namespace crossfade::collector
