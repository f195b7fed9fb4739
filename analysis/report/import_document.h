// The report of `import`: results of other tools with where they come from and what they cannot say; with
// candidates, set against each other. No recording is in it.
#pragma once

#include "analysis/report/places.h"
#include "analysis/table.h"
#include "results/error.h"

namespace crossfade::analysis {

/// Without `to` the results alone. Errors: those of read_imported() and compare_imported(); usage if the
/// baseline is of several types.
results::Result<Document> import_document(const Places& places);

}  // namespace crossfade::analysis
