#include "analysis/report/verdict_document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/commitment_table.h"
#include "analysis/report/difference_table.h"
#include "analysis/report/evidence.h"
#include "analysis/report/side_text.h"
#include "analysis/report/undisturbed_text.h"
#include "analysis/statistics/host_model.h"

namespace crossfade::analysis {
namespace {

std::string capitals(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

/// "saves 23 % [18, 27]"; "costs 4 % more [-2, 10]".
std::string saving_text(const Ratio& cost) {
  if (!cost.value) return "no cost ratio: " + cost.absent_because;
  const double saving = 1 - *cost.value;
  std::string text = saving >= 0 ? fmt::format("saves {:.1f} %", 100 * saving)
                                 : fmt::format("costs {:.1f} % more", -100 * saving);
  if (cost.interval)
    text += fmt::format(" (change of cost per request {}, 95 %)", change_text(*cost.interval));
  return text;
}

Cell interval_cell(const std::optional<statistics::Interval>& interval) {
  if (!interval) return {};
  return {fmt::format("[{:.4g}, {:.4g}]", interval->low, interval->high), {}, interval, ""};
}

/// With its interval, whatever it excludes: a bound is not 1.
Cell bounded_cell(const Ratio& r) {
  if (!r.value) return {"", {}, {}, r.absent_because};
  return {ratio_text(*r.value, r.interval), r.value, r.interval, ""};
}

std::string_view tail_text(TailGuard state) {
  return state == TailGuard::holds ? "holds" : state == TailGuard::violated ? "violated" : "open";
}

Table items_table(const Verdict& v, const Policy& policy, bool several) {
  Table t;
  t.id = "verdict";
  t.title = several ? fmt::format("Verdicts: {}", v.candidate) : "Verdicts";
  t.columns = {{"item", "of", "", false, false},
               {"spend_share", "part of spend", "1", true, false},
               {"cost_ratio", "cost ratio", "1", true, false},
               {"simultaneous", "of all together", "1", true, false},
               {"undisturbed", "undisturbed", "1", true, false},
               {"probability", "saves enough", "1", true, false},
               {"break_even", "break-even price", "1", true, false},
               {"tipping_host_cv", "tipping host CV", "1", true, false},
               {"tail", "p99 at matched load", "", false, false},
               {"decision", "verdict", "", false, false},
               {"because", "because", "", false, true}};
  add_ratio_evidence_columns(t);
  t.chart = Chart{.title = "Cost per request, candidate / baseline",
                  .value = "cost_ratio",
                  .labels = {"item"},
                  .conclusion = "decision",
                  .threshold = 1 - policy.required_saving,
                  .threshold_text = fmt::format("{} saved, which the policy asks for",
                                                percent_text(policy.required_saving))};
  std::vector<const VerdictItem*> items{&v.mix};
  for (const VerdictItem& item : v.workloads) items.push_back(&item);
  for (const VerdictItem* item : items) {
    const auto share = [](const std::optional<double>& p) {
      return p ? Cell{percent_text(*p), p, {}, ""} : Cell{};
    };
    Cell break_even{"", {}, {}, item->break_even.absent_because};
    if (item->break_even.value)
      break_even = {ratio_text(*item->break_even.value, item->break_even.interval), item->break_even.value,
                    item->break_even.interval, ""};
    t.rows.push_back({text_cell(item->is_mix ? "the mix: " + item->name : item->name),
                      share(item->spend_share), ratio_cell(item->cost), interval_cell(item->simultaneous),
                      ratio_cell(item->undisturbed), share(item->saving_probability), break_even,
                      share(item->tipping_host_cv), text_cell(std::string(tail_text(item->tail.state))),
                      text_cell(std::string(decision_text(item->decision))), text_cell(item->because)});
    add_evidence(t.rows.back(), item->cost);
  }
  if (!v.candidate_price)
    t.notes.emplace_back("Without prices the ratio is of machine time, as if both cost the same.");
  t.notes.emplace_back(
      "Cost ratio: cost per request that keeps its objective, candidate / baseline, by rule R1; of all "
      "together: "
      "the interval that holds for all workloads at once (Bonferroni), by which workloads are decided. Saves "
      "enough: the probability, by Student's t around the ratio, that what has to be saved is saved. "
      "Break-even "
      "price: the candidate saves enough if its price is below this multiple of the baseline's. Tipping host "
      "CV: "
      "the assumed variation between hosts at which the interval would say otherwise; empty where none "
      "does.");
  for (const VerdictItem* item : items)
    if (!item->because.empty()) t.notes.push_back(fmt::format("{}: {}.", item->name, item->because));
  return t;
}

/// Rows of single workloads are data only: the mix is the answer.
Table objectives_table(const Verdict& v, bool several) {
  Table t;
  t.id = "objectives";
  t.title = several ? fmt::format("The mix by objective: {}", v.candidate) : "The mix by objective";
  t.columns = {{"item", "of", "", false, true},
               {"factor", "objective x", "1", true, false},
               {"cost_ratio", "cost ratio", "1", true, false},
               {"decision", "by its interval", "", false, false},
               {"basis", "basis", "", false, false},
               {"reason", "note", "", false, true}};
  std::vector<const VerdictItem*> items{&v.mix};
  for (const VerdictItem& item : v.workloads) items.push_back(&item);
  for (const VerdictItem* item : items) {
    std::vector<ObjectiveDecision> all = item->objectives;
    if (all.empty()) continue;
    all.push_back({1, item->cost, item->by_interval, item->cost.interval.has_value(), false, ""});
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.factor < b.factor; });
    for (const ObjectiveDecision& o : all) {
      if (!item->is_mix) t.data_only_rows.insert(t.rows.size());
      t.rows.push_back({text_cell(item->is_mix ? "the mix: " + item->name : item->name),
                        number_cell(o.factor), ratio_cell(o.cost),
                        text_cell(std::string(o.is_known ? decision_text(o.decision) : "not known")),
                        text_cell(o.factor == 1 ? "solved" : "replayed"), text_cell(o.because)});
      if (item->is_mix && !o.because.empty())
        t.notes.push_back(fmt::format("{:g} x: {}.", o.factor, o.because));
    }
  }
  t.notes.emplace_back(
      "Every objective times a factor, from the same requests. Where the decision changes, it is that of the "
      "objective that was declared, and the verdict says so.");
  return t;
}

/// Other objectives are solved only for what decides and passes the other gates.
const char* state_text(const VerdictItem& item, const GateResult& gate) {
  if (!gate.passed) return "FAILED";
  return gate.id == "objective" && item.objectives.empty() ? "not asked" : "passed";
}

Table gates_table(const Verdict& v, bool several) {
  Table t;
  t.id = "gates";
  t.title = several ? fmt::format("Gates of the mix: {}", v.candidate) : "Gates of the mix, in order";
  t.columns = {{"gate", "gate", "", false, false},
               {"asks", "asks that", "", false, false},
               {"state", "state", "", false, false},
               {"found", "found", "", false, false}};
  for (const GateResult& g : v.mix.gates)
    t.rows.push_back(
        {text_cell(g.id), text_cell(g.asks), text_cell(state_text(v.mix, g)), text_cell(g.found)});
  t.rows.push_back({text_cell("tail"), text_cell("p99 at matched load does not grow"),
                    text_cell(std::string(tail_text(v.mix.tail.state))), text_cell(v.mix.tail.found)});
  return t;
}

Table policy_table(const Policy& p) {
  Table t;
  t.id = "policy";
  t.title = fmt::format("Policy: {}", p.name);
  t.columns = {{"threshold", "threshold", "", false, false}, {"value", "value", "1", true, false}};
  const auto share = [&](const char* name, double value) {
    t.rows.push_back({text_cell(name), Cell{percent_text(value), value, {}, ""}});
  };
  const auto count = [&](const char* name, double value) {
    t.rows.push_back({text_cell(name), Cell{fmt::format("{:g}", value), value, {}, ""}});
  };
  share("required_saving", p.required_saving);
  share("tail_guard", p.tail_guard);
  share("most_disturbed", p.most_disturbed);
  share("most_disturbed_difference", p.most_disturbed_difference);
  count("objective_range", p.objective_range);
  count("fewest_hosts", p.fewest_hosts);
  t.rows.push_back({text_cell("accept_single_host"),
                    Cell{p.accept_single_host ? "yes" : "no", p.accept_single_host ? 1.0 : 0.0, {}, ""}});
  share("single_host_tipping_cv", p.single_host_tipping_cv);
  count("planned_looks", p.planned_looks);
  count("most_hosts_to_settle", p.most_hosts_to_settle);
  return t;
}

/// The mean length of the recordings of both sides, in hours.
double hours_of_recording(const Comparison& c) {
  double seconds = 0, n = 0;
  for (const Side* side : {&c.base, &c.candidate}) {
    for (const RecordingPointer& r : side->recordings) {
      std::int64_t first = 0, last = 0;
      for (const results::Stage& stage : r->recording.stages) {
        const std::int64_t end = stage.start_unix_ns + static_cast<std::int64_t>(stage.duration_ns);
        first = first == 0 ? stage.start_unix_ns : std::min(first, stage.start_unix_ns);
        last = std::max(last, end);
      }
      seconds += static_cast<double>(last - first) / 1e9;
      ++n;
    }
  }
  return n > 0 ? seconds / n / 3600 : 0;
}

std::string settling_text(const Verdict& v, const Comparison& c, const Policy& policy) {
  if (!v.settling)
    return v.no_settling_because.empty() ? ""
                                         : fmt::format("What would settle it: {}.", v.no_settling_because);
  const double hours = hours_of_recording(c);
  const std::uint32_t hosts = v.settling->hosts_a_side;
  std::string text = fmt::format(
      "What would settle it: {} hosts a side with a recording each like these ({:.1f} h), with {:.0f} % "
      "power if "
      "the true ratio is the one found and hosts differ by {} ({})",
      hosts, hours, 100 * settling_power, percent_text(v.settling->host_deviation),
      std::min(v.mix.cost.base_n.hosts, v.mix.cost.candidate_n.hosts) < statistics::enough_hosts
          ? "partly assumed"
          : "as found");
  if (v.base_price && v.candidate_price)
    text += fmt::format("; machine time for it {:.2f} {}",
                        hosts * hours * (v.base_price->per_hour + v.candidate_price->per_hour),
                        v.candidate_price->currency);
  return fmt::format("{}. The power is that of finding the ratio different from {:.4g}.", text,
                     1 - policy.required_saving);
}

/// Without prices nothing is said of money.
std::string machine_time_text(const VerdictItem& item) {
  if (!item.cost.value) return "no cost ratio: " + item.cost.absent_because;
  std::string text = fmt::format("takes {} times the machine time per request",
                                 ratio_text(*item.cost.value, item.cost.interval));
  if (item.break_even.value)
    text += fmt::format(", so saves enough if its price is below {} times the baseline's",
                        ratio_text(*item.break_even.value, item.break_even.interval));
  return text;
}

/// What a reader should look at before the answer is used; empty where nothing differs oddly.
std::string suspicious_text(const Comparison& c) {
  std::vector<std::string> subjects;
  for (const Difference& d : c.differences) {
    if (d.severity == Severity::suspicious)
      subjects.push_back(d.workload.empty() ? d.subject : fmt::format("{} {}", d.workload, d.subject));
  }
  if (subjects.empty()) return "";
  constexpr std::size_t most = 3;
  const std::size_t more = subjects.size() - std::min(subjects.size(), most);
  subjects.resize(std::min(subjects.size(), most));
  return fmt::format(
      "{}: the sides differ suspiciously in {}{}; the table of differences says what that means.",
      c.candidate.label, fmt::join(subjects, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

/// The table, unless nothing is suspicious or blocks.
void add_differences(const Comparison& c, Document& d) {
  Table t = difference_table(c, Severity::suspicious);
  if (t.rows.empty()) return;
  d.tables.push_back(std::move(t));
  if (std::string text = suspicious_text(c); !text.empty()) d.footer.push_back(std::move(text));
}

std::string outcome(const Verdict& v) {
  std::string text =
      fmt::format("{}: {} against {}: {}", capitals(decision_text(v.mix.decision)), v.candidate, v.base,
                  v.candidate_price ? saving_text(v.mix.cost) : machine_time_text(v.mix));
  if (v.mix.saving_probability)
    text += fmt::format("; saves enough with probability {}", percent_text(*v.mix.saving_probability));
  if (!v.mix.because.empty() && v.mix.cost.value) text += fmt::format("; {}", v.mix.because);
  return text + ".";
}

/// What a decision per request does not know: machines that are paid until a day. Empty without a cost ratio.
std::string pay_back_sentence(const Verdict& v, const CommitmentTable& paid_back) {
  const auto row = std::find_if(paid_back.rows.begin(), paid_back.rows.end(),
                                [&](const CommitmentRow& r) { return r.side == v.candidate; });
  if (row == paid_back.rows.end() || !row->pay_back) return "";
  std::string text = fmt::format("Commitments: a move to {} on {} has paid for itself {}", v.candidate,
                                 day_text(paid_back.move), pay_back_text(*row->pay_back));
  if (row->best && row->worst)
    text += fmt::format(" (at best {}, at worst {})", pay_back_text(*row->best), pay_back_text(*row->worst));
  return text + ". The verdict is on the cost per request, whenever the move is.";
}

void add_provisional(const Verdict& v, Document& d) {
  const std::uint32_t hosts = std::min(v.mix.cost.base_n.hosts, v.mix.cost.candidate_n.hosts);
  if (hosts == 1 && v.mix.cost.method == RatioMethod::two_hosts_r1)
    d.header.emplace_back(
        "PROVISIONAL: one host a side; how much hosts differ is an assumption, and so is the answer.");
  if (hosts > 0 && v.mix.cost.method == RatioMethod::two_hosts_r1)
    d.footer.push_back(
        fmt::format("{} of the variance of the mix's ratio is assumed; no slow host among {} does not "
                    "exclude a share of up to {}.",
                    percent_text(v.mix.cost.assumed_variance_share), hosts,
                    percent_text(v.mix.cost.undetected_slow_share)));
}

}  // namespace

Document verdict_document(const std::vector<Verdict>& strata, const std::vector<Comparison>& comparisons,
                          const Policy& policy, const CompareOptions& options,
                          const std::optional<CommitmentTable>& paid_back) {
  Document d;
  const bool several = strata.size() > 1;
  const Decision decision = common_decision(strata);
  d.title = fmt::format("Verdict: {}", capitals(decision_text(decision)));
  d.header = head_text(comparisons, options);
  if (several)
    d.header.push_back(
        "Several CPU models: each is asked by itself, and the answer is theirs only if it is one.");
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const Verdict& v = strata[i];
    if (!v.look.empty()) d.header.push_back(several ? v.candidate + ": " + v.look : v.look);
    d.tables.push_back(items_table(v, policy, several));
    if (Table t = objectives_table(v, several); !t.rows.empty()) d.tables.push_back(std::move(t));
    d.tables.push_back(gates_table(v, several));
    add_differences(comparisons[i], d);
    for (const std::string& note : v.mix.notes) d.footer.push_back(note + ".");
    add_provisional(v, d);
    if (const std::string settling = settling_text(v, comparisons[i], policy);
        v.mix.decision == Decision::inconclusive && !settling.empty())
      d.footer.push_back(settling);
  }
  if (paid_back) d.tables.push_back(commitment_table(*paid_back));
  d.tables.push_back(policy_table(policy));
  for (const Verdict& v : strata) {
    for (std::size_t i = 0; i < v.reasons.size(); ++i)
      d.footer.push_back(
          fmt::format("Reason {}{}: {}.", i + 1, several ? " of " + v.candidate : "", v.reasons[i]));
  }
  if (paid_back) {
    for (const Verdict& v : strata) {
      if (std::string text = pay_back_sentence(v, *paid_back); !text.empty())
        d.footer.push_back(std::move(text));
    }
  }
  for (const Verdict& v : strata) d.footer.push_back(outcome(v));
  if (several)
    d.footer.push_back(fmt::format("All CPU models together: {}.", capitals(decision_text(decision))));
  return d;
}

Document gate_document(const std::vector<Comparison>& comparisons,
                       const std::vector<std::vector<BoundResult>>& results, const Policy& policy,
                       const CompareOptions& options) {
  Document d;
  std::vector<BoundResult> all;
  for (const auto& each : results) all.insert(all.end(), each.begin(), each.end());
  const int code = exit_code(all);
  d.title = fmt::format("Gate: {}", code == 0 ? "KEPT" : code == 1 ? "BROKEN" : "OPEN");
  d.header = head_text(comparisons, options);
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    Table t;
    t.id = "gate";
    t.title = comparisons.size() > 1 ? "Bounds: " + comparisons[i].candidate.label : "Bounds";
    t.columns = {{"bound", "bound", "", false, false},
                 {"workload", "workload", "", false, false},
                 {"context", "of", "", false, false},
                 {"ratio", "ratio", "1", true, false},
                 {"simultaneous", "of all rows together", "1", true, false},
                 {"state", "state", "", false, false},
                 {"because", "because", "", false, false}};
    t.chart = Chart{.title = "Ratios, candidate / baseline",
                    .value = "ratio",
                    .labels = {"bound", "workload", "context"},
                    .conclusion = "state"};
    add_ratio_evidence_columns(t);
    for (const BoundResult& r : results[i]) {
      t.rows.push_back({text_cell(r.bound.asked), text_cell(r.workload), text_cell(r.context),
                        bounded_cell(r.ratio), interval_cell(r.simultaneous),
                        text_cell(std::string(state_text(r.state))), text_cell(r.because)});
      add_evidence(t.rows.back(), r.ratio);
    }
    t.notes.emplace_back(
        "Kept: the whole 95 % interval keeps the bound; broken: none of the interval that holds for all rows "
        "together "
        "(Bonferroni) does, for one broken row fails the gate; open: neither. What is not proven worse is "
        "open, "
        "never kept.");
    d.tables.push_back(std::move(t));
    add_differences(comparisons[i], d);
  }
  d.tables.push_back(policy_table(policy));
  return d;
}

}  // namespace crossfade::analysis
