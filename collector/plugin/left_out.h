// LeftOut: the workloads that a build was made without, each with the reason: a library that was not
// installed, an option. Rows of left_out.csv, which the build writes beside its plug-ins.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

struct LeftOut {
  std::string workload, reason;
};

inline constexpr const char* left_out_file = "left_out.csv";

/// A folder without the file, or with one that cannot be read, names none: what is left out is missed anyway.
std::vector<LeftOut> read_left_out(const std::filesystem::path& folder);

/// What somebody is told who asks for it.
results::Error to_error(const LeftOut& left_out);

}  // namespace crossfade::collector
