// RecordingHeader: the header of a new recording, from options, plan and host.
#pragma once

#include "collector/host/host_facts.h"
#include "collector/host/pmu_tier.h"
#include "collector/options.h"
#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// `created_unix_s`: seconds since 1970.
results::Header new_header(const RunOptions& options, const Plan& plan, const HostFacts& facts,
                           const PmuTier& pmu, std::int64_t created_unix_s);

/// Why parts of the header are missing.
std::vector<results::Absence> header_absences(const results::Header& header, const HostFacts& facts);

}  // namespace crossfade::collector
