#include "analysis/report/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "analysis/report/command_line_error.h"
#include "analysis/report/methodology_text.h"
#include "results/letter_case.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/rule.h"

namespace crossfade::analysis {
namespace {

using results::Direction;

/// A topic, or a metric that a section of its own explains. `section`: words of the heading.
struct Topic {
  std::string_view name, section;
};
constexpr std::array topics{
    Topic{"process-run", "The unit is the process run"},
    Topic{"values", "Values of one side"},
    Topic{"ratio", "R1: the ratio between two machines"},
    Topic{"same-host", "The same machine twice"},
    Topic{"matched-load", "Latency at matched load"},
    Topic{"slo", "SLO throughput"},
    Topic{"cost", "Cost"},
    Topic{"comparability", "Comparability"},
    Topic{"steady-state", "Steady state and queue replay"},
    Topic{"undisturbed", "Silent neighbours: as experienced and undisturbed"},
    Topic{"plan", "How a run's time is allotted"},
    Topic{"noise", "Noise floor"},
    Topic{"scaling", "Scaling"},
    Topic{"load", "How load is offered"},
    Topic{"spike", "Load spikes"},
    Topic{"verdict", "Verdict"},
    Topic{"why", "Why: factors of a ratio"},
    Topic{"import", "Results of other tools"},
    Topic{"shapes", "Speed for a capacity planner"},
    Topic{"slo_rate", "SLO throughput"},
    Topic{"slo_rate_grid", "SLO throughput"},
    Topic{"capacity", "Values of one side"},
    Topic{"latency_p50", "Latency at matched load"},
    Topic{"latency_p99", "Latency at matched load"},
    Topic{"latency_p999", "Latency at matched load"},
    Topic{"cost_per_million", "Cost"},
};
constexpr std::size_t first_metric_topic = 19;

/// A word of the tables that has no section of its own.
struct Term {
  std::string_view name, meaning, section;
};
constexpr std::array terms{
    Term{"r1",
         "the rule for a ratio between two machines; its interval has hosts, recordings, blocks and "
         "processes in it",
         "R1: the ratio between two machines"},
    Term{"h0",
         "standard deviation of ln between hosts of one type that is assumed where fewer than three were "
         "measured: 5 %, or "
         "--host-cv",
         "R1: the ratio between two machines"},
    Term{"r0",
         "standard deviation of ln between recordings of one host, from the quarters of a recording, at "
         "least 2 %",
         "R1: the ratio between two machines"},
    Term{"tipping",
         "the h0 at which a conclusion would change: who trusts hosts to differ by less may read the row as "
         "it is",
         "R1: the ratio between two machines"},
    Term{"break-even",
         "the price ratio to the baseline below which the candidate costs less for each request", "Cost"},
    Term{"mix", "how much of a service's work each workload is; its cost is added up host by host",
         "Verdict"},
    Term{"tail-guard", "whether p99 at matched load stays within what the policy allows", "Verdict"},
    Term{"residual", "what the factors of a ratio leave of it: 1 if their product is the ratio",
         "Why: factors of a ratio"},
    Term{"carried", "instructions per request of the same work and code, counted on another machine",
         "Why: factors of a ratio"},
    Term{"coverage",
         "for how much of the time a counter was on the hardware, by the worst of its stages: exact (99.9 % "
         "and more), good, fair, poor, or none, which is absent with the reason; docs/counters.md has the "
         "limits",
         "Values of one side"},
    Term{"tier",
         "who counted it: hardware (the CPU's counters), msr (APERF and MPERF), software (the kernel), probe "
         "(found out by timing or trying), simulated (valgrind, in no comparison), inferred (another "
         "recording's)",
         "Why: factors of a ratio"},
    Term{"top-down",
         "what became of the slots in which a core could have taken an operation: retiring, bad speculation, "
         "front end, back end; level 2 takes each apart (cpi_memory and so on). Shown are cycles per "
         "instruction and not shares of slots, because cores differ in how many slots they have; formulas "
         "and events are in crossfade-report show --counters",
         "Why: factors of a ratio"},
    Term{"clean",
         "said of a stage that no rule found disturbed, by signals that the measured program does not cause",
         "Steady state and queue replay"},
    Term{"disturbed",
         "said of a stage during which others used its CPUs, or the machine stood still, by a rule's "
         "threshold; it "
         "counts, and rows that rest on more than a quarter of such stages are in question",
         "Silent neighbours: as experienced and undisturbed"},
    Term{"void", "said of a stage that was disturbed beyond use; no figure has it, and its rule is named",
         "Steady state and queue replay"},
    Term{"design-effect",
         "how many requests of a queue say as much of a quantile as one that is independent: neighbours wait "
         "together",
         "Values of one side"},
    Term{"tail-unsupported",
         "said of an SLO throughput whose late requests rest on fewer than ten recorded ones: another "
         "recording may have others",
         "SLO throughput"},
    Term{"grid",
         "SLO throughput read off the measured rates, where a recording has no stage to solve it from",
         "SLO throughput"},
    Term{"tips-at", "the h0 at which a row's conclusion would change: see tipping",
         "R1: the ratio between two machines"},
    Term{"inferred", "counters of another recording of the same CPU model and work",
         "Why: factors of a ratio"},
};

/// Every metric has one: what it is and how its value, interval and ratio are made.
std::string_view section_of(const results::Metric& m) {
  for (const Topic& t : topics)
    if (t.name == m.id) return t.section;
  const bool is_top_down = m.id.starts_with("cpi_");
  return is_top_down ? "Why: factors of a ratio" : "Values of one side";
}

/// From its heading to the next of the same level; nullopt if there is none.
std::optional<std::string_view> section(std::string_view words) {
  const std::string_view all = methodology_markdown();
  std::size_t at = 0;
  while ((at = all.find("\n## ", at)) != std::string_view::npos) {
    const std::size_t begin = at + 1;
    const std::size_t line_end = all.find('\n', begin);
    if (all.substr(begin, line_end - begin).ends_with(words)) {
      const std::size_t end = all.find("\n## ", line_end);
      return all.substr(begin, end == std::string_view::npos ? end : end + 1 - begin);
    }
    at = line_end;
  }
  return std::nullopt;
}

std::string section_text(std::string_view words) {
  const auto text = section(words);
  return text ? fmt::format("\nFrom docs/methodology.md:\n\n{}", *text) : "";
}

std::string direction_text(Direction direction) {
  return direction == Direction::higher_is_better  ? "higher is better"
         : direction == Direction::lower_is_better ? "lower is better"
                                                   : "neither higher nor lower is better";
}

std::string comparability_text(results::Comparability comparability) {
  switch (comparability) {
    case results::Comparability::exact:
      return "exact";
    case results::Comparability::same_definition:
      return "the same definition on every CPU";
    case results::Comparability::analogous:
      return "analogous: each CPU counts it with an event of its own";
    case results::Comparability::not_comparable:
      break;
  }
  return "not comparable";
}

std::string metric_text(const results::Metric& m) {
  // A unit of 1 is a number without one; tables and files say 1 too.
  std::string text = fmt::format("{}: {}\n  unit: {}\n  {}\n  between CPUs: {}\n  {}\n", m.id, m.name, m.unit,
                                 direction_text(m.direction), comparability_text(m.across_cpus), m.help);
  for (const results::DerivedMetric& way : results::ways_to_derive(m.id))
    text += fmt::format("  formula: {}\n", results::formula_of(way));
  return text + section_text(section_of(m));
}

std::string rule_text(const results::Rule& r) {
  std::string text = fmt::format("{}: {}\n", r.id, r.message);
  if (std::isfinite(r.threshold))
    text += fmt::format("  threshold: {:g}{}\n", r.threshold,
                        r.unit == "1" ? std::string() : fmt::format(" {}", r.unit));
  return text + fmt::format("  why: {}\n  consequence: {}\n", r.why, r.consequence);
}

/// "topdown" is "top-down".
std::string without_dashes(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c != '-' && c != ' ') text += c;
  }
  return text;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < first_metric_topic; ++i) names.emplace_back(topics[i].name);
  for (const auto& metrics : {results::metrics(), results::event_metrics()})
    for (const results::Metric& m : metrics) names.emplace_back(m.id);
  for (const Term& t : terms) names.emplace_back(t.name);
  for (const results::Rule& r : results::rules()) names.emplace_back(r.id);
  return names;
}

