// ELF functions: which function of an object file is at an address, by its table of symbols, or where that
// was stripped by the names that it exports: of internal functions of a stripped library nothing is known.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::collector {

/// From `from` to `until` - 1, ELF virtual addresses.
struct ElfFunction {
  std::uint64_t from = 0, until = 0;
  std::string name;
};

class ElfFunctions {
 public:
  /// Of a file that is none, or that is damaged, there are no functions.
  explicit ElfFunctions(const std::filesystem::path& object);
  /// nullopt = no symbol covers the address.
  std::optional<ElfFunction> at(std::uint64_t address) const;

 private:
  std::vector<ElfFunction> by_address_;  // ascending `from`
};

}  // namespace crossfade::collector
