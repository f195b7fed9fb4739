#include "collector/workload_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include "collector/measure/capability_names.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

constexpr auto flag_rows = std::to_array<std::pair<std::uint64_t, std::string_view>>({
    {CF_FLAG_EXACT, "exact: each is compared with the digest of the right one"},
    {CF_FLAG_STATEFUL,
     "depend on what came before: judged by their status, and a sample by the workload's own check"},
    {CF_FLAG_LIBRARY_THREADS,
     "made with threads of the library's own: the CPU time of the process is charged"},
    {CF_FLAG_KERNEL, "much of the work is in the kernel"},
    {CF_FLAG_CONTENDED, "workers share written data on purpose"},
    {CF_FLAG_EXTERNAL, "the work is done by another process"},
});

bool says_how_answers_are_judged(std::uint64_t flags) {
  return (flags & (CF_FLAG_EXACT | CF_FLAG_STATEFUL)) != 0;
}

std::string objective_text(std::uint64_t ns) {
  if (ns < 1'000'000) return fmt::format("{} us", static_cast<double>(ns) * 1e-3);
  if (ns < 1'000'000'000) return fmt::format("{} ms", static_cast<double>(ns) * 1e-6);
  return fmt::format("{} s", static_cast<double>(ns) * 1e-9);
}

std::string class_text(const PluginClass& c) {
  std::string text =
      fmt::format("{:g} % of requests, p99 objective {}", c.share * 100, objective_text(c.slo_p99_ns));
  if (c.priority > 0) text += fmt::format(", priority {} (0 is served first)", c.priority);
  if (c.levels > 1) text += fmt::format(", {} levels of answers", c.levels);
  text += fmt::format(", {} different requests", c.pool);
  std::string moved;
  if (c.net_in_bytes + c.net_out_bytes > 0)
    moved += fmt::format("; network {} in, {} out", bytes_text(c.net_in_bytes), bytes_text(c.net_out_bytes));
  if (c.storage_in_bytes + c.storage_out_bytes > 0)
    moved += fmt::format("; storage {} in, {} out", bytes_text(c.storage_in_bytes),
                         bytes_text(c.storage_out_bytes));
  return text + (moved.empty() ? "; neither network nor storage" : moved);
}

std::string parameter_text(const PluginParameter& p) {
  const std::string range =
      p.min.empty() && p.max.empty() ? std::string{} : fmt::format(" ({} ... {})", p.min, p.max);
  return fmt::format("{}{}{}{}: {}", p.default_value, p.unit.empty() ? "" : " ", p.unit, range, p.doc);
}

std::string need_text(const NeedAnswer& answer) {
  if (const auto* const refusal = std::get_if<NeedRefusal>(&answer))
    return fmt::format("not known: {}", refusal->why.empty() ? "it does not say" : refusal->why);
  const auto& need = std::get<PluginNeed>(answer);
  std::string text = fmt::format("{} of memory for all workers, {} for each", bytes_text(need.shared_bytes),
                                 bytes_text(need.per_worker_bytes));
  if (need.shm_bytes > 0) text += fmt::format(", {} in /dev/shm", bytes_text(need.shm_bytes));
  if (need.library_threads > 0)
    text += fmt::format(", {} threads of its library with one worker", need.library_threads);
  if (need.capabilities != 0) text += ", " + capability_names(need.capabilities);
  return text;
}

}  // namespace

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < units.size(); ++unit) value /= 1024;
  return fmt::format("{:.4g} {}", value, units.at(unit));
}

std::vector<std::string> flag_texts(std::uint64_t flags) {
  std::vector<std::string> texts;
  if (!says_how_answers_are_judged(flags)) {
    texts.emplace_back(
        "said to be neither exact nor to depend on what came before: judged by their status, and a sample by "
        "the workload's own check");
  }
  for (const auto& [flag, text] : flag_rows) {
    if ((flags & flag) != 0) texts.emplace_back(text);
  }
  return texts;
}

std::vector<std::string> judgement_notes(const Plan& plan, const PluginCatalogue& catalogue) {
  std::vector<std::string> notes;
  for (const PlannedWorkload& planned : plan.workloads) {
    const Plugin* const plugin = catalogue.find(planned.name);
    if (plugin == nullptr || says_how_answers_are_judged(plugin->flags)) continue;
    std::string note = fmt::format(
        "{} does not say how its answers are to be judged: wrong ones are found in a sample only, before "
        "anything is timed; its author sets CF_FLAG_EXACT if equal requests have equal answers, which are "
        "then all compared, and CF_FLAG_STATEFUL if not",
        plugin->name);
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
  }
  return notes;
}

std::vector<std::string> part_names(const Plugin& plugin) {
  std::vector<std::string> names;
  for (const auto& part : plugin.parts) names.push_back(part.stem().string());
  return names;
}

std::vector<std::string> library_names(const Plugin& plugin, const std::vector<ExpectedDigest>& digests) {
  std::vector<std::string> names;
  for (const ExpectedDigest& row : digests) {
    if (row.workload != plugin.name) continue;
    for (const results::Library& library : row.made_with) {
      if (std::find(names.begin(), names.end(), library.name) == names.end()) names.push_back(library.name);
    }
  }
  return names;
}

std::vector<WorkloadFact> workload_facts(const Plugin& plugin, const std::vector<ExpectedDigest>& digests) {
  std::vector<WorkloadFact> facts{{"stands for", plugin.seed_system}, {"one request", plugin.unit}};
  if (plugin.is_only_named()) facts.push_back({"measured only when named", "--workload " + plugin.name});
  if (!plugin.instead_of.empty())
    facts.push_back({"measured instead of", plugin.instead_of.string() + ", which has the same name"});
  if (plugin.takes_input()) {
    facts.push_back(
        {"takes a file of yours instead of generated inputs", fmt::format("--input {}=FILE", plugin.name)});
  }
  if (!plugin.parts.empty())
    facts.push_back({"a mix of", fmt::format("{}", fmt::join(part_names(plugin), ", "))});
  facts.push_back({"answers", fmt::format("{}", fmt::join(flag_texts(plugin.flags), "; "))});
  for (const PluginClass& c : plugin.classes) facts.push_back({"class " + c.name, class_text(c)});
  for (const PluginPreset& preset : plugin.presets) {
    facts.push_back(
        {"preset " + preset.name, preset.parameters.empty() ? "the defaults" : preset.parameters});
  }
  for (const PluginParameter& p : plugin.parameters)
    facts.push_back({"parameter " + p.name, parameter_text(p)});
  facts.push_back({"needs, with the defaults", need_text(plugin.need)});
  const auto libraries = library_names(plugin, digests);
  if (!libraries.empty()) {
    facts.push_back({"libraries",
                     fmt::format("{} (each run records version and code path)", fmt::join(libraries, ", "))});
  }
  return facts;
}

std::string markdown_section(const Plugin& plugin, const std::vector<ExpectedDigest>& digests) {
  std::string text =
      fmt::format("#### `{}`, version {}\n\n{}\n\n", plugin.name, plugin.version, plugin.summary);
  for (const WorkloadFact& fact : workload_facts(plugin, digests))
    text += fmt::format("- {}: {}\n", fact.label, fact.text);
  return text + "\n";
}

}  // namespace crossfade::collector
