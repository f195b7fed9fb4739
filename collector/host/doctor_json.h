// Doctor JSON: what the doctor found, for scripts: its checks, and what they were made of as numbers and
// words with a meaning each (docs/counters.md). What is not known is null, never 0.
#pragma once

#include <string>
#include <vector>

#include "collector/host/doctor.h"

namespace crossfade::collector {

std::string doctor_json(const DoctorFacts& facts, const std::vector<Check>& checks);

}  // namespace crossfade::collector
