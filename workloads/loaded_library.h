// Which library is loaded, where it does not tell its version when asked: the name of the file that its code
// comes from, with the number of its binary interface. What headers say is what was built against, and the
// loaded one may be newer or older.
#pragma once

#include <dlfcn.h>

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace crossfade::workloads {

/// "libre2.so.9.0.0", of the file behind all links; nullopt = the code is no file's that is there.
inline std::optional<std::string> file_of_code(const void* code) {
  Dl_info info{};
  if (dladdr(code, &info) == 0 || info.dli_fname == nullptr) {
    return std::nullopt;
  }
  std::error_code problem;
  const std::filesystem::path file = std::filesystem::canonical(info.dli_fname, problem);
  if (problem) {
    return std::nullopt;
  }
  return file.filename().string();
}

/// Whether code is part of the plug-in itself, as that of a library which was linked statically.
inline bool is_own_code(const void* code) {
  return file_of_code(code) == file_of_code(reinterpret_cast<const void*>(&file_of_code));
}

}  // namespace crossfade::workloads
