// Type note: what is doubtful about an instance type that the user states for this machine: a slip of the
// pen, or a type that the machine cannot be. What is stated is recorded as it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crossfade::collector {

/// A sentence for the user; empty = nothing is doubtful. `synthetic`: the recording is marked as not being
/// what it says, so that another number of CPUs is meant.
std::string type_note(std::string_view type, std::int64_t vcpus_here, bool synthetic);

}  // namespace crossfade::collector
