// Doctor summary: the checks of a machine on one screen. What is well stands together, a paragraph a topic;
// what is not stands alone, with what to do. Not all there is to say: that is checks_to_text() (doctor.h).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "collector/host/doctor.h"

namespace crossfade::collector {

inline constexpr std::size_t lines_of_a_screen = 40;

/// Lines of at most `width` characters, where words allow; at most lines_of_a_screen of them where 100
/// characters fit into a line. Notes, and then warnings, are cut for that, end in "..." and lose what to do.
std::string checks_to_summary(const std::vector<Check>& checks, std::size_t width = 100);

}  // namespace crossfade::collector
