// Workload facts: what a plug-in declares of itself, put into words once: crossfade-collect list prints them
// and the generated part of docs/workloads.md is made of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/plan.h"
#include "collector/plugin_catalogue.h"

namespace crossfade::collector {

struct WorkloadFact {
  std::string label, text;
};

/// In the order in which they are read. Libraries are named as the committed digests name them: versions and
/// code paths are each run's own.
std::vector<WorkloadFact> workload_facts(const Plugin& plugin, const std::vector<ExpectedDigest>& digests);

/// Names of the libraries that the workload's requests go through, each once; empty = not known.
std::vector<std::string> library_names(const Plugin& plugin, const std::vector<ExpectedDigest>& digests);

/// Of a mix: names of its plug-ins.
std::vector<std::string> part_names(const Plugin& plugin);

/// "exact", "library threads" ...: the plug-in's flags, each in a few words.
std::vector<std::string> flag_texts(std::uint64_t flags);

/// One line for each planned workload that says neither that its answers are exact nor that they depend on
/// what came before: for the user, who would take them for checked.
std::vector<std::string> judgement_notes(const Plan& plan, const PluginCatalogue& catalogue);

/// "64 KiB", "1.5 MiB", "0 B": four digits at most.
std::string bytes_text(std::uint64_t bytes);

/// The section of one workload in docs/workloads.md: heading, summary, one line a fact.
std::string markdown_section(const Plugin& plugin, const std::vector<ExpectedDigest>& digests);

}  // namespace crossfade::collector
