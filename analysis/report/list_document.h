// The report of `list`: the recordings of files and folders, each as one row or as the reason it cannot be
// read.
#pragma once

#include <span>

#include "analysis/table.h"
#include "results/catalogue.h"

namespace crossfade::analysis {

Document list_document(std::span<const results::CatalogueEntry> entries);

}  // namespace crossfade::analysis
