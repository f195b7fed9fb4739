#include "analysis/why/decomposition.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "analysis/quantity.h"
#include "analysis/ratio.h"
#include "analysis/slo_rate.h"

namespace crossfade::analysis {
namespace {

using results::Direction;

const MetricComparison* row_of(const WorkloadComparison& w, std::string_view metric) {
  const auto found = std::find_if(w.metrics.begin(), w.metrics.end(),
                                  [&](const MetricComparison& m) { return m.metric == metric; });
  return found == w.metrics.end() ? nullptr : &*found;
}

/// Value by value of the same block: a / b.
Sample quotient(const Sample& a, const Sample& b) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> below;
  for (const RunValue& v : b.values) below[{v.recording, v.block}].push_back(std::log(v.value));
  Sample out = a;
  out.values.clear();
  for (RunValue v : a.values) {
    const auto found = below.find({v.recording, v.block});
    if (found == below.end()) continue;
    double mean = 0;
    for (const double ln : found->second) mean += ln / static_cast<double>(found->second.size());
    v.value /= std::exp(mean);
    out.values.push_back(v);
  }
  count_runs(out);
  if (out.values.empty() && out.absent_because.empty())
    out.absent_because = b.absent_because.empty() ? "no block has both" : b.absent_because;
  return out;
}

/// Of different recordings no block belongs to one of the other: divided by the mean.
Sample quotient(const FactorSample& a, const FactorSample& b) {
  if (a.origin == b.origin || b.origin == Origin::carried) return quotient(a.sample, b.sample);
  Sample out = a.sample;
  const auto mean = estimate(b.sample).value;
  if (!mean || b.sample.values.empty()) {
    out.values.clear();
    out.absent_because = b.sample.absent_because;
    return out;
  }
  for (RunValue& v : out.values) v.value /= *mean;
  return out;
}

bool both_have(const CountedSide& a, const CountedSide& b, FactorSample CountedSide::*factor) {
  return !(a.*factor).sample.values.empty() && !(b.*factor).sample.values.empty();
}

/// Why not both sides have it; what is said of both alike is said once.
std::string lack(const Sample& of_a, const Sample& of_b) {
  if (of_a.values.empty() && of_b.values.empty() && of_a.absent_because == of_b.absent_because)
    return "both sides: " + of_a.absent_because;
  std::vector<std::string> why;
  if (of_a.values.empty()) why.push_back("baseline: " + of_a.absent_because);
  if (of_b.values.empty()) why.push_back("candidate: " + of_b.absent_because);
  return fmt::format("{}", fmt::join(why, "; "));
}

std::string lack(const CountedSide& a, const CountedSide& b, FactorSample CountedSide::*factor) {
  return lack((a.*factor).sample, (b.*factor).sample);
}

class Builder {
 public:
  Builder(const CountedSide& base, const CountedSide& candidate, const RatioOptions& options)
      : base_(base), candidate_(candidate), options_(options) {}

  void add(const char* id, const char* name, FactorSample CountedSide::*factor, std::string stands_for = {}) {
    const FactorSample &a = base_.*factor, &b = candidate_.*factor;
    RatioOptions options = options_;
    options.is_count_of_work = factor == &CountedSide::requests_per_instruction;
    factors.push_back({id, name, ratio(a.sample, b.sample, Direction::higher_is_better, options), a.origin,
                       b.origin, std::move(stands_for)});
  }

  void add(const char* id, const char* name, const Sample& a, const Sample& b, Origin base_origin,
           Origin candidate_origin, std::string stands_for) {
    factors.push_back({id, name, ratio(a, b, Direction::higher_is_better, options_), base_origin,
                       candidate_origin, std::move(stands_for)});
  }

  std::vector<Factor> factors;

