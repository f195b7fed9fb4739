#include "collector/resumed_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collector/isa_environment.h"
#include "collector/planned_inputs.h"
#include "collector/profile.h"
#include "collector/protocol/rate_profile.h"
#include "results/enum_names.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::string_view plan_digest_key = "lab.plan_digest", look_key = "lab.look";

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

std::string inputs_text(const Plan& plan) {
  std::vector<std::string> texts = input_texts(plan);
  if (texts.empty()) return "without --input";
  for (std::string& text : texts) text = "--input " + text;
  return fmt::format("{}", fmt::join(texts, " "));
}

/// By what they hold: the file may have moved.
bool has_its_inputs(const Plan& asked, const Plan& own) {
  const auto digests = [](const Plan& plan) {
    std::map<std::string, std::string> of_workloads;
    for (const PlannedWorkload& workload : plan.workloads)
      of_workloads[display_name(workload)] = workload.input_digest;
    return of_workloads;
  };
  return digests(asked) == digests(own);
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

std::string sample_rate_text(const Plan& plan) {
  return plan.counters ? fmt::format("--sample-rate {}", plan.sample_rate_hz) : "--no-counters";
}

/// Whoever asks for no counters contradicts by that.
bool has_its_sample_rate(const Plan& asked, const Plan& own) {
  return !asked.counters || sample_rate_text(asked) == sample_rate_text(own);
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

/// The plan's, as far as the workloads named are measured at all.
std::vector<std::string> inputs_of(const std::vector<std::string>& workloads, const Plan& own) {
  std::vector<std::string> inputs = input_texts(own);
  std::erase_if(inputs, [&](const std::string& text) {
    const std::string name = text.substr(0, text.find('='));
    return std::none_of(workloads.begin(), workloads.end(), [&](const std::string& workload) {
      return workload.substr(0, workload.find_first_of("@:")) == name;
    });
  });
  return inputs;
}

const PlannedWorkload* same_workload(const Plan& plan, const PlannedWorkload& workload) {
  const auto same = std::find_if(plan.workloads.begin(), plan.workloads.end(), [&](const auto& other) {
    return display_name(other) == display_name(workload);
  });
  return same == plan.workloads.end() ? nullptr : &*same;
}

/// A file that holds something else is no other way to say the same, whatever its name.
Result<void> check_what_inputs_hold(const Plan& asked, const Plan& own) {
  for (const PlannedWorkload& mine : own.workloads) {
    const PlannedWorkload* const other = same_workload(asked, mine);
    if (other == nullptr || other->input_path.empty() || mine.input_path.empty() ||
        other->input_digest == mine.input_digest)
      continue;
    return Error{
        ErrorKind::data, "cannot resume the recording", other->input_path,
        other->input_path == mine.input_path
            ? std::string("it holds something else than when the run began")
            : fmt::format("it holds something else than {}, which the run was begun with", mine.input_path),
        "give the file it was begun with, or start a new recording"};
  }
  return {};
}

/// Files that were moved are read where they are now.
void take_places(const Plan& asked, Plan& own) {
  for (PlannedWorkload& mine : own.workloads) {
    const PlannedWorkload* const other = same_workload(asked, mine);
    if (other != nullptr && !mine.input_path.empty()) mine.input_path = other->input_path;
  }
  if (own.arrival == results::Arrival::trace && asked.arrival == own.arrival)
    own.arrival_trace_path = asked.arrival_trace_path;
}

struct Row {
  std::string_view option;
  std::string (*text)(const Plan&);  ///< what the plan was begun with, in the option's words
  bool (*same)(const Plan& asked, const Plan& own) = nullptr;  ///< nullptr: the texts are equal
};

// clang-format off
constexpr auto rows = std::to_array<Row>({
    {"--workload", workloads_text},
    {"--input", inputs_text, has_its_inputs},
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
    {"--multiplex", [](const Plan& p) { return flag_text("--multiplex", p.multiplex); }},
    {"--count", [](const Plan& p) { return std::string(p.count_cpus ? "--count cpu" : "--count thread"); }},
    {"--sample-rate", sample_rate_text, has_its_sample_rate},
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
    options.controls = false;  // those of the plan are among its workloads
    for (const PlannedWorkload& workload : own.workloads) options.workloads.push_back(display_name(workload));
  }
  for (std::string& text : inputs_of(options.workloads, own)) {
    const std::string name = text.substr(0, text.find('=') + 1);
    const bool given = std::any_of(options.inputs.begin(), options.inputs.end(),
                                   [&](const std::string& other) { return other.starts_with(name); });
    if (!given) options.inputs.push_back(std::move(text));
  }
  if (!options.budget_ns && has_budget(own)) options.budget_ns = own.budget_ns;
  return options;
}

Result<Plan> plan_to_go_on_with(const RunOptions& options, const Plan& asked, const Plan& own,
                                const results::Recording& recorded) {
  CF_TRY(check_what_inputs_hold(asked, own));
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
  Plan longer = own;
  take_places(asked, longer);
  if (!more_blocks) return longer;
  if (is_over(recorded)) {
    return Error{
        ErrorKind::usage, "cannot add blocks to the recording",
        fmt::format("{}: --blocks {}", options.output, asked.blocks),
        fmt::format("its {} blocks are over: what comes behind the last one (stages again, a look below an "
                    "SLO throughput) has begun",
                    own.blocks),
        "leave --blocks out, or measure into another file"};
  }
  longer.blocks = asked.blocks;
  // What is void from end to end shows nobody a value that could please or not.
  const bool something_to_look_at =
      std::any_of(recorded.stages.begin(), recorded.stages.end(), [&](const results::Stage& stage) {
        const results::Repetition& r = recorded.repetitions[stage.repetition];
        return stage.quality != results::Quality::voided &&
               r.purpose == results::RepetitionPurpose::measurement &&
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

std::vector<results::EnvironmentFact> place_in_study(const RunOptions& options) {
  if (options.look == 0) return {};
  return {{std::string(plan_digest_key), options.plan_digest, {}},
          {std::string(look_key), std::to_string(options.look), {}}};
}

Result<void> check_place_in_study(const RunOptions& options,
                                  std::span<const results::EnvironmentFact> environment) {
  Contradictions contradictions;
  const auto check = [&](std::string_view option, std::string_view key, const std::string& said) {
    if (!is_given(options, option)) return;
    const auto fact = std::find_if(environment.begin(), environment.end(),
                                   [&](const results::EnvironmentFact& each) { return each.key == key; });
    const std::string begun_with = fact == environment.end() ? std::string{} : fact->value;
    if (said == begun_with) return;
    contradictions.add(fmt::format("{} {}", option, said), begun_with.empty()
                                                               ? fmt::format("without {}", option)
                                                               : fmt::format("{} {}", option, begun_with));
  };
  check("--plan-digest", plan_digest_key, options.plan_digest);
  check("--look", look_key, std::to_string(options.look));
  return contradictions.result(options);
}

}  // namespace crossfade::collector
