#include "collector/valgrind.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr const char* replayed = "crossfade_replayed_request";

Error unusable(std::string where, std::string why) {
  return {ErrorKind::unavailable, "cannot count instructions", std::move(where), std::move(why),
          "apt-get install valgrind (Debian, Ubuntu), or the valgrind package of this system"};
}

std::optional<std::filesystem::path> in_path(std::string_view search_path) {
  while (!search_path.empty()) {
    const auto colon = search_path.find(':');
    const std::string_view folder = search_path.substr(0, colon);
    search_path = colon == std::string_view::npos ? std::string_view{} : search_path.substr(colon + 1);
    if (folder.empty() || folder.front() != '/') continue;
    const auto candidate = std::filesystem::path(folder) / "valgrind";
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The first line of its answer; empty if there is none.
std::string version_of(const std::filesystem::path& program) {
  const std::string command = quoted(program.string()) + " --version 2>/dev/null </dev/null";
  const auto close = [](std::FILE* pipe) { (void)::pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(::popen(command.c_str(), "re"), close);
  char line[128] = {};
  if (pipe == nullptr || std::fgets(line, sizeof line, pipe.get()) == nullptr) return "";
  const std::string text = line;
  return text.substr(0, text.find('\n'));
}

}  // namespace

Result<Valgrind> find_valgrind(std::string_view search_path) {
  const auto program = in_path(search_path);
  if (!program) return unusable("PATH", "valgrind, which counts them by simulation, is not installed");
  std::string version = version_of(*program);
  if (!version.starts_with("valgrind-"))
    return unusable(program->string(), fmt::format("asked for its version it said '{}'", version));
  return Valgrind{*program, std::move(version)};
}

std::vector<std::string> callgrind_arguments(const Valgrind& valgrind, const std::filesystem::path& output) {
  return {valgrind.program.string(), "--tool=callgrind",
          "--vgdb=no",             // it would leave pipes in /tmp
          "--trace-children=yes",  // the measuring program of a bundle is started by a launcher
          "--collect-atstart=no", fmt::format("--toggle-collect={}", replayed),
          fmt::format("--dump-after={}", replayed),
          // Which instructions were executed, readable without a table of names.
          "--dump-instr=yes", "--compress-strings=no", "--compress-pos=no",
          fmt::format("--callgrind-out-file={}", output.string())};
}

}  // namespace crossfade::collector
