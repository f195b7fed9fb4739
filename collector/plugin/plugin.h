// Plug-in: finds a workload's table in a shared object and checks that this program may use it. A plug-in
// once loaded stays until the process ends: the libraries it brings may hold threads.
#pragma once

#include <filesystem>
#include <string>

#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// Errors (unavailable): not a plug-in, a missing library, another ABI, a broken table.
results::Result<const cf_workload*> load_plugin(const std::filesystem::path& file);

/// The checks alone, for a table at hand; `where` is for the message.
results::Result<void> check_table(const cf_workload* table, const std::string& where);

}  // namespace crossfade::collector
