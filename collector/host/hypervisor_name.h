// Hypervisor name: what people call the hypervisor whose CPUID signature this is. The signature has 12 bytes,
// and some fill them by saying their name twice or with blanks.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::collector {

/// "bhyve" of "bhyve bhyve "; of one that is not known the signature, without blanks at its end.
std::string hypervisor_name(std::string_view signature);

}  // namespace crossfade::collector
