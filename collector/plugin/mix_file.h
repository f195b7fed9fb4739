// Mix file: a workload that is composed of others, as its author wrote it (TOML). What the parts have
// (classes, levels, presets) is not looked at here: see mix.h. The file's name without .toml is the
// workload's name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

/// Who is at the other end of what a call receives and sends.
enum class MixPeer {
  client,      ///< as the part declares it: who asked the service, or storage nodes that it sends to
  downstream,  ///< another service, which the mix asks: what the part would receive is sent, and the reverse
  in_process,  ///< nobody: the part is a function of the service; what it stores and reads is moved all the
               ///< same
};

/// Calls of one class of one part.
struct MixStep {
  std::string workload;  ///< as --workload takes it: NAME[@PRESET][:key=value,...]
  std::string class_name;
  std::uint32_t count = 1, level = 0;
  std::uint32_t line = 0;  ///< of the file
  /// Bytes that a call moves, beside those that the class declares: parameters may make its requests smaller.
  double size = 1;
  MixPeer peer = MixPeer::client;
};

struct MixFileClass {
  std::string name;
  double share = 0;  ///< of requests
  std::uint64_t slo_p99_ns = 0;
  std::uint32_t priority = 0;
  std::uint32_t pool = 0;  ///< distinct requests
  std::vector<MixStep> steps;
  std::uint32_t line = 0;
};

struct MixFile {
  std::filesystem::path path;
  std::string name, version, summary, seed_system, unit;
  bool only_when_named = false;
  std::vector<MixFileClass> classes;
};

inline constexpr std::uint32_t most_mix_calls = 1000;  ///< a request, over all its steps

bool is_mix_file(const std::filesystem::path& file);

/// Errors: io (it cannot be read), data (no TOML, a key that is missing, unknown or has no such value, shares
/// that do not sum to 1, too many calls), each with the line.
results::Result<MixFile> read_mix_file(const std::filesystem::path& file);
results::Result<MixFile> parse_mix(std::string_view text, const std::filesystem::path& file);

}  // namespace crossfade::collector
