// Executed code: which instructions of which object files were executed under callgrind (--dump-instr=yes,
// without compression of names and positions), and in which functions. Format: "Callgrind Format
// Specification" of the valgrind manual. Addresses are those of the object's file (ELF virtual addresses).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace crossfade::collector {

struct ExecutedCode {
  std::map<std::string, std::set<std::uint64_t>> addresses;  ///< by object
  std::set<std::string> functions;                           ///< by name, as far as the objects have names

  /// Adds what one dump has; lines that it does not know are passed over.
  void add(std::string_view dump);
  /// Was an instruction at from ... until - 1 of the object executed?
  bool has_any(const std::string& object, std::uint64_t from, std::uint64_t until) const;
};

}  // namespace crossfade::collector
