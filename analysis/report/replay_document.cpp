#include "analysis/report/replay_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/instruction_join.h"
#include "analysis/number_text.h"
#include "analysis/replayed_instructions.h"
#include "analysis/report/cells.h"
#include "analysis/report/recording_head.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

constexpr const char* spread_note =
    "Instructions: the means of the workload's classes by their shares. Interval: 95 %, from the spread of "
    "the "
    "replayed requests within each class; the count of each request is exact where the replays are "
    "identical.";

Cell count_cell(double value) {
  return std::isfinite(value) ? Cell{grouped_text(value), value, {}, ""} : Cell{};
}

Cell instructions_cell(const ReplayedInstructions& replayed) {
  if (!replayed.absent_because.empty()) return Cell{"none", {}, {}, replayed.absent_because};
  Cell cell{grouped_text(replayed.per_request), replayed.per_request, replayed.interval, ""};
  if (replayed.interval)
    cell.text +=
        fmt::format(" [{}, {}]", grouped_text(replayed.interval->low), grouped_text(replayed.interval->high));
  return cell;
}

Cell time_cell(double ns) {
  return std::isfinite(ns) ? Cell{quantity_text(ns, {}, "ns"), ns, {}, ""} : Cell{};
}

std::string named(const results::Workload& workload) {
  return workload.parameters.empty() ? workload.name
                                     : fmt::format("{} ({})", workload.name, workload.parameters);
}

std::string fact(const Recording& r, const char* key) {
  const auto found = std::find_if(r.environment.begin(), r.environment.end(),
                                  [&](const results::EnvironmentFact& each) { return each.key == key; });
  return found == r.environment.end() || found->value.empty() ? "unknown" : found->value;
}

std::string transferable_text(const ReplayedInstructions& replayed) {
  if (replayed.absent_because.empty()) return "nothing speaks against it";
  return replayed.absent_because.starts_with("not transferable") ? "no" : "not counted";
}

Table instructions_table(const Recording& r) {
  Table t;
  t.id = "instructions";
  t.title = "Instructions per request, user mode";
  t.columns = {{"workload", "workload", "", false, false},
               {"instructions", "instructions", "1", true, false},
               {"least", "least", "1", true, false},
               {"most", "most", "1", true, false},
               {"requests", "requests", "1", true, false},
               {"replays", "replays", "", false, false},
               {"tier", "tier", "", false, false},
               {"scope", "", "", false, true},
               {"transferable", "transferable", "", false, false}};
  std::vector<std::string> few_classes;
  for (const ReplayedInstructions& each : replayed_instructions(r)) {
    const bool there = each.absent_because.empty();
    const std::string name = named(r.workloads[each.workload]);
    t.rows.push_back({text_cell(name), instructions_cell(each), count_cell(each.least), count_cell(each.most),
                      there ? number_cell(static_cast<double>(each.requests)) : Cell{},
                      there ? text_cell(replays_text(each)) : Cell{}, text_cell("simulated"),
                      text_cell("user"), text_cell(transferable_text(each))});
    if (!there) t.notes.push_back(fmt::format("{}: {}.", name, each.absent_because));
    if (there && !each.all_classes) few_classes.push_back(name);
  }
  if (t.notes.size() < t.rows.size()) t.notes.emplace_back(spread_note);
  for (const std::string& name : few_classes)
    t.notes.push_back(
        fmt::format("{}: none of some class was replayed (--requests): the mean of the others.", name));
  return t;
}

