#include "analysis/comparability.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/host.h"
#include "analysis/number_text.h"
#include "analysis/recorded_plan.h"
#include "analysis/workload_name.h"
#include "results/assertion.h"
#include "results/enum_names.h"
#include "results/vocabulary/load_ceiling.h"
#include "results/vocabulary/rule.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

/// A fact of a recording, or of one workload in it. `workload` is ignored by facts of the recording.
using Fact = std::string (*)(const Recording&, std::uint32_t workload);

struct FactRule {
  std::string_view rule, subject;
  Severity severity;
  Fact fact;
};

// One row a rule. CPU identity and what follows from it are expected: they are the purpose of a comparison.
constexpr auto recording_rules = std::to_array<FactRule>({
    {"cpu-identity", "CPU model", Severity::expected,
     [](const Recording& r, std::uint32_t) { return r.header.cpu_model; }},
    {"cpu-identity", "microarchitecture", Severity::expected,
     [](const Recording& r, std::uint32_t) { return r.header.microarchitecture; }},
    {"cpu-identity", "instance type", Severity::expected,
     [](const Recording& r, std::uint32_t) { return r.header.instance_type; }},
    {"machine-size", "vCPUs / cores", Severity::expected,
     [](const Recording& r, std::uint32_t) {
       return fmt::format("{} / {}", r.header.vcpus, r.header.cores);
     }},
    {"machine-size", "memory, GiB", Severity::expected,
     [](const Recording& r, std::uint32_t) {
       return fmt::format("{:.0f}", static_cast<double>(r.header.memory_bytes) / (1024.0 * 1024 * 1024));
     }},
    {"load-ceiling", "load ceiling of the CPU", Severity::suspicious,
     [](const Recording& r, std::uint32_t) -> std::string {
       return results::find_load_ceiling(r.header.microarchitecture) == nullptr ? "not in the table"
                                                                                : "known";
     }},
    {"kernel", "kernel", Severity::suspicious,
     [](const Recording& r, std::uint32_t) { return r.header.kernel; }},
    {"collector", "collector", Severity::suspicious,
     [](const Recording& r, std::uint32_t) { return r.header.producer; }},
    {"collector", "plug-in ABI", Severity::suspicious,
     [](const Recording& r, std::uint32_t) { return r.header.abi; }},
});

std::string classes_text(const Recording& r, std::uint32_t workload) {
  std::string text;
  for (const results::WorkloadClass& c : r.classes) {
    if (c.workload != workload) continue;
    text += fmt::format("{}{} {:g} % within {:g} ms", text.empty() ? "" : ", ", c.name, 100 * c.share,
                        static_cast<double>(c.slo_p99_ns) / 1e6);
  }
  return text;
}

std::string caps_text(const Recording& r, std::uint32_t workload) {
  Values caps;
  for (const results::Repetition& p : r.repetitions) {
    if (p.workload == workload) add(caps, p.isa_cap.empty() ? "none" : p.isa_cap);
  }
  return joined(caps);
}

std::string libraries_text(const Recording& r, std::uint32_t workload, bool path) {
  std::string text;
  for (const results::Library& l : r.libraries) {
    if (l.workload != workload) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", l.name, path ? l.isa_path : l.version);
  }
  return text;
}

std::string golden_text(const Recording& r, std::uint32_t workload) {
  Values digests;
  for (const results::Repetition& p : r.repetitions) {
    if (p.workload == workload && p.outcome == results::RepetitionOutcome::ok) add(digests, p.golden_digest);
  }
  return joined(digests);
}

/// Of the recordings of a side that say so: "digest (OpenSSL 3.0.22, AES-NI; zstd 1.5.4, BMI2)": who computes
/// something else is a library, or the code path it took, more often than a CPU.
std::string answers_text(const Recording& r, std::uint32_t workload) {
  std::string digest = golden_text(r, workload);
  if (digest.empty()) return digest;
  std::string libraries;
  for (const results::Library& l : r.libraries) {
    if (l.workload != workload) continue;
    libraries += fmt::format("{}{} {}, {}", libraries.empty() ? "" : "; ", l.name, l.version, l.isa_path);
  }
  return libraries.empty() ? digest : fmt::format("{} ({})", digest, libraries);
}

