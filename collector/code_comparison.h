// Code comparison: whether the code that this CPU executed for some requests is the code that was executed
// for the same requests under valgrind: samples of the one (measure/code_sampler.h) against all instructions
// of the other (executed_code.h). A sample is elsewhere if no instruction of its function was executed there;
// in objects without symbols, none within some hundred bytes. Code of no object (made at run time, the
// kernel's vDSO) is left out: addresses say nothing of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "collector/elf_functions.h"
#include "collector/executed_code.h"
#include "collector/protocol/messages.h"

namespace crossfade::collector {

/// The function at an address of an object; nullopt = it has no name.
using FunctionLookup = std::function<std::optional<ElfFunction>(const std::string&, std::uint64_t)>;
/// By the symbols of the files, each of which is read once.
FunctionLookup functions_of_files();

struct CodeComparison {
  std::uint64_t samples = 0;    ///< that were compared
  std::uint64_t elsewhere = 0;  ///< of them
  /// Where most of those were: "sha256_block_data_order_shaext of libcrypto.so.3 (under valgrind
  /// sha256_block_data_order_avx2)"; empty if none was.
  std::string where;

  double share() const {
    return samples == 0 ? 0 : static_cast<double>(elsewhere) / static_cast<double>(samples);
  }
};

CodeComparison compare_code(std::span<const CodeSample> native, const ExecutedCode& simulated,
                            const FunctionLookup& function_at);

}  // namespace crossfade::collector