Table cpu_time_table(const Recording& r) {
  Table t;
  t.id = "native_cpu_time";
  t.title = "The same requests without the simulator";
  t.columns = {{"workload", "workload", "", false, false},
               {"least_cpu", "CPU time, least", "ns", true, false},
               {"median_cpu", "median", "ns", true, false},
               {"rounds", "rounds", "1", true, false},
               {"ipc", "IPC, estimated", "1", true, false}};
  for (const ReplayedInstructions& each : replayed_instructions(r)) {
    if (each.rounds == 0) continue;
    const Cell ipc = std::isfinite(each.estimated_ipc)
                         ? Cell{fmt::format("{:.2f}", each.estimated_ipc), each.estimated_ipc, {}, ""}
                         : Cell{};
    t.rows.push_back({text_cell(named(r.workloads[each.workload])), time_cell(each.least_cpu_ns),
                      time_cell(each.median_cpu_ns), number_cell(each.rounds), ipc});
  }
  t.notes.emplace_back(
      "IPC: estimated (callgrind instructions / (CPU time x effective clock)), from the least CPU time of a "
      "request; about 1 % off at best, and more where the clock was another than the effective one above. "
      "The "
      "same few requests came again and again, so their data were in the caches: a service's IPC is lower.");
  return t;
}

Table library_table(const Recording& r) {
  Table t;
  t.id = "code_paths";
  t.title = "Code paths that the libraries name, natively";
  t.columns = {{"workload", "workload", "", false, false},
               {"library", "library", "", false, false},
               {"version", "version", "", false, false},
               {"path", "code path", "", false, false}};
  for (const results::Library& library : r.libraries) {
    if (library.workload >= r.workloads.size()) continue;
    t.rows.push_back({text_cell(named(r.workloads[library.workload])), text_cell(library.name),
                      text_cell(library.version), text_cell(library.isa_path)});
  }
  t.notes.emplace_back("Code that a library chooses without naming it is not seen.");
  return t;
}

}  // namespace

Document replay_document(const results::OpenedRecording& opened) {
  const Recording& r = opened.recording;
  Document d;
  d.title = recording_title(opened);
  d.header = recording_head(opened);
  d.header.push_back(
      fmt::format("Counted by {}: {}", fact(r, "instructions.valgrind"), fact(r, "instructions.arguments")));
  d.tables = {instructions_table(r), cpu_time_table(r), library_table(r)};
  for (const results::Repetition& p : r.repetitions) {
    if (!p.reason.empty() && p.workload < r.workloads.size())
      d.footer.push_back(
          fmt::format("{}, process {}: {}", named(r.workloads[p.workload]), p.block + 1, p.reason));
  }
  d.footer.emplace_back(
      "Simulated: these counts are in no comparison and no verdict. Beside a recording without counters: "
      "crossfade-report show RECORDING.h5 --counters --instructions-from this file.");
  return d;
}

Table joined_instructions_table(const Recording& measured, const results::OpenedRecording& simulated) {
  Table t;
  t.id = "simulated_instructions";
  t.title = fmt::format("Instructions per request, simulated, from {}", simulated.path.filename().string());
  t.columns = {{"workload", "workload", "", false, false}, {"instructions", "instructions", "1", true, false},
               {"requests", "requests", "1", true, false}, {"replays", "replays", "", false, false},
               {"scope", "scope", "", false, false},       {"tier", "tier", "", false, false}};
  for (const JoinedInstructions& join : join_instructions(measured, simulated.recording)) {
    const std::string name = named(measured.workloads[join.workload]);
    if (!join.refused_because.empty()) {
      t.notes.push_back(fmt::format("Not joined: {}: {}.", name, join.refused_because));
      continue;
    }
    t.rows.push_back({text_cell(name), instructions_cell(join.replayed),
                      number_cell(static_cast<double>(join.replayed.requests)),
                      text_cell(replays_text(join.replayed)), text_cell("user"), text_cell("simulated")});
  }
  const std::string &here = measured.header.microarchitecture,
                    &there = simulated.recording.header.microarchitecture;
  if (!t.rows.empty()) {
    t.notes.emplace_back(spread_note);
    if (here != there)
      t.notes.push_back(
          fmt::format("Counted for {}, shown beside {}: code that a library chooses without naming it "
                      "may differ.",
                      there.empty() ? "an unknown CPU" : there, here.empty() ? "an unknown CPU" : here));
  } else if (t.notes.empty()) {
    t.notes.emplace_back("None is needed: every workload has instructions that hardware counted.");
  }
  t.notes.emplace_back("Simulated counts are in no figure above, no comparison and no verdict.");
  return t;
}

}  // namespace crossfade::analysis
