// Host: which machine a recording is of, as far as that can be told. An id alone is not believed: images and
// containers share them, so the CPU and the size have to agree as well. An id that ends with a restart
// ("boot-id") proves that two recordings are of one machine, never that they are of two.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/side.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// True if both name the same host and nothing known of the machine contradicts it: CPU model,
/// family/model/stepping, vCPUs, instance type.
bool same_machine(const results::Header& a, const results::Header& b);

/// True if both name the same host but the machine is another: an id that two machines share.
bool shared_host_id(const results::Header& a, const results::Header& b);

/// True if the host id was read from a file that containers and their images share.
bool host_id_of_container(const results::Recording& recording);

/// Per recording of the side, its host: 0, 1 ... in order of first appearance. Recordings that cannot be told
/// apart are of one host.
std::vector<std::uint32_t> hosts_of(const Side& side);
std::uint32_t host_count(const Side& side);

/// True if all recordings of both sides are of one and the same machine: then pairs are formed and nothing is
/// said of other hosts.
bool same_host(const Side& a, const Side& b);

/// True if the user stated it, so that nothing was read from the machine.
bool is_stated(const std::string& source);

}  // namespace crossfade::analysis