const results::Metric* metric_called(const std::string& name) {
  for (const auto& metrics : {results::metrics(), results::event_metrics()}) {
    for (const results::Metric& m : metrics)
      if (name == results::lower_case(m.id) || name == results::lower_case(m.name)) return &m;
  }
  return nullptr;
}

}  // namespace

results::Result<std::string> explanation(const std::string& name) {
  const std::string asked = results::lower_case(name);
  for (std::size_t i = 0; i < first_metric_topic; ++i)
    if (asked == topics[i].name) return std::string(section(topics[i].section).value_or(""));
  for (const Term& t : terms)
    if (without_dashes(asked) == without_dashes(t.name))
      return fmt::format("{}: {}.\n{}", t.name, t.meaning, section_text(t.section));
  if (const results::Metric* m = metric_called(asked)) return metric_text(*m);
  if (const results::Rule* r = results::find_rule(asked)) return rule_text(*r);
  return usage(fmt::format("nothing is called \"{}\"", name), "crossfade-report explain",
               "it is no metric, rule or topic",
               did_you_mean(name, all_names(), "crossfade-report explain lists them all"));
}

std::string explained_names() {
  std::string text = "Topics (sections of docs/methodology.md):\n";
  for (std::size_t i = 0; i < first_metric_topic; ++i)
    text += fmt::format("  {:<14} {}\n", topics[i].name, topics[i].section);
  text += "Terms:\n";
  for (const Term& t : terms) text += fmt::format("  {:<14} {}\n", t.name, t.meaning);
  text += "Metrics:\n";
  for (const results::Metric& m : results::metrics()) text += fmt::format("  {:<32} {}\n", m.id, m.name);
  text += "What counters count:\n";
  for (const results::Metric& m : results::event_metrics())
    text += fmt::format("  {:<32} {}\n", m.id, m.name);
  text += "Rules of quality and comparability:\n";
  for (const results::Rule& r : results::rules()) text += fmt::format("  {:<24} {}\n", r.id, r.message);
  return text;
}

std::vector<std::string> missing_sections() {
  std::vector<std::string> missing;
  for (const Topic& t : topics)
    if (!section(t.section)) missing.emplace_back(t.section);
  for (const Term& t : terms)
    if (!section(t.section)) missing.emplace_back(t.section);
  return missing;
}

}  // namespace crossfade::analysis