 private:
  const CountedSide &base_, &candidate_;
  const RatioOptions& options_;
};

/// The factors of capacity, as finely as both sides were counted.
void add_capacity_factors(const CountedSide& a, const CountedSide& b, Builder& builder, Decomposition& out) {
  builder.add("cpu_seconds_per_s", "CPU seconds per second", &CountedSide::cpu_seconds_per_s);
  const bool cycles = both_have(a, b, &CountedSide::cycles_per_cpu_s);
  const bool ipc = both_have(a, b, &CountedSide::instructions_per_cycle);
  const bool instructions = both_have(a, b, &CountedSide::requests_per_instruction);
  if (!cycles)
    out.missing.push_back({"cycles per CPU second (clock)", lack(a, b, &CountedSide::cycles_per_cpu_s)});
  if (!ipc)
    out.missing.push_back({"instructions per cycle", lack(a, b, &CountedSide::instructions_per_cycle)});
  if (!instructions)
    out.missing.push_back({"requests per instruction", lack(a, b, &CountedSide::requests_per_instruction)});
  if (cycles)
    builder.add("cycles_per_cpu_s", "cycles per CPU second (clock)", &CountedSide::cycles_per_cpu_s);
  if (cycles && ipc && instructions) {
    builder.add("instructions_per_cycle", "instructions per cycle", &CountedSide::instructions_per_cycle);
    builder.add("requests_per_instruction", "requests per instruction",
                &CountedSide::requests_per_instruction);
  } else if (cycles) {
    builder.add(
        "requests_per_cycle", "requests per cycle", quotient(a.requests_per_cpu_s, a.cycles_per_cpu_s),
        quotient(b.requests_per_cpu_s, b.cycles_per_cpu_s), a.cycles_per_cpu_s.origin,
        b.cycles_per_cpu_s.origin,
        "instructions per cycle x requests per instruction: instructions are not counted on both sides");
  } else if (instructions) {
    builder.add("instructions_per_cpu_s", "instructions per CPU second",
                quotient(a.requests_per_cpu_s, a.requests_per_instruction),
                quotient(b.requests_per_cpu_s, b.requests_per_instruction), a.requests_per_instruction.origin,
                b.requests_per_instruction.origin,
                "clock x instructions per cycle: cycles are not counted on both sides");
    builder.add("requests_per_instruction", "requests per instruction",
                &CountedSide::requests_per_instruction);
  } else {
    builder.add("requests_per_cpu_s", "requests per CPU second", &CountedSide::requests_per_cpu_s,
                "clock x instructions per cycle x requests per instruction: neither cycles nor instructions "
                "are counted on both sides");
  }
}

/// SLO throughput over capacity, block by block.
Sample usable(const Side& side, const std::string& workload) {
  const WorkloadRuns runs = process_runs(side, workload);
  const SloRate rate = slo_rate(runs);
  Sample out = quotient(rate.sample, sample(runs, at_capacity(runs), throughput_per_s));
  if (out.values.empty() && !rate.estimate.absent_because.empty())
    out.absent_because = rate.estimate.absent_because;
  return out;
}

bool is_second_level(const MetricComparison& m) {
  const std::string& id = m.metric;
  return id.starts_with("cpi_") || id.ends_with("_per_ki") || id == "dram_fills_per_request";
}

}  // namespace

results::Result<Decomposition> decompose(const Comparison& c, const std::string& workload,
                                         std::span<const RecordingPointer> lenders,
                                         const CompareOptions& options) {
  const auto found = std::find_if(c.workloads.begin(), c.workloads.end(),
                                  [&](const WorkloadComparison& w) { return w.workload == workload; });
  if (found == c.workloads.end()) {
    std::vector<std::string> names;
    for (const WorkloadComparison& w : c.workloads) names.push_back(w.workload);
    return results::Error{results::ErrorKind::data, fmt::format("{} is not in both sides", workload),
                          c.candidate.label, fmt::format("they have {}", fmt::join(names, ", ")),
                          "choose one of these with --workload"};
  }
  Decomposition out;
  out.workload = workload;
  if (const MetricComparison* m = row_of(*found, "slo_rate")) {
    out.slo_rate = m->ratio;
  } else {
    out.slo_rate.absent_because = "it is not solved on both sides";
  }
  if (const MetricComparison* m = row_of(*found, "capacity")) out.capacity = m->ratio;
  if (!found->not_comparable_because.empty()) {
    out.missing.push_back({"all factors", found->not_comparable_because});
    return out;
  }
  const RatioOptions ratio_options = ratio_options_of(c, options);
  // The other side may lend too: the same work has the same instructions.
  const CountedSide a = counted_side(c.base, workload, lenders, c.candidate.recordings);
  const CountedSide b = counted_side(c.candidate, workload, lenders, c.base.recordings);
  for (const auto& [side, name] : {std::pair(&a, "baseline"), std::pair(&b, "candidate")}) {
    for (const std::string& text : side->joined) out.joined.push_back(fmt::format("{}: {}", name, text));
    for (const std::string& text : side->not_joined)
      out.not_joined.push_back(fmt::format("{}: {}", name, text));
  }
  Builder builder(a, b, ratio_options);
  add_capacity_factors(a, b, builder, out);
  const Sample usable_a = usable(c.base, workload), usable_b = usable(c.candidate, workload);
  if (usable_a.values.empty() || usable_b.values.empty()) {
    out.missing.push_back({"usable utilisation", lack(usable_a, usable_b)});
  } else {
    builder.add("usable_utilisation", "usable utilisation (SLO throughput / capacity)", usable_a, usable_b,
                Origin::measured, Origin::measured, "");
    out.of_slo_rate = out.slo_rate.value.has_value();
  }
  out.factors = std::move(builder.factors);
  const Ratio& total = out.of_slo_rate ? out.slo_rate : out.capacity;
  double of_factors = 1;
  for (const Factor& f : out.factors) {
    if (f.id == "usable_utilisation" && !out.of_slo_rate) continue;
    of_factors *= f.ratio.value.value_or(results::missing);
  }
  if (total.value && std::isfinite(of_factors)) out.residual = *total.value / of_factors;
  for (const MetricComparison& m : found->metrics)
    if (is_second_level(m) && (m.base.value || m.candidate.value)) out.events.push_back(m);
  return out;
}

}  // namespace crossfade::analysis
