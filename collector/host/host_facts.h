// HostFacts: everything a recording says of the machine, gathered once before the first block.
#pragma once

#include <filesystem>
#include <vector>

#include "collector/host/clock_probe.h"
#include "collector/host/cpu_identity.h"
#include "collector/host/host_id.h"
#include "collector/host/instance_identity.h"
#include "collector/host/topology.h"
#include "results/recording.h"

namespace crossfade::collector {

struct HostFacts {
  CpuIdentity cpu;
  Topology topology;
  InstanceIdentity instance;
  HostId host_id;
  std::vector<results::EnvironmentFact> environment;
  std::int64_t memory_bytes = 0;  ///< 0 = unknown
  std::string kernel;
  double clock_read_ns = results::missing;  ///< of CLOCK_MONOTONIC
};

HostFacts read_host_facts(const std::filesystem::path& root, Topology topology,
                          const IdentityOverrides& overrides, const MetadataService& metadata);

/// The host's part of a recording's header; the rest is left as it is.
void describe_host(results::Header& header, const HostFacts& facts);

/// The effective clock on `cpu`, measured on a thread of its own so that the caller stays where it is.
ClockEstimate measure_clock_on(std::uint32_t cpu);

}  // namespace crossfade::collector
