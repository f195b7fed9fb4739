// Event mistake: what is wrong with a name that is no event of this CPU, and what to type instead. Known are
// names of what is not counted but follows from counts, events of other CPUs, raw codes and perf's own
// notation. It encodes nothing: that is event_names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossfade::collector {

struct EventMistake {
  std::string why;
  std::string remedy;  ///< options that are taken, or that none is needed
};

/// nullopt where none of the known mistakes fits the name.
std::optional<EventMistake> mistake_in(const std::string& name, std::string_view microarchitecture);

/// Of an event that libpfm4 has for another CPU, "skx::L1D:REPLACEMENT": what counts the same on this one,
/// where there is such an event. `this_cpu`: how libpfm4 knows it.
EventMistake mistake_of_another_cpu(const std::string& name, std::string_view microarchitecture,
                                    std::string_view this_cpu);

/// Where names that can be asked for on this CPU are found, and one of them.
std::string how_to_name_an_event(std::string_view microarchitecture);

}  // namespace crossfade::collector
