#include "analysis/report/side_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/cpus_used.h"
#include "analysis/host.h"
#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/short_names.h"
#include "analysis/stated_values.h"
#include "analysis/statistics/host_model.h"

namespace crossfade::analysis {
namespace {

std::string blocks_text(const Side& side) {
  std::set<std::size_t> counts;
  for (const RecordingPointer& r : side.recordings) {
    std::set<std::uint32_t> blocks;
    for (const results::Repetition& p : r->recording.repetitions) {
      const bool ended = p.outcome != results::RepetitionOutcome::running &&
                         p.outcome != results::RepetitionOutcome::killed &&
                         p.outcome != results::RepetitionOutcome::interrupted;
      if (p.purpose == results::RepetitionPurpose::measurement && ended) blocks.insert(p.block);
    }
    counts.insert(blocks.size());
  }
  if (counts.empty()) return counted_text(0, "block");
  if (counts.size() == 1) return counted_text(*counts.begin(), "block");
  return fmt::format("{} to {} blocks", *counts.begin(), *counts.rbegin());
}

std::string files_of(const Side& side) {
  std::vector<std::filesystem::path> paths;
  for (const RecordingPointer& r : side.recordings) paths.push_back(r->path);
  return files_text(short_names(paths));
}

std::string cpu_text(const results::Header& h) {
  std::string text = h.cpu_model.empty() ? "unknown CPU" : h.cpu_model;
  if (h.vcpus > 0 && h.cores > 0) {
    text += fmt::format(", {} on {}", counted_text(static_cast<std::size_t>(h.vcpus), "vCPU"),
                        counted_text(static_cast<std::size_t>(h.cores), "core"));
  }
  return text;
}

/// Which host it was is then what somebody said, not what was read from a machine.
bool has_named_host(const Side& side) {
  return std::any_of(side.recordings.begin(), side.recordings.end(),
                     [](const RecordingPointer& r) { return is_stated(r->recording.header.host_id_source); });
}

template <class Test>
bool has_ratio(const Comparison& c, Test test) {
  return std::any_of(c.workloads.begin(), c.workloads.end(), [&](const WorkloadComparison& w) {
    return std::any_of(w.metrics.begin(), w.metrics.end(),
                       [&](const MetricComparison& m) { return test(m.ratio); });
  });
}

}  // namespace

std::string side_text(const Side& side) {
  if (side.recordings.empty()) return fmt::format("{}: no recording", side.label);
  const results::Header& h = side.recordings.front()->recording.header;
  const std::string part = part_of_cpus(side);
  const std::string used = part.empty() ? "" : "; measured on " + part;
  const char* stated =
      has_stated_type(side) ? "; instance type stated by the user, not read from the machine" : "";
  const char* named = has_named_host(side) ? " (named by the user)" : "";
  return fmt::format("{}: {}{}{}; {}{}, {} of {} ({})", side.label, cpu_text(h), used, stated,
                     counted_text(host_count(side), "host"), named,
                     counted_text(side.recordings.size(), "recording"), blocks_text(side), files_of(side));
}

std::vector<std::string> method_text(const Comparison& c, const CompareOptions& options) {
  std::vector<std::string> lines;
  if (c.same_host) {
    lines.push_back(
        "Ratios are candidate / baseline with 95 % intervals, for this machine only: both sides are the same "
        "host. "
        "They say nothing of other hosts.");
    if (has_ratio(c, [](const Ratio& r) { return r.method == RatioMethod::same_host_paired; })) {
      lines.push_back(
          "Both sides were measured in turn, each first about equally often: the intervals are Student's t "
          "over "
          "pairs of neighbouring process runs. A steady drift of the machine favours neither side and is in "
          "their width.");
    }
    if (has_ratio(c, [](const Ratio& r) {
          return r.method == RatioMethod::same_host_sequential && r.recording_deviation;
        })) {
      lines.push_back(fmt::format(
          "One side was measured after the other, not in turn, so the interval RESTS ON AN ASSUMPTION: this "
          "machine differs from itself by at least {} between one time and another (r0; {}). More recordings "
          "of one side in a row do not change that; three of each side, one by one in turn, do.",
          percent_text(statistics::same_host_prior().recording_deviation_floor),
          statistics::same_host_deviation_source()));
    }
    return lines;
  }
  const std::size_t hosts = std::min(host_count(c.base), host_count(c.candidate));
  lines.push_back(
      "Ratios are candidate / baseline with 95 % intervals that include the variation between hosts (rule "
      "R1).");
  if (hosts < statistics::enough_hosts) {
    const statistics::HostPrior prior;
    lines.push_back(fmt::format(
        "{}RESTS ON AN ASSUMPTION: hosts of one type differ by {} (h0; {}), recordings of one host by at "
        "least {} "
        "(r0; {}); both weigh as much as {:g} degrees of freedom (judgement). \"tips at\" is the host "
        "variation at "
        "which a row's conclusion would change.",
        hosts == 1 ? "One host a side: " : "Two hosts on the smaller side: ",
        percent_text(options.host_cv.value_or(prior.host_deviation)),
        options.host_cv ? std::string("--host-cv") : std::string(statistics::host_deviation_source()),
        percent_text(prior.recording_deviation_floor), statistics::recording_deviation_source(),
        prior.weight));
  }
  lines.push_back(fmt::format(
      "{} a side looked at: up to {} of the hosts of a type may be slow without one of them being here.",
      counted_text(hosts, "host"), percent_text(statistics::undetected_slow_share(hosts))));
  return lines;
}

std::vector<std::string> head_text(const std::vector<Comparison>& comparisons,
                                   const CompareOptions& options) {
  std::vector<std::string> lines{"baseline " + side_text(comparisons.front().base)};
  for (const Comparison& c : comparisons) lines.push_back("candidate " + side_text(c.candidate));
  for (const Comparison& c : comparisons) {
    for (std::string& line : method_text(c, options)) {
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace crossfade::analysis
