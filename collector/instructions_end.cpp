#include "collector/instructions_end.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/error.h"

namespace crossfade::collector {
namespace {

using Names = std::vector<std::string>;

/// What valgrind shows programs is a CPU of this level.
constexpr std::uint32_t level_under_valgrind = 3;

Names named(const std::vector<CountedWorkload>& workloads, std::initializer_list<Countedness> kinds) {
  Names names;
  for (const CountedWorkload& w : workloads)
    if (std::find(kinds.begin(), kinds.end(), w.countedness) != kinds.end()) names.push_back(w.name);
  return names;
}

std::string message(const std::string& what, const Names& where, const std::string& why,
                    const std::string& remedy) {
  return fmt::format("crossfade-collect: {}\n  where: {}\n  why: {}\n  what to do: {}\n", what,
                     fmt::join(where, ", "), why, remedy);
}

constexpr const char* elsewhere =
    "count them with hardware counters: crossfade-collect doctor --for TYPE says which machines show them";

/// Of workloads whose code a cap may make the same on both.
std::string cap_remedy(const Names& names, std::uint32_t isa_level, const std::string& output) {
  if (isa_level != 0 && isa_level <= level_under_valgrind)
    return fmt::format(
        "the cap to x86-64-v{} did not make them alike (no cap takes SHA-NI away, nor what a plug-in "
        "chooses by itself); {}",
        isa_level, elsewhere);
  return fmt::format(
      "keep libraries to what valgrind has, natively too: crossfade-collect instructions -o {} --force "
      "--isa-cap "
      "x86-64-v{} {}; such counts are for recordings made with that cap (crossfade-collect run --isa-cap "
      "x86-64-v{}). "
      "Where that does not help (no cap takes SHA-NI away), {}",
      output, level_under_valgrind, fmt::join(names, " "), level_under_valgrind, elsewhere);
}

}  // namespace

InstructionsEnd instructions_end(const std::vector<CountedWorkload>& workloads, std::uint32_t isa_level,
                                 const std::string& output) {
  InstructionsEnd end;
  const Names other = named(workloads, {Countedness::other_code}),
              foreign = named(workloads, {Countedness::not_its_own}),
              unknown = named(workloads, {Countedness::unknown_code}),
              failed = named(workloads, {Countedness::failed});
  const bool any = std::any_of(workloads.begin(), workloads.end(), [](const CountedWorkload& w) {
    return w.countedness == Countedness::transferable;
  });
  if (!other.empty()) {
    end.text += message(any ? "some counts do not hold on this CPU" : "no count holds on this CPU", other,
                        "it executes other code than valgrind, as said above and in the recording",
                        cap_remedy(other, isa_level, output));
  }
  if (!foreign.empty()) {
    end.text +=
        message("some workloads have no count", foreign,
                "callgrind counts the thread that makes the request, and they work elsewhere", elsewhere);
  }
  if (!unknown.empty()) {
    end.text += message("some workloads were not counted", unknown, "valgrind cannot run the code they chose",
                        cap_remedy(unknown, isa_level, output));
  }
  if (!failed.empty()) {
    end.text +=
        message("some workloads were not counted", failed, "the reasons are above and in the recording",
                "see crossfade-collect instructions --help (--time-limit, presets and parameters)");
  }
  if (!failed.empty() || !unknown.empty()) {
    end.exit_code = static_cast<int>(results::ErrorKind::unavailable);
  } else if (!other.empty() || !foreign.empty()) {
    end.exit_code = any ? 1 : 2;
  }
  return end;
}

}  // namespace crossfade::collector
