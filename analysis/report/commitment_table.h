// Commitments as a table: when a move has paid for itself.
#pragma once

#include "analysis/commitment.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Table commitment_table(const CommitmentTable& commitments);

}  // namespace crossfade::analysis
