// Numbers of the end table, for people: rates and times of one process or their median.
#pragma once

#include <string>

namespace crossfade::collector {

/// "1,234": with a comma in every third place.
std::string grouped(double value);
/// "67.57 us", from ns.
std::string time_text(double ns);

}  // namespace crossfade::collector
