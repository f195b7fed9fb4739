// Container: whether this process runs in one, and who runs it. In a container /etc/machine-id is the image's
// or a copy of the host's: it names no machine.
#pragma once

#include <filesystem>
#include <string>

namespace crossfade::collector {

/// "docker", "podman", "kubernetes" ..., or empty if nothing shows one.
std::string container_of(const std::filesystem::path& root);

}  // namespace crossfade::collector
