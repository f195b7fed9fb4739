#include "analysis/report/evidence.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "analysis/report/cells.h"

namespace crossfade::analysis {
namespace {

void add_columns(Table& table, std::initializer_list<const char*> ids) {
  for (const char* const id : ids) table.columns.push_back({id, "", "", false, true});
}

}  // namespace

std::string_view method_name(RatioMethod method) {
  switch (method) {
    case RatioMethod::two_hosts_r1:
      return "r1";
    case RatioMethod::same_host_paired:
      return "same_host_paired";
    case RatioMethod::same_host_sequential:
      return "same_host_sequential";
    case RatioMethod::none:
      break;
  }
  return "none";
}

void add_estimate_evidence_columns(Table& table) {
  add_columns(table, {"hosts", "recordings", "blocks", "processes", "requests", "disturbed_share"});
}

void add_ratio_evidence_columns(Table& table) {
  add_columns(table, {"method", "degrees_of_freedom", "assumed_variance_share", "assumed_host_cv",
                      "recording_deviation", "baseline_hosts", "baseline_recordings", "baseline_blocks",
                      "baseline_processes", "candidate_hosts", "candidate_recordings", "candidate_blocks",
                      "candidate_processes"});
}

void add_evidence(std::vector<Cell>& row, const Estimate& estimate) {
  const auto add = [&](double value) { row.push_back(estimate.value ? number_cell(value) : Cell{}); };
  for (const std::uint32_t n :
       {estimate.n.hosts, estimate.n.recordings, estimate.n.blocks, estimate.n.processes})
    add(n);
  add(static_cast<double>(estimate.n.requests));
  add(estimate.disturbed_share);
}

void add_evidence(std::vector<Cell>& row, const Ratio& ratio) {
  const auto add = [&](const std::optional<double>& value) {
    row.push_back(ratio.value ? optional_number_cell(value) : Cell{});
  };
  row.push_back(text_cell(ratio.value ? std::string(method_name(ratio.method)) : ""));
  add(ratio.degrees_of_freedom);
  add(ratio.assumed_variance_share);
  add(ratio.assumed_host_cv);
  add(ratio.recording_deviation);
  for (const SampleSize& n : {ratio.base_n, ratio.candidate_n}) {
    for (const std::uint32_t count : {n.hosts, n.recordings, n.blocks, n.processes}) add(count);
  }
}

}  // namespace crossfade::analysis
