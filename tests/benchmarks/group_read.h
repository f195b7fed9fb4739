// Group read: what one read of a group of counters takes, by the number of its events.
#pragma once

#include <cstddef>
#include <optional>

namespace crossfade::collector {

enum class GroupOf { the_kernel, the_cpu };

/// The fastest read of a group of so many events, which is on the counters meanwhile; nullopt where the
/// machine does not open it.
std::optional<double> read_ns(std::size_t events, GroupOf group);

}  // namespace crossfade::collector
