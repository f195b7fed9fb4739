// Valgrind: where it is, which version, and how it is asked to count the instructions of single requests.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

struct Valgrind {
  std::filesystem::path program;
  std::string version;  ///< "valgrind-3.19.0", as it says it
};

/// In `search_path`, folders with ':' between them (PATH). Errors (unavailable): it is not installed, or does
/// not answer.
results::Result<Valgrind> find_valgrind(std::string_view search_path);

/// Arguments, valgrind first, that go before the measuring program: collection is on inside one replayed
/// request alone, and behind each one what it took is dumped to "OUTPUT.1", "OUTPUT.2" ..., instruction by
/// instruction. Caches are not simulated.
std::vector<std::string> callgrind_arguments(const Valgrind& valgrind, const std::filesystem::path& output);

}  // namespace crossfade::collector
