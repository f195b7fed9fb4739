#include "collector/runtime_facts.h"

#include <fmt/format.h>

#include <utility>

#include "collector/duration_text.h"
#include "collector/plan.h"
#include "collector/replay_process.h"
#include "collector/scratch_folder.h"
#include "collector/seeds.h"

namespace crossfade::collector {
namespace {

/// Inputs as crossfade-collect run makes them.
Prepare question_to(const Plugin& plugin, std::uint32_t cpu) {
  Prepare order;
  order.plugin_path = plugin.path.string();
  order.preset = plugin.presets.front().name;
  order.seed = derive_seed(default_seed, {part(SeedPurpose::inputs), seed_part(plugin.name)});
  order.worker_cpus = {cpu};
  order.counters = false;
  order.facts_only = true;
  return order;
}

RuntimeFacts refused(std::string why) {
  RuntimeFacts facts;
  facts.why_not = std::move(why);
  return facts;
}

}  // namespace

RuntimeFacts probe_workload(const ProbeParts& parts, const Plugin& plugin) {
  const auto scratch = ScratchFolder::create(std::filesystem::temp_directory_path());
  if (!scratch) return refused(results::to_line(scratch.error()));
  ReplayProcess process(parts.launcher, parts.stop, {parts.now_ns, parts.now_ns() + parts.patience_ns});
  if (!process.prepare({}, question_to(plugin, parts.cpu), scratch->path())) {
    if (process.end().outcome == results::RepetitionOutcome::hung)
      return refused(fmt::format("it was not prepared within {}", duration_text(parts.patience_ns)));
    return refused(process.end().reason);
  }
  RuntimeFacts facts;
  facts.libraries = process.ready().libraries;
  facts.dataset_digest = process.ready().workload.dataset_digest;
  facts.prepare_ns = process.ready().prepare_ns;
  // What it prepared it must also be able to give back.
  if (!process.finish()) facts.why_not = process.end().reason;
  return facts;
}

std::vector<WorkloadFact> runtime_fact_texts(const RuntimeFacts& facts) {
  std::vector<WorkloadFact> texts;
  for (const results::Library& library : facts.libraries)
    texts.push_back({"here, " + library.name, fmt::format("{}, {}", library.version, library.isa_path)});
  if (!facts.why_not.empty()) {
    texts.push_back({"here, it cannot be measured", facts.why_not});
    return texts;
  }
  texts.push_back({"here, prepared in", fmt::format("{}, digest of its inputs {}",
                                                    duration_text(facts.prepare_ns), facts.dataset_digest)});
  return texts;
}

}  // namespace crossfade::collector
