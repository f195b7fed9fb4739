#include "collector/resumed_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "collector/isa_environment.h"
#include "collector/profile.h"
#include "collector/protocol/rate_profile.h"
#include "results/enum_names.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

bool is_given(const RunOptions& options, std::string_view option) {
  return std::find(options.given.begin(), options.given.end(), option) != options.given.end();
}

std::string flag_text(std::string_view option, bool set) {
  return fmt::format("{}{}", set ? "" : "without ", option);
}

/// Exact, and as the option takes it.
std::string time_text(std::string_view option, std::uint64_t ns) {
  constexpr std::uint64_t ms = 1'000'000, s = 1000 * ms, m = 60 * s;
  if (ns >= m && ns % m == 0) return fmt::format("{} {}m", option, ns / m);
  if (ns >= s && ns % s == 0) return fmt::format("{} {}s", option, ns / s);
  return fmt::format("{} {}ms", option, static_cast<double>(ns) / ms);
}

/// For people: a grid's rates are no round numbers.
std::string short_rates_text(const std::vector<double>& rates_per_s) {
  std::vector<std::string> texts;
  for (const double rate : rates_per_s)
    texts.push_back(rate >= 100 ? fmt::format("{:.0f}/s", rate) : fmt::format("{:.3g}/s", rate));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string workloads_text(const Plan& plan) {
  std::vector<std::string> names;
  for (const PlannedWorkload& workload : plan.workloads)
    names.push_back("--workload " + display_name(workload));
  std::sort(names.begin(), names.end());  // the seed decides their order
  return fmt::format("{}", fmt::join(names, " "));
}

std::string rates_text(const Plan& plan) {
  if (!plan.load_curve) return "--rates none";
  if (plan.rates_per_s.empty()) return "without --rates";
  return fmt::format("--rates {}", fmt::join(plan.rates_per_s, ","));
}

std::string baseline_text(const Plan& plan) {
  std::vector<std::string> rates;
  for (const PlannedWorkload& workload : plan.workloads) {
    if (workload.baseline_rates_per_s.empty()) continue;
    rates.push_back(
        fmt::format("{} at {}", display_name(workload), short_rates_text(workload.baseline_rates_per_s)));
  }
  return rates.empty() ? "without --rates-from"
                       : fmt::format("--rates-from, which had {}", fmt::join(rates, ", "));
}

/// A baseline may have grown since then: its recording goes on too when two are taken in turn.
bool has_its_baseline(const Plan& asked, const Plan& own) {
  bool shares = false;
  for (const PlannedWorkload& mine : own.workloads) {
    if (mine.baseline_rates_per_s.empty()) continue;
    const auto same = std::find_if(asked.workloads.begin(), asked.workloads.end(), [&](const auto& other) {
      return display_name(other) == display_name(mine);
    });
    if (same == asked.workloads.end() ||
        !std::includes(same->baseline_rates_per_s.begin(), same->baseline_rates_per_s.end(),
                       mine.baseline_rates_per_s.begin(), mine.baseline_rates_per_s.end()))
      return false;
    shares = true;
  }
  return shares || baseline_text(asked) == baseline_text(own);
}

std::string events_text(const Plan& plan) {
  if (plan.events.empty()) return "without --event";
  std::vector<std::string> names;
  for (const std::string& name : plan.events) names.push_back("--event " + name);
  std::sort(names.begin(), names.end());  // each is counted, in whatever order
  return fmt::format("{}", fmt::join(names, " "));
}

/// By what no option but --profile decides: a plan that others changed is called custom.
std::string profile_text(const Plan& plan) {
  const auto profiles_of_plans = profiles();
  const auto found = std::find_if(profiles_of_plans.begin(), profiles_of_plans.end(), [&](const Profile& p) {
    return p.chunk_limit_ns == plan.chunk_limit_ns && p.warm_up_limit_ns == plan.warm_up_limit_ns &&
           p.grid_step == plan.grid_step && p.precision == plan.precision && p.verify_ns == plan.verify_ns;
  });
  return fmt::format("--profile {}", found == profiles_of_plans.end() ? plan.profile : found->name);
}

bool has_budget(const Plan& plan) {
  return plan.calibration > 0 || plan.until_budget;
}

std::string budget_text(const Plan& plan) {
  return has_budget(plan) ? time_text("--budget", plan.budget_ns) : "without --budget";
}

std::string blocks_text(const Plan& plan) {
  return has_budget(plan) ? budget_text(plan) + " instead of --blocks"
                          : fmt::format("--blocks {}", plan.blocks);
}

std::string arrivals_text(const Plan& plan) {
  if (plan.arrival == results::Arrival::step)
    return fmt::format("--arrivals step:{}", rate_profile_text(plan.arrival_steps));
  if (plan.arrival == results::Arrival::trace)
    return fmt::format("--arrivals trace:{} ({})", plan.arrival_trace_path, plan.arrival_trace_digest);
  return fmt::format("--arrivals {}", results::name_of(plan.arrival));
}

/// The file may have moved.
bool has_its_arrivals(const Plan& asked, const Plan& own) {
  return asked.arrival == own.arrival && asked.arrival_steps == own.arrival_steps &&
         asked.arrival_trace_digest == own.arrival_trace_digest;
}

/// Of the options that shape spikes, where there are any.
template <class Text>
std::string spike_text(const Plan& plan, Text text) {
  return plan.spikes.factors.empty() ? "without --spike" : text(plan.spikes);
}

struct Row {
  std::string_view option;
  std::string (*text)(const Plan&);  ///< what the plan was begun with, in the option's words
  bool (*same)(const Plan& asked, const Plan& own) = nullptr;  ///< nullptr: the texts are equal
};

// clang-format off
constexpr auto rows = std::to_array<Row>({
    {"--workload", workloads_text},
    {"--rates", rates_text},
    {"--rates-from", baseline_text, has_its_baseline},
    {"--threads", [](const Plan& p) { return fmt::format("--threads {}", fmt::join(p.thread_counts, ",")); }},
    {"--profile", profile_text},
    {"--budget", budget_text},
    {"--blocks", blocks_text},
    {"--service-time", [](const Plan& p) { return time_text("--service-time", p.service_ns); }},
    {"--capacity-time", [](const Plan& p) { return time_text("--capacity-time", p.capacity_ns); }},
    {"--load-time", [](const Plan& p) { return p.load_curve ? time_text("--load-time", p.load_ns) : "--rates none"; }},
    {"--slo-time", [](const Plan& p) { return p.chunk_ns == 0 ? "--slo-time none" : time_text("--slo-time", p.chunk_ns); }},
    {"--arrivals", arrivals_text, has_its_arrivals},
    {"--wait", [](const Plan& p) { return fmt::format("--wait {}", results::name_of(p.wait_mode)); }},
    {"--rt", [](const Plan& p) { return flag_text("--rt", p.scheduling == results::Scheduling::fifo); }},
    {"--spike", [](const Plan& p) { return flag_text("--spike", !p.spikes.factors.empty()); }},
    {"--spike-factors", [](const Plan& p) { return spike_text(p, [](const SpikePlan& s) { return fmt::format("--spike-factors {}", fmt::join(s.factors, ",")); }); }},
    {"--spike-policy", [](const Plan& p) { return spike_text(p, [](const SpikePlan& s) { return fmt::format("--spike-policy {}", s.policy); }); }},
    {"--spike-base", [](const Plan& p) { return spike_text(p, [](const SpikePlan& s) { return fmt::format("--spike-base {}", s.base_share); }); }},
    {"--spike-time", [](const Plan& p) { return spike_text(p, [](const SpikePlan& s) { return time_text("--spike-time", s.hold_ns); }); }},
    {"--isa-cap", [](const Plan& p) { return p.isa_level == 0 ? "without --isa-cap" : "--isa-cap " + isa_cap_name(p.isa_level); }},
    {"--seed", [](const Plan& p) { return fmt::format("--seed {}", p.seed); }},
    {"--event", events_text},
    {"--no-counters", [](const Plan& p) { return flag_text("--no-counters", !p.counters); }},
});
// clang-format on

/// What the options say and what the recording was begun with instead.
class Contradictions {
 public:
  void add(std::string said, std::string begun_with) {
    keep(said_, std::move(said));
    keep(begun_with_, std::move(begun_with));
  }

  Result<void> result(const RunOptions& options) const {
    if (said_.empty()) return {};
    return Error{ErrorKind::usage, "options contradict what the recording was begun with",
                 fmt::format("{}: {}", options.output, fmt::join(said_, ", ")),
                 fmt::format("it has {}", fmt::join(without_as_no(begun_with_), ", ")),
                 options.same_plan
                     ? "give the options it was begun with, or measure into another file"
                     : "leave them out: --resume goes on with its plan; or measure into another file"};
  }

 private:
  static void keep(std::vector<std::string>& texts, std::string text) {
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  }
  /// Of a plan that has its values whether or not anybody typed them.
  static std::vector<std::string> without_as_no(std::vector<std::string> texts) {
    constexpr std::string_view without = "without ";
    for (std::string& text : texts) {
      if (text.starts_with(without)) text = "no " + text.substr(without.size());
    }
    return texts;
  }

  std::vector<std::string> said_, begun_with_;
};

/// What comes behind the last block has its place in the plan counted from there.
bool is_over(const results::Recording& recorded) {
  return std::any_of(recorded.repetitions.begin(), recorded.repetitions.end(), [](const auto& repetition) {
    return repetition.purpose == results::RepetitionPurpose::rerun ||
           repetition.purpose == results::RepetitionPurpose::verification;
  });
}

}  // namespace

