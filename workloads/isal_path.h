// Which code ISA-L took: its entry points jump through a pointer that is set from cpuid at the first call.
// The jumps are followed and the function at their end is named; cpuid is never asked here. No variable
// reaches that choice: whoever is capped calls the functions of a level by their names
// (media_put/isal_functions.h).
#pragma once

#include <dlfcn.h>
#include <isa-l.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "workloads/loaded_library.h"

namespace crossfade::workloads {

class IsalPath {
 public:
  /// Of the library that is loaded, by its file: it does not tell its version. Linked statically it is that
  /// of the headers.
  static std::string version() {
    const auto* code = reinterpret_cast<const void*>(&ec_init_tables);
    if (!is_own_code(code)) {
      return file_of_code(code).value_or("unknown");
    }
    return std::to_string(ISAL_MAJOR_VERSION) + "." + std::to_string(ISAL_MINOR_VERSION) + "." +
           std::to_string(ISAL_PATCH_VERSION);
  }

  /// The function behind an entry point that has been called at least once; "unknown" if what it leads to is
  /// no function of a library with a name of its own.
  static std::string behind(const void* entry) {
    const auto* code = static_cast<const unsigned char*>(entry);
    // The entry's own pointer, and that of the library's linkage table.
    constexpr int most_jumps = 3;
    int jumps = 0;
    for (auto next = jump_target(code); next && jumps < most_jumps; next = jump_target(code)) {
      code = *next;
      ++jumps;
    }
    Dl_info found;
    if (jumps == 0 || dladdr(code, &found) == 0 || found.dli_sname == nullptr || found.dli_saddr != code) {
      return "unknown";
    }
    return found.dli_sname;
  }

 private:
  /// Where "jmp *displacement(%rip)" at the address leads; nothing if that is not what is there.
  static std::optional<const unsigned char*> jump_target(const unsigned char* code) {
    constexpr unsigned char endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
    constexpr unsigned char bound_check = 0xf2;
    constexpr unsigned char jump_through_pointer[] = {0xff, 0x25};
    if (std::memcmp(code, endbr64, sizeof endbr64) == 0) {
      code += sizeof endbr64;
    }
    if (*code == bound_check) {
      ++code;
    }
    if (std::memcmp(code, jump_through_pointer, sizeof jump_through_pointer) != 0) {
      return std::nullopt;
    }
    std::int32_t displacement = 0;
    std::memcpy(&displacement, code + sizeof jump_through_pointer, sizeof displacement);
    const unsigned char* target = nullptr;
    std::memcpy(&target, code + sizeof jump_through_pointer + sizeof displacement + displacement,
                sizeof target);
    return target;
  }
};

}  // namespace crossfade::workloads
