#include "collector/dispatch_check.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cmath>

#include "collector/issue_width.h"

namespace crossfade::collector {
namespace {

const results::Library* find(std::span<const results::Library> libraries, const results::Library& wanted) {
  const auto found = std::find_if(libraries.begin(), libraries.end(),
                                  [&](const auto& library) { return library.name == wanted.name; });
  return found == libraries.end() ? nullptr : &*found;
}

std::string path_text(const results::Library* library) {
  return library == nullptr ? "is not used" : fmt::format("takes '{}'", library->isa_path);
}

/// The libraries whose code path differs between the two; empty = none.
std::string other_paths(const DispatchEvidence& evidence) {
  std::string text;
  const auto add = [&](const results::Library& library, const results::Library* native,
                       const results::Library* simulated) {
    text += fmt::format("{}{} {} {} on this CPU and {} under valgrind", text.empty() ? "" : "; ",
                        library.name, library.version, path_text(native), path_text(simulated));
  };
  for (const results::Library& native : evidence.native) {
    const results::Library* const simulated = find(evidence.simulated, native);
    if (simulated == nullptr || simulated->version != native.version ||
        simulated->isa_path != native.isa_path)
      add(native, &native, simulated);
  }
  for (const results::Library& simulated : evidence.simulated) {
    if (find(evidence.native, simulated) == nullptr) add(simulated, nullptr, &simulated);
  }
  if (!text.empty()) text += " (which hides AVX-512, SHA-NI, VAES and GFNI)";
  return text;
}

}  // namespace

double estimated_ipc(const DispatchEvidence& evidence) {
  const double cycles = evidence.cpu_ns_per_request * 1e-9 * evidence.clock_hz;
  return cycles > 0 ? evidence.instructions_per_request / cycles : results::missing;
}

namespace {

bool is_above(const DispatchEvidence& evidence, std::uint32_t per_cycle) {
  const double ipc = estimated_ipc(evidence);
  return std::isfinite(ipc) && ipc > per_cycle;
}

bool is_impossible(const DispatchEvidence& evidence, const IssueWidth& width) {
  return is_above(evidence, width.sourced ? width.per_cycle : widest_core);
}

std::string rate_text(const DispatchEvidence& evidence) {
  return fmt::format("{:.0f} instructions in {:.2f} us of CPU time at {:.2f} GHz would be {:.1f} a cycle",
                     evidence.instructions_per_request, evidence.cpu_ns_per_request * 1e-3,
                     evidence.clock_hz * 1e-9, estimated_ipc(evidence));
}

/// Empty below `least`.
std::string other_code(const DispatchEvidence& evidence, double least) {
  const CodeComparison& code = evidence.code;
  if (code.samples < fewest_code_samples || code.share() < least) return "";
  return fmt::format(
      "this CPU spends {:.0f} % of a request ({} of {} samples) in functions that valgrind never entered, "
      "most "
      "of it in {}",
      100 * code.share(), code.elsewhere, code.samples, code.where);
}

/// What could not be compared; empty = it was, or was not to be.
std::string unknown_code(const DispatchEvidence& evidence) {
  constexpr const char* unknown = "whether this CPU executes the same functions is not known: ";
  if (!evidence.code_absent_because.empty()) return unknown + evidence.code_absent_because;
  if (evidence.code.samples == 0 || evidence.code.samples >= fewest_code_samples) return "";
  return fmt::format("{}only {} samples of its code were had", unknown, evidence.code.samples);
}

}  // namespace

std::string why_not_transferable(const DispatchEvidence& evidence) {
  if (std::string paths = other_paths(evidence); !paths.empty()) return paths;
  if (std::string code = other_code(evidence, share_of_other_code); !code.empty()) return code;
  const IssueWidth width = issue_width_of(evidence.microarchitecture);
  if (!is_impossible(evidence, width)) return "";
  const std::string begun =
      width.sourced ? fmt::format("{} begins {} operations", evidence.microarchitecture, width.per_cycle)
                    : fmt::format("no core known begins more than {} operations", widest_core);
  return fmt::format(
      "{}, and {}: unless most of its instructions are fused in pairs (compare and branch, or nops), this "
      "CPU "
      "executes other code than valgrind",
      rate_text(evidence), begun);
}

namespace {

std::string doubt_of_rate(const DispatchEvidence& evidence) {
  const IssueWidth width = issue_width_of(evidence.microarchitecture);
  if (is_impossible(evidence, width) || !is_above(evidence, width.per_cycle)) return "";
  return fmt::format(
      "{}, and {} is thought to begin {}, which no source was found for: this CPU may execute other code "
      "than "
      "valgrind",
      rate_text(evidence), evidence.microarchitecture, width.per_cycle);
}

}  // namespace

std::string doubt_of(const DispatchEvidence& evidence) {
  std::string doubt;
  const auto add = [&](const std::string& one) {
    if (!one.empty()) doubt += (doubt.empty() ? "" : "; ") + one;
  };
  add(doubt_of_rate(evidence));
  if (other_code(evidence, share_of_other_code).empty()) add(other_code(evidence, remarkable_share));
  add(unknown_code(evidence));
  return doubt;
}

std::string unhandled_instruction(int signal, std::string_view error_output) {
  constexpr std::string_view sign = "unhandled instruction bytes:";
  const auto at = error_output.find(sign);
  if (signal != SIGILL || at == std::string_view::npos) return "";
  const auto line = error_output.substr(at, error_output.find('\n', at) - at);
  return fmt::format(
      "valgrind does not know an instruction of it ({}): it was built for, or chose, code of a newer "
      "CPU (AVX-512), which valgrind cannot run",
      line);
}

}  // namespace crossfade::collector