/// Lengths of the stages as planned: what was measured is longer or shorter by chance.
std::string durations_text(const Recording& r, std::uint32_t /*workload*/) {
  const RecordedPlan plan(r);
  std::string text;
  for (const char* key : {"service_ns", "capacity_ns", "load_ns", "chunk_ns"}) {
    const auto ns = plan.number(key);
    if (!ns) continue;
    std::string_view kind(key);
    kind.remove_suffix(3);
    text += fmt::format("{}{} {:g} s", text.empty() ? "" : ", ", kind, *ns * 1e-9);
  }
  return text;
}

std::string waiting_text(const Recording& r, std::uint32_t workload) {
  Values modes;
  for (const results::Stage& s : r.stages) {
    if (s.repetition < r.repetitions.size() && r.repetitions[s.repetition].workload == workload &&
        s.kind == results::StageKind::load) {
      add(modes, std::string(results::name_of(s.wait_mode)));
    }
  }
  return joined(modes);
}

constexpr auto workload_rules = std::to_array<FactRule>({
    {"workload-version", "version", Severity::blocking,
     [](const Recording& r, std::uint32_t w) { return r.workloads[w].version; }},
    {"workload-parameters", "parameters", Severity::blocking,
     [](const Recording& r, std::uint32_t w) { return r.workloads[w].parameters; }},
    {"dataset", "dataset", Severity::blocking,
     [](const Recording& r, std::uint32_t w) { return r.workloads[w].dataset_digest; }},
    {"objective", "classes and objectives", Severity::blocking, classes_text},
    {"answers", "golden answers", Severity::blocking, golden_text},
    {"library-version", "library versions", Severity::suspicious,
     [](const Recording& r, std::uint32_t w) { return libraries_text(r, w, false); }},
    {"plan", "stage lengths", Severity::suspicious, durations_text},
    {"plan", "waiting for arrivals", Severity::suspicious, waiting_text},
});

/// Of every recording, or of every workload of that name.
Values collect(const Side& side, const Fact& fact, std::string_view workload) {
  Values values;
  for (const RecordingPointer& r : side.recordings) {
    if (workload.empty()) {
      add(values, fact(r->recording, 0));
    } else {
      for (const std::uint32_t w : workloads_named(side, r->recording, workload))
        add(values, fact(r->recording, w));
    }
  }
  return values;
}

std::vector<std::string> common_workloads(const Side& base, const Side& candidate) {
  const auto names_of = [](const Side& side) {
    Values names;
    for (const RecordingPointer& r : side.recordings) {
      for (const results::Workload& w : r->recording.workloads) add(names, workload_name(side, w));
    }
    return names;
  };
  Values common = names_of(base);
  const Values others = names_of(candidate);
  std::erase_if(common, [&](const std::string& name) {
    return std::find(others.begin(), others.end(), name) == others.end();
  });
  return common;
}

/// The libraries' code paths follow from the CPU: expected between CPUs and under another cap, odd on the
/// same one; and never to be passed over where a library left unused what its CPU has (kShortfall of
/// workloads/library_choice.h, written by plug-ins): the ratio is then of the library's age.
void isa_rules(const Side& base, const Side& candidate, const std::string& workload,
               std::vector<Difference>& out) {
  const Values cap_a = collect(base, caps_text, workload), cap_b = collect(candidate, caps_text, workload);
  const bool caps_differ = differ(cap_a, cap_b);
  if (caps_differ) {
    out.push_back(difference("isa-cap", "instruction-set cap", workload, joined(cap_a), joined(cap_b),
                             same_host(base, candidate) ? Severity::expected : Severity::suspicious));
  }
  const Fact path = [](const Recording& r, std::uint32_t w) { return libraries_text(r, w, true); };
  // A model name need not tell: guests of several generations read "AMD EPYC".
  const Fact cpu = [](const Recording& r, std::uint32_t) {
    const results::Header& h = r.header;
    return fmt::format("{}|{}|{}", h.cpu_model, h.microarchitecture, h.family_model_stepping);
  };
  const Values a = collect(base, path, workload), b = collect(candidate, path, workload);
  const auto falls_short = [](const Values& paths) {
    return joined(paths).find(" although the CPU has ") != std::string::npos;
  };
  const bool shortfall = falls_short(a) || falls_short(b);
  if (!differ(a, b) && !shortfall) return;
  const bool explained =
      !shortfall && (caps_differ || differ(collect(base, cpu, ""), collect(candidate, cpu, "")));
  out.push_back(
      difference("isa-path", shortfall ? "code paths (a library falls short of its CPU)" : "code paths",
                 workload, joined(a), joined(b), explained ? Severity::expected : Severity::suspicious));
}

