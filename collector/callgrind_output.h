// Callgrind output: what one file of valgrind's tool callgrind counted in all. Format: "Callgrind Format
// Specification" of the valgrind manual; of it the header, the totals and which instructions
// were executed are read. Instructions are
// those that the simulated program executed in user mode while collection was on; a repeated string
// instruction (rep movs) counts once per repetition, which hardware counts as one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "collector/executed_code.h"
#include "results/error.h"

namespace crossfade::collector {

struct CallgrindOutput {
  std::string creator;             ///< "callgrind-3.19.0"
  std::uint64_t instructions = 0;  ///< event Ir
  ExecutedCode code;               ///< which they were, as far as the dump says it
};

/// `where` names it in the message. Errors (data): it is none, it was cut off, or it counted no instructions
/// event.
results::Result<CallgrindOutput> parse_callgrind(std::string_view text, const std::string& where);

/// The dumps "NAME.1", "NAME.2" ... that callgrind made one after the other, `expected` of them. Errors: data
/// (one is missing, there are more, one cannot be parsed), io.
results::Result<std::vector<CallgrindOutput>> read_callgrind_dumps(const std::filesystem::path& name,
                                                                   std::uint32_t expected);

}  // namespace crossfade::collector