bool speak_of_the_plan(const RunOptions& options) {
  return options.same_plan ||
         std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return is_given(options, row.option); });
}

RunOptions completed_options(RunOptions options, const Plan& own) {
  if (options.same_plan) return options;
  if (options.workloads.empty()) {
    for (const PlannedWorkload& workload : own.workloads) options.workloads.push_back(display_name(workload));
  }
  if (!options.budget_ns && has_budget(own)) options.budget_ns = own.budget_ns;
  return options;
}

Result<Plan> plan_to_go_on_with(const RunOptions& options, const Plan& asked, const Plan& own,
                                const results::Recording& recorded) {
  const bool more_blocks = is_given(options, "--blocks") && !has_budget(own) && asked.blocks > own.blocks;
  Contradictions contradictions;
  for (const Row& row : rows) {
    if (!options.same_plan && !is_given(options, row.option)) continue;
    if (row.option == "--blocks" && more_blocks) continue;
    const std::string said = row.text(asked), begun_with = row.text(own);
    if (row.same == nullptr ? said == begun_with : row.same(asked, own)) continue;
    // Only what was typed is named: a default is known by the option that is missing.
    const bool is_default = !is_given(options, row.option) && said.starts_with(row.option);
    contradictions.add(is_default ? fmt::format("without {}", row.option) : said, begun_with);
  }
  CF_TRY(contradictions.result(options));
  if (!more_blocks) return own;
  if (is_over(recorded)) {
    return Error{
        ErrorKind::usage, "cannot add blocks to the recording",
        fmt::format("{}: --blocks {}", options.output, asked.blocks),
        fmt::format("its {} blocks are over: what comes behind the last one (stages again, a look below an "
                    "SLO throughput) has begun",
                    own.blocks),
        "leave --blocks out, or measure into another file"};
  }
  Plan longer = own;
  longer.blocks = asked.blocks;
  const bool something_to_look_at =
      std::any_of(recorded.repetitions.begin(), recorded.repetitions.end(), [](const results::Repetition& r) {
        return r.purpose == results::RepetitionPurpose::measurement &&
               r.outcome == results::RepetitionOutcome::ok;
      });
  if (something_to_look_at && longer.blocks_at_first == 0) longer.blocks_at_first = own.blocks;
  longer.profile = asked.profile;
  return longer;
}

Result<void> check_header_options(const RunOptions& options, const results::Header& header) {
  Contradictions contradictions;
  const auto check = [&](std::string_view option, const std::string& said, const std::string& begun_with) {
    if (!is_given(options, option) || said == begun_with) return;
    contradictions.add(fmt::format("{} {}", option, said), begun_with.empty()
                                                               ? fmt::format("without {}", option)
                                                               : fmt::format("{} {}", option, begun_with));
  };
  const bool synthetic = header.kind == results::RecordingKind::simulated;
  constexpr std::string_view mark = "synthetic: ";
  const bool marked = synthetic && header.title.starts_with(mark);
  check("--title", options.title, marked ? header.title.substr(mark.size()) : header.title);
  check("--instance-type", options.identity.instance_type, header.instance_type);
  check("--provider", options.identity.provider, header.provider);
  check("--region", options.identity.region, header.region);
  check("--host-id", options.identity.host_id, header.host_id);
  if (is_given(options, "--synthetic") && !synthetic)
    contradictions.add("--synthetic", "without --synthetic");
  return contradictions.result(options);
}

}  // namespace crossfade::collector