double disturbed_share(const Side& side) {
  double stages = 0, disturbed = 0;
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Stage& s : r->recording.stages) {
      if (!results::is_of_measurement(r->recording, s)) continue;
      ++stages;
      disturbed += s.quality != results::Quality::clean;  // void ones are the worst of them
    }
  }
  return stages > 0 ? disturbed / stages : 0;
}

void disturbance_rule(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  const results::Rule* most = results::find_rule("disturbed-share");
  const results::Rule* apart = results::find_rule("disturbed-balance");
  const double a = disturbed_share(base), b = disturbed_share(candidate);
  const auto text = [](double share) { return fmt::format("{:.0f} %", 100 * share); };
  for (const auto& [rule, subject, fired] :
       {std::tuple{most, "disturbed stages", most != nullptr && std::max(a, b) > most->threshold},
        std::tuple{apart, "difference in disturbed stages",
                   apart != nullptr && std::abs(a - b) > apart->threshold}}) {
    if (fired) {
      out.push_back(difference(rule->id, subject, "", text(a), text(b), Severity::suspicious));
    }
  }
}

std::string failures_text(const Side& side, const std::string& workload) {
  std::map<results::RepetitionOutcome, std::uint32_t> counts;
  for (const RecordingPointer& r : side.recordings) {
    const auto named = workloads_named(side, r->recording, workload);
    for (const results::Repetition& p : r->recording.repetitions) {
      const bool concerned = std::find(named.begin(), named.end(), p.workload) != named.end();
      if (concerned && p.outcome != results::RepetitionOutcome::ok &&
          p.outcome != results::RepetitionOutcome::running &&
          p.outcome != results::RepetitionOutcome::interrupted) {
        ++counts[p.outcome];
      }
    }
  }
  std::string text;
  for (const auto& [outcome, n] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, results::name_of(outcome));
  }
  return text.empty() ? "none" : text;
}

/// A side with a wrong answer is fast but wrong: nothing about it may be compared. Other failures cost runs.
void failure_rule(const Side& base, const Side& candidate, const std::string& workload,
                  std::vector<Difference>& out) {
  const std::string a = failures_text(base, workload), b = failures_text(candidate, workload);
  if (a == "none" && b == "none") return;
  const bool wrong = a.find("wrong") != std::string::npos || b.find("wrong") != std::string::npos;
  out.push_back(difference(wrong ? "wrong-runs" : "failed-runs", "process runs that failed", workload, a, b,
                           wrong ? Severity::blocking : Severity::suspicious));
}

/// "interrupted (12 of 200 blocks)", where the plan says how many there are to be.
std::string state_text(const Recording& r, std::uint32_t /*workload*/) {
  std::string text(results::name_of(r.header.state));
  const RecordedPlan plan(r);
  const auto blocks = plan.count("blocks");
  if (r.header.state == results::RecordingState::finished || !blocks || plan.flag("until_budget") == true)
    return text;
  std::set<std::uint32_t> measured;
  for (const results::Repetition& p : r.repetitions) {
    if (p.purpose == results::RepetitionPurpose::measurement && p.outcome == results::RepetitionOutcome::ok)
      measured.insert(p.block);
  }
  return text + fmt::format(" ({} of {} blocks)", measured.size(), *blocks);
}

