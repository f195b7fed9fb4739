#include "analysis/verdict/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "analysis/distinct_values.h"
#include "analysis/host.h"
#include "analysis/number_text.h"
#include "analysis/slo_check.h"
#include "analysis/verdict/planned_look.h"
#include "results/kept_time.h"

namespace crossfade::analysis {
namespace {

/// Passed if nothing stands against it. What several workloads say alike is said once.
GateResult settled(GateResult g, const std::vector<std::string>& against, const std::string& nothing) {
  Values once;
  for (const std::string& text : against) add(once, text);
  g.passed = against.empty();
  g.found = against.empty() ? nothing : joined(once, "; ");
  return g;
}

bool concerns(const Difference& d, const std::vector<std::string>& workloads) {
  return d.workload.empty() || std::find(workloads.begin(), workloads.end(), d.workload) != workloads.end();
}

/// Rules whose difference means that outputs are wrong or that libraries were told to run other code.
bool is_of_outputs_or_isa(const Difference& d) {
  return d.rule == "wrong-runs" || d.rule == "isa-cap" || d.rule == "answers";
}

GateResult comparable(const Comparison& comparison, const std::vector<std::string>& workloads,
                      bool needs_all) {
  GateResult g{"comparable", "nothing blocks the comparison, outputs are right, the ISA policy is one", true,
               ""};
  std::vector<std::string> against;
  for (const Difference& d : comparison.differences) {
    if (!concerns(d, workloads)) continue;
    const bool blocks = d.severity == Severity::blocking && d.scope == Scope::everything;
    if (blocks || is_of_outputs_or_isa(d))
      against.push_back(fmt::format("{}: {} against {}", d.subject, d.base, d.candidate));
  }
  for (const auto& [side, origin] : {std::pair(&comparison.base, &Difference::base),
                                     std::pair(&comparison.candidate, &Difference::candidate)}) {
    if (is_simulated(*side)) {
      against.push_back(side->label + " is simulated: no measurement of that type");
      continue;
    }
    for (const Difference& d : comparison.differences) {
      if (d.rule == "identity" && d.*origin != "measured")
        against.push_back(fmt::format("{} is {}: no measurement of that type", side->label, d.*origin));
    }
  }
  if (needs_all) {
    for (const std::string& name : comparison.only_in_base)
      against.push_back(name +
                        " is only in the baseline: a mix of what is left would be another (--mix names one)");
    for (const std::string& name : comparison.only_in_candidate)
      against.push_back(
          name + " is only in the candidate: a mix of what is left would be another (--mix names one)");
  }
  return settled(std::move(g), against, "no such difference");
}

GateResult slo_tail(const GateSubject& s, const Policy&) {
  GateResult g{
      "slo-tail",
      fmt::format("SLO throughputs are solved from {:.0f} s and more, and neither a look nor a lower "
                  "rate refutes them",
                  results::enough_recorded_s),
      true, ""};
  std::vector<std::string> against;
  bool any_short = false;
  for (const SideRates* side : {&s.base, &s.candidate}) {
    for (const std::string& workload : s.workloads) {
      const WorkloadRuns& runs = side->of(workload).runs;
      const SloRate& rate = side->of(workload).experienced;
      const auto say = [&](const std::string& what) {
        against.push_back(fmt::format("{}, {}: {}", side->label, workload, what));
      };
      if (!is_solved(runs)) {
        say("read off a grid of rates");
      } else if (!rate.estimate.value) {
        say(rate.estimate.absent_because);
      } else if (!rate.estimate.interval) {
        say(rate.estimate.no_interval_because);
      } else if (rate.estimate.too_short_s) {
        say(fmt::format("from {:.1f} s", *rate.estimate.too_short_s));
        any_short = true;
      }
      if (!rate.contradicted_because.empty()) say(rate.contradicted_because);
      for (const SloCheck& check : slo_checks(runs)) {
        if (check.verification.verdict == statistics::SloVerdict::refuted && !check.disturbed)
          say(rate.estimate.value ? slo_check_text(check, *rate.estimate.value) : "a look refutes it");
      }
    }
  }
  if (any_short)
    against.emplace_back(
        "crossfade-collect run --profile standard, or --budget 40m, records enough; quick does not");
  return settled(std::move(g), against, "all of them");
}

std::string_view text_of(Decision decision) {
  return decision == Decision::migrate ? "migrate" : decision == Decision::stay ? "stay" : "nothing decided";
}

GateResult time_disturbed(const Comparison& comparison, const Policy& policy) {
  GateResult g{
      "disturbed",
      fmt::format("each side disturbed at most {} of the time, the two within {}",
                  percent_text(policy.most_disturbed), percent_text(policy.most_disturbed_difference)),
      true, ""};
  const auto base = comparison.base_disturbance.time_share;
  const auto candidate = comparison.candidate_disturbance.time_share;
  if (!base || !candidate) {
    g.passed = false;
    g.found = fmt::format(
        "not known of the {}: {}", base ? "candidate" : "baseline",
        base ? comparison.candidate_disturbance.absent_because : comparison.base_disturbance.absent_because);
    return g;
  }
  g.found = fmt::format("{} and {}", percent_text(*base), percent_text(*candidate));
  g.passed = std::max(*base, *candidate) <= policy.most_disturbed &&
             std::fabs(*base - *candidate) <= policy.most_disturbed_difference;
  return g;
}

GateResult disturbance(const GateSubject& s, const Policy& policy) {
  GateResult g = time_disturbed(s.comparison, policy);
  g.asks += ", and what nobody disturbed decides the same";
  if (!g.passed) return g;
  if (!s.undisturbed_absent_because.empty()) {
    g.passed = false;
    g.found += "; undisturbed: " + s.undisturbed_absent_because;
  } else if (s.decision_undisturbed != s.decision) {
    g.passed = false;
    g.found += fmt::format("; as experienced {}, undisturbed {}", text_of(s.decision),
                           text_of(s.decision_undisturbed));
  }
  return g;
}

/// Measuring until a result is clear finds one in 14 to 19 % of nothing.
GateResult plan(const Comparison& comparison, const Policy& policy) {
  GateResult g{"plan", "every recording ended as planned, none was extended, and it is a planned look", true,
               ""};
  std::vector<std::string> against;
  for (const Side* side : {&comparison.base, &comparison.candidate}) {
    for (const RecordingPointer& r : side->recordings) {
      if (r->recording.header.state != results::RecordingState::finished)
        against.push_back(r->path.filename().string() + " was interrupted");
    }
  }
  for (const Difference& d : comparison.differences)
    if (d.rule == "blocks-added")
      against.push_back(fmt::format("{}: {} | {}", d.subject, d.base, d.candidate));
  const Study study = study_of(comparison.base, comparison.candidate);
  for (std::string& text : against_look(study, policy)) against.push_back(std::move(text));
  // A recording knows its own plan and perhaps the digest of a study's, not which others that holds.
  const std::string look = look_name(study, policy);
  return settled(
      std::move(g), against,
      look.empty()
          ? "all of these; whether they are all that were planned, and this is the first look, is "
            "yours to know"
          : fmt::format("all of these, {}; whether they are all of its recordings is yours to know", look));
}

GateResult hosts(const GateSubject& s, const Policy& policy) {
  GateResult g{"hosts", fmt::format("{} hosts a side", policy.fewest_hosts), true, ""};
  if (s.comparison.same_host) {
    g.passed = false;
    g.found = "one machine, so nothing is known of another";
    return g;
  }
  if (!s.has_ratio) {
    g.passed = false;
    g.found = fmt::format("{} and {} recorded, none behind a cost ratio", host_count(s.comparison.base),
                          host_count(s.comparison.candidate));
    return g;
  }
  const std::uint32_t fewest = std::min(s.base_hosts, s.candidate_hosts);
  g.found = fmt::format("{} and {}", s.base_hosts, s.candidate_hosts);
  if (s.base_hosts < host_count(s.comparison.base) || s.candidate_hosts < host_count(s.comparison.candidate))
    g.found += fmt::format(" that have every workload of the mix, of {} and {}",
                           host_count(s.comparison.base), host_count(s.comparison.candidate));
  if (fewest >= policy.fewest_hosts) return g;
  g.passed = false;
  if (fewest > 1 || policy.fewest_hosts > 2) return g;
  if (s.decision == Decision::inconclusive) {
    g.found += "; the interval decides nothing, so nothing can be said to tip";
  } else {
    g.found += s.tipping_host_cv
                   ? fmt::format("; a variation between hosts of {} would change what the interval says",
                                 percent_text(*s.tipping_host_cv))
                   : "; no variation between hosts would change what the interval says";
    g.passed =
        policy.accept_single_host && s.tipping_host_cv.value_or(INFINITY) >= policy.single_host_tipping_cv;
  }
  if (!policy.accept_single_host) g.found += "; the policy does not accept one host";
  return g;
}

/// Without a decision that a variation between hosts could tip, a policy that accepts one host does so.
GateResult recorded_hosts(const Comparison& comparison, const Policy& policy) {
  GateResult g{"hosts", fmt::format("{} hosts a side, or one machine for both", policy.fewest_hosts), true,
               ""};
  if (comparison.same_host) {
    g.found = "one machine: nothing is said of another";
    return g;
  }
  const std::uint32_t base = host_count(comparison.base), candidate = host_count(comparison.candidate);
  g.found = fmt::format("{} and {}", base, candidate);
  g.passed = std::min(base, candidate) >= policy.fewest_hosts || policy.accept_single_host;
  if (!g.passed) g.found += "; how much hosts differ would be an assumption (--accept-single-host takes it)";
  return g;
}

}  // namespace

std::vector<GateResult> gates(const GateSubject& s, const Policy& policy) {
  return {comparable(s.comparison, s.workloads, !s.mix_is_declared), slo_tail(s, policy),
          disturbance(s, policy), plan(s.comparison, policy), hosts(s, policy)};
}

GateResult objective_gate(Decision declared, const std::optional<std::vector<ObjectiveDecision>>& others,
                          const Policy& policy) {
  GateResult g{"objective",
               fmt::format("objectives of 1/{0:g} and {0:g} times the declared ones decide the same",
                           policy.objective_range),
               true, ""};
  if (policy.objective_range <= 1) {
    g.found = "the policy asks for no others";
  } else if (!others) {
    g.found = "not asked before the interval decides and every other gate has passed";
  } else {
    g.found = objective_dependence(declared, *others);
    g.passed = g.found.empty();
    if (g.passed) g.found = objective_agreement(declared, *others);
  }
  return g;
}

std::vector<GateResult> evidence_gates(const Comparison& comparison,
                                       const std::vector<std::string>& workloads, bool mix_is_declared,
                                       const Policy& policy) {
  GateResult planned = plan(comparison, policy);
  // Bounds are asked by 95 % intervals, which are those of one look.
  if (const std::uint32_t look = study_of(comparison.base, comparison.candidate).look();
      planned.passed && look > 1) {
    planned.passed = false;
    planned.found = fmt::format(
        "it is look {} at the plan, and bounds are asked by intervals that hold for one look; "
        "a verdict without --gate decides at planned looks",
        look);
  }
  return {comparable(comparison, workloads, !mix_is_declared), time_disturbed(comparison, policy),
          std::move(planned), recorded_hosts(comparison, policy)};
}

const GateResult* first_failed(const std::vector<GateResult>& gates) {
  const auto found = std::find_if(gates.begin(), gates.end(), [](const GateResult& g) { return !g.passed; });
  return found == gates.end() ? nullptr : &*found;
}

}  // namespace crossfade::analysis
