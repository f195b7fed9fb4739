// Which RE2 is loaded. The library does not tell its version, and Debian's pkg-config file says 0.0.0, so it
// is the name of the file that the code comes from, with the number of its binary interface.
#pragma once

#include <dlfcn.h>
#include <re2/re2.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace crossfade::workloads {

inline std::string re2_version() {
  Dl_info info{};
  void* code = reinterpret_cast<void*>(&RE2::QuoteMeta);
  if (dladdr(code, &info) == 0 || info.dli_fname == nullptr) {
    return "unknown";
  }
  std::error_code problem;
  const std::filesystem::path file = std::filesystem::canonical(info.dli_fname, problem);
  return problem ? "unknown" : file.filename().string();
}

}  // namespace crossfade::workloads
