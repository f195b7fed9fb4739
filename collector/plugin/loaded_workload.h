// Loaded workload: a workload of a file, whatever kind of file it is: a plug-in (NAME.so) or a mix of
// plug-ins (NAME.toml). It stays loaded until the process ends.
#pragma once

#include <filesystem>
#include <vector>

#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

struct LoadedWorkload {
  const cf_workload* table = nullptr;
  std::vector<std::filesystem::path> parts;  ///< of a mix: the files of its plug-ins, each once
};

/// By its name.
bool is_workload_file(const std::filesystem::path& file);

/// The parts of a mix are looked for beside it, then in `folders`. Errors: load_plugin, read_mix_file and
/// Mix::compose; unavailable: a part is in none of the folders.
results::Result<LoadedWorkload> load_workload(const std::filesystem::path& file,
                                              const std::vector<std::filesystem::path>& folders);

}  // namespace crossfade::collector
