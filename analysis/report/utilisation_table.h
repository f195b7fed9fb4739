// Utilisation as a table: cost at the SLO throughput, at a CPU target and at capacity.
#pragma once

#include "analysis/table.h"
#include "analysis/utilisation.h"

namespace crossfade::analysis {

Table utilisation_table(const UtilisationTable& utilisation);

}  // namespace crossfade::analysis
