#include "analysis/report/recording_head.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "analysis/code_identity.h"
#include "analysis/host.h"
#include "analysis/number_text.h"
#include "analysis/recorded_plan.h"
#include "analysis/replayed_instructions.h"
#include "analysis/side.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

std::string known(const std::string& text) {
  return text.empty() ? "unknown" : text;
}

/// "unknown: why" after "unknown" says it twice.
std::string without_unknown(const std::string& source) {
  constexpr std::string_view prefix = "unknown: ";
  return source.starts_with(prefix) ? source.substr(prefix.size()) : known(source);
}

std::string kind_text(const results::Recording& recording) {
  if (is_instruction_replay(recording))
    return "SIMULATED (instructions counted by a simulator on the machine below: no measurement of it)";
  return is_simulated(recording.header) ? "SIMULATED (not a measurement of what it is named after)"
                                        : std::string(results::name_of(recording.header.kind));
}

/// Which of the libraries that were to be capped no cap reaches, as their plug-ins noted; nothing where no
/// workload was capped.
std::vector<std::string> cap_lines(const results::Recording& recording) {
  std::set<std::string> caps;
  std::map<std::string, std::set<std::string>> workloads_of;
  for (std::uint32_t w = 0; w < recording.workloads.size(); ++w) {
    std::set<std::string> own = caps_of(recording, w);
    own.erase("none");
    if (own.empty()) continue;
    caps.merge(own);
    for (const results::Library& library : recording.libraries) {
      if (library.workload == w && library.isa_path.ends_with("has no switch"))
        workloads_of[library.name].insert(recording.workloads[w].name);
    }
  }
  if (caps.empty()) return {};
  std::string uncapped;
  for (const auto& [library, workloads] : workloads_of)
    uncapped += fmt::format("{}{} ({})", uncapped.empty() ? "" : ", ", library, fmt::join(workloads, ", "));
  const std::string line = fmt::format("libraries capped at {}", fmt::join(caps, ", "));
  return {uncapped.empty() ? line : line + "; not capped, because they have no switch: " + uncapped};
}

}  // namespace

std::vector<std::string> recording_head(const results::OpenedRecording& opened) {
  const results::Header& h = opened.recording.header;
  std::vector<std::string> lines = {
      fmt::format("{}, {}; {} by {}; seal {}", kind_text(opened.recording), results::name_of(h.state),
                  known(h.created_utc), known(h.producer),
                  opened.seal == results::Seal::intact ? "intact" : "none: modified since it was sealed"),
      fmt::format(
          "host {} ({}); instance type {} ({}); kernel {}; PMU {}; effective clock {}",
          h.host_id.empty() ? "without identity" : h.host_id.substr(0, 12),
          host_id_of_container(opened.recording) ? "machine-id of a container: others may have the same"
                                                 : known(h.host_id_source),
          known(h.instance_type), without_unknown(h.instance_type_source), known(h.kernel), known(h.pmu_tier),
          std::isfinite(h.clock_hz_effective) ? quantity_text(h.clock_hz_effective, {}, "Hz")
                                              : std::string("unknown"))};
  // A file alone cannot tell the two apart.
  if (h.state == results::RecordingState::running)
    lines.emplace_back(
        "not finished: it is being measured, or its collector ended in the middle (crossfade-collect run -o "
        "FILE "
        "--resume goes on)");
  for (std::string& line : cap_lines(opened.recording)) lines.push_back(std::move(line));
  for (const RecordedInput& input : RecordedPlan(opened.recording).inputs())
    lines.push_back(fmt::format("{} worked on {} (digest {})", input.workload, input.path, input.digest));
  return lines;
}

std::string recording_title(const results::OpenedRecording& opened) {
  const std::string& title = opened.recording.header.title;
  return title.empty() ? opened.path.filename().string() : title;
}

}  // namespace crossfade::analysis