void state_rule(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  const Values a = collect(base, state_text, ""), b = collect(candidate, state_text, "");
  if (a == Values{"finished"} && b == Values{"finished"}) return;
  out.push_back(difference("unfinished", "state", "", joined(a), joined(b), Severity::suspicious));
}

/// "12 (8 at first)"; nothing about a recording that has the blocks it was begun with.
std::string added_blocks_text(const Recording& r, std::uint32_t /*workload*/) {
  const RecordedPlan plan(r);
  const std::uint32_t first = plan.count("blocks_at_first").value_or(0);
  if (first == 0) return {};
  return fmt::format("{} ({} at first)", plan.count("blocks").value_or(0), first);
}

void added_blocks_rule(const Side& base, const Side& candidate, std::vector<Difference>& out) {
  Values a = collect(base, added_blocks_text, ""), b = collect(candidate, added_blocks_text, "");
  for (Values* side : {&a, &b}) std::erase(*side, "");
  if (a.empty() && b.empty()) return;
  const auto text = [](const Values& side) { return side.empty() ? "as begun" : joined(side); };
  out.push_back(difference("blocks-added", "number of blocks", "", text(a), text(b), Severity::suspicious));
}

}  // namespace

Difference difference(std::string_view rule, std::string subject, std::string workload, std::string base,
                      std::string candidate, Severity severity) {
  const results::Rule* text = results::find_rule(rule);
  CF_ASSERT(text != nullptr, "a rule that fires is in the vocabulary");
  return {.rule = std::string(rule),
          .subject = std::move(subject),
          .workload = std::move(workload),
          .base = std::move(base),
          .candidate = std::move(candidate),
          .severity = severity,
          .message = std::string(text->message),
          .consequence = std::string(text->consequence)};
}

bool is_too_disturbed(double disturbed_share) {
  return disturbed_share > results::threshold_of("disturbed-share");
}

std::string question_text(double disturbed_share) {
  return fmt::format("disturbed {}: too much to say", percent_text(disturbed_share));
}

std::vector<Difference> differences(const Side& base, const Side& candidate) {
  std::vector<Difference> out;
  for (const FactRule& rule : recording_rules) {
    const Values a = collect(base, rule.fact, ""), b = collect(candidate, rule.fact, "");
    if (differ(a, b)) {
      out.push_back(
          difference(rule.rule, std::string(rule.subject), "", joined(a), joined(b), rule.severity));
    }
  }
  identity_rules(base, candidate, out);
  environment_rules(base, candidate, out);
  counter_rules(base, candidate, out);
  state_rule(base, candidate, out);
  study_rules(base, candidate, out);
  added_blocks_rule(base, candidate, out);
  disturbance_rule(base, candidate, out);
  const std::vector<std::string> workloads = common_workloads(base, candidate);
  build_rules(base, candidate, workloads, out);
  for (const std::string& workload : workloads) {
    for (const FactRule& rule : workload_rules) {
      Values a = collect(base, rule.fact, workload), b = collect(candidate, rule.fact, workload);
      // Answers are known once a process has ended: of what has none yet nothing is known to differ.
      const bool of_answers = rule.rule == "answers";
      if (of_answers) {
        for (Values* side : {&a, &b}) std::erase(*side, "");
        if (a.empty() || b.empty()) continue;
      }
      if (differ(a, b)) {
        if (of_answers) {
          a = collect(base, answers_text, workload);
          b = collect(candidate, answers_text, workload);
          for (Values* side : {&a, &b}) std::erase(*side, "");
        }
        out.push_back(
            difference(rule.rule, std::string(rule.subject), workload, joined(a), joined(b), rule.severity));
      }
    }
    isa_rules(base, candidate, workload, out);
    load_rules(base, candidate, workload, out);
    failure_rule(base, candidate, workload, out);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Difference& a, const Difference& b) { return a.severity > b.severity; });
  return out;
}

}  // namespace crossfade::analysis
