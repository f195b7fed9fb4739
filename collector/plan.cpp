#include "collector/plan.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/protocol/messages.h"
#include "results/enum_names.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;
using results::Error;
using results::ErrorKind;
using results::Result;

/// Raised with every change of the meaning of a field; a plan of another version is not resumed.
constexpr int plan_version = 4;

// A plan is small; what is larger is damage, and would only cost memory.
constexpr std::size_t max_workloads = 256, max_list = 4096, max_blocks = 10'000;

Error damaged(std::string why) {
  return Error{ErrorKind::data, "cannot read the plan of the recording", "the plan inside the recording",
               std::move(why), "start a new recording instead of resuming this one"};
}

template <class E>
E enum_field(const json& object, const char* key) {
  const auto name = object.at(key).get<std::string>();
  if (const auto value = results::enum_from<E>(name)) return *value;
  throw std::runtime_error(std::string("'") + name + "' is not a value of '" + key + "'");
}

const char* why_invalid_rates(const std::vector<double>& rates) {
  if (rates.size() > max_list) return "it has too many rates";
  for (const double rate : rates) {
    if (!std::isfinite(rate) || rate <= 0) return "an offered rate is not a positive number";
  }
  return nullptr;
}

/// The rules every plan obeys; the reason why it does not, or an empty text.
std::string why_invalid(const Plan& plan) {
  if (plan.workloads.empty() || plan.workloads.size() > max_workloads)
    return "it holds no workloads, or too many";
  if (plan.blocks == 0) return "it has no blocks";
  if (plan.thread_counts.empty() || plan.thread_counts.size() > max_list) return "it has no thread counts";
  std::uint32_t before = 0;
  for (const std::uint32_t threads : plan.thread_counts) {
    if (threads <= before) return "thread counts are not ascending from 1";
    before = threads;
  }
  if (plan.events.size() > max_list) return "it names too many events";
  const std::set<std::uint32_t> cpus(plan.worker_cpus.begin(), plan.worker_cpus.end());
  if (plan.count_cpus && cpus.size() < plan.worker_cpus.size())
    return "it counts what CPUs do, and two workers share one";
  if (plan.sample_rate_hz > most_samples_per_s) return "it samples counters too often";
  if (plan.worker_cpus.size() < before || plan.worker_cpus.size() > max_list) {
    return "it has fewer CPUs than its largest thread count";
  }
  if (plan.service_ns == 0 || plan.capacity_ns == 0 || (plan.load_curve && plan.load_ns == 0))
    return "a stage has no duration";
  if (!plan.load_curve && (plan.calibration > 0 || !plan.rates_per_s.empty()))
    return "it has rates or an allotment, and no load curve";
  if (plan.until_budget && plan.budget_ns == 0)
    return "it goes on until a budget is used that it does not have";
  if (plan.blocks > max_blocks || plan.calibration > max_blocks) return "it has too many blocks";
  if (!std::isfinite(plan.precision) || !std::isfinite(plan.rerun_share) || plan.precision < 0 ||
      plan.rerun_share < 0 || plan.rerun_share > 1)
    return "its precision or its share of repeated stages is out of range";
  for (const PlannedWorkload& workload : plan.workloads) {
    if (workload.blocks > plan.blocks) return "a workload has more blocks than the plan";
    if (workload.input_path.empty() != workload.input_digest.empty())
      return "a workload's input has no digest, or a digest no input";
  }
  if (plan.trace_requests > results::Trace::capacity) return "it keeps more requests than a trace holds";
  if (plan.grid_step == 0) return "the step of its grid is 0";
  if (const char* const why = why_invalid_rates(plan.rates_per_s)) return why;
  if (plan.arrival == results::Arrival::step) {
    if (const char* const why = why_invalid(plan.arrival_steps)) return why;
  }
  if (plan.arrival == results::Arrival::trace && plan.arrival_trace_digest.empty())
    return "it names no arrival trace";
  if (const char* const why = why_invalid(plan.spikes)) return why;
  for (const PlannedWorkload& workload : plan.workloads) {
    if (const char* const why = why_invalid_rates(workload.baseline_rates_per_s)) return why;
  }
  return {};
}

Plan read_fields(const json& object) {
  Plan plan;
  plan.profile = object.at("profile").get<std::string>();
  plan.seed = object.at("seed").get<std::uint64_t>();
  for (const json& item : object.at("workloads")) {
    plan.workloads.push_back({item.at("name").get<std::string>(), item.at("preset").get<std::string>(),
                              item.at("parameters").get<std::vector<std::string>>(),
                              item.at("baseline_rates_per_s").get<std::vector<double>>(),
                              item.at("blocks").get<std::uint32_t>(), item.at("slo").get<bool>(),
                              item.value("input_path", ""), item.value("input_digest", "")});
  }
  plan.blocks = object.at("blocks").get<std::uint32_t>();
  plan.blocks_at_first = object.value("blocks_at_first", std::uint32_t{0});
  plan.thread_counts = object.at("thread_counts").get<std::vector<std::uint32_t>>();
  plan.worker_cpus = object.at("worker_cpus").get<std::vector<std::uint32_t>>();
  plan.service_ns = object.at("service_ns").get<std::uint64_t>();
  plan.capacity_ns = object.at("capacity_ns").get<std::uint64_t>();
  plan.load_ns = object.at("load_ns").get<std::uint64_t>();
  plan.slice_ns = object.at("slice_ns").get<std::uint64_t>();
  plan.chunk_ns = object.at("chunk_ns").get<std::uint64_t>();
  plan.chunk_limit_ns = object.at("chunk_limit_ns").get<std::uint64_t>();
  plan.chunk_requests = object.at("chunk_requests").get<std::uint32_t>();
  plan.trace_requests = object.at("trace_requests").get<std::uint32_t>();
  plan.calibration = object.at("calibration").get<std::uint32_t>();
  plan.allotted = object.at("allotted").get<bool>();
  plan.budget_ns = object.at("budget_ns").get<std::uint64_t>();
  plan.until_budget = object.at("until_budget").get<bool>();
  plan.precision = object.at("precision").get<double>();
  plan.rerun_share = object.at("rerun_share").get<double>();
  plan.verify_ns = object.at("verify_ns").get<std::uint64_t>();
  plan.left_out = object.at("left_out").get<std::vector<std::string>>();
  plan.warm_up_limit_ns = object.at("warm_up_limit_ns").get<std::uint64_t>();
  plan.load_curve = object.at("load_curve").get<bool>();
  plan.grid_step = object.at("grid_step").get<std::uint32_t>();
  plan.rates_per_s = object.at("rates_per_s").get<std::vector<double>>();
  plan.wait_mode = enum_field<results::WaitMode>(object, "wait_mode");
  plan.arrival = enum_field<results::Arrival>(object, "arrival");
  for (const json& step : object.at("arrival_steps"))
    plan.arrival_steps.push_back({step.at(0).get<std::uint64_t>(), step.at(1).get<double>()});
  plan.arrival_trace_path = object.at("arrival_trace_path").get<std::string>();
  plan.arrival_trace_digest = object.at("arrival_trace_digest").get<std::string>();
  plan.scheduling = enum_field<results::Scheduling>(object, "scheduling");
  const json& spikes = object.at("spikes");
  plan.spikes = {spikes.at("factors").get<std::vector<double>>(), spikes.at("policy").get<std::string>(),
                 spikes.at("base_share").get<double>(), spikes.at("hold_ns").get<std::uint64_t>()};
  plan.isa_level = object.at("isa_level").get<std::uint32_t>();
  plan.counters = object.at("counters").get<bool>();
  plan.events = object.value("events", std::vector<std::string>{});
  plan.multiplex = object.value("multiplex", false);
  plan.count_cpus = object.value("count_cpus", false);
  plan.sample_rate_hz = object.value("sample_rate_hz", std::uint32_t{0});  // older programs never sampled
  return plan;
}

}  // namespace

std::string display_name(const PlannedWorkload& workload) {
  std::string name = workload.name;
  if (workload.preset != "default") name += "@" + workload.preset;
  for (std::size_t i = 0; i < workload.parameters.size(); ++i)
    name += (i == 0 ? ":" : ",") + workload.parameters[i];
  return name;
}

std::string to_json(const Plan& plan) {
  json workloads = json::array();
  for (const PlannedWorkload& workload : plan.workloads) {
    workloads.push_back({{"name", workload.name},
                         {"preset", workload.preset},
                         {"parameters", workload.parameters},
                         {"baseline_rates_per_s", workload.baseline_rates_per_s},
                         {"blocks", workload.blocks},
                         {"slo", workload.slo},
                         {"input_path", workload.input_path},
                         {"input_digest", workload.input_digest}});
  }
  json steps = json::array();
  for (const RateStep& step : plan.arrival_steps) steps.push_back({step.from_ns, step.factor});
  const json spikes = {{"factors", plan.spikes.factors},
                       {"policy", plan.spikes.policy},
                       {"base_share", plan.spikes.base_share},
                       {"hold_ns", plan.spikes.hold_ns}};
  const json object = {{"plan_version", plan_version},
                       {"profile", plan.profile},
                       {"seed", plan.seed},
                       {"workloads", workloads},
                       {"blocks", plan.blocks},
                       {"blocks_at_first", plan.blocks_at_first},
                       {"thread_counts", plan.thread_counts},
                       {"worker_cpus", plan.worker_cpus},
                       {"service_ns", plan.service_ns},
                       {"capacity_ns", plan.capacity_ns},
                       {"load_ns", plan.load_ns},
                       {"slice_ns", plan.slice_ns},
                       {"chunk_ns", plan.chunk_ns},
                       {"chunk_limit_ns", plan.chunk_limit_ns},
                       {"chunk_requests", plan.chunk_requests},
                       {"trace_requests", plan.trace_requests},
                       {"calibration", plan.calibration},
                       {"allotted", plan.allotted},
                       {"budget_ns", plan.budget_ns},
                       {"until_budget", plan.until_budget},
                       {"precision", plan.precision},
                       {"rerun_share", plan.rerun_share},
                       {"verify_ns", plan.verify_ns},
                       {"left_out", plan.left_out},
                       {"warm_up_limit_ns", plan.warm_up_limit_ns},
                       {"load_curve", plan.load_curve},
                       {"grid_step", plan.grid_step},
                       {"rates_per_s", plan.rates_per_s},
                       {"wait_mode", results::name_of(plan.wait_mode)},
                       {"arrival", results::name_of(plan.arrival)},
                       {"arrival_steps", steps},
                       {"arrival_trace_path", plan.arrival_trace_path},
                       {"arrival_trace_digest", plan.arrival_trace_digest},
                       {"scheduling", results::name_of(plan.scheduling)},
                       {"spikes", spikes},
                       {"isa_level", plan.isa_level},
                       {"counters", plan.counters},
                       {"events", plan.events},
                       {"multiplex", plan.multiplex},
                       {"count_cpus", plan.count_cpus},
                       {"sample_rate_hz", plan.sample_rate_hz}};
  // Names come from the command line: bytes that are not UTF-8 are replaced rather than thrown upon.
  return object.dump(2, ' ', false, json::error_handler_t::replace);
}

Result<Plan> plan_from_json(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return damaged("it is not a JSON object");
  try {
    if (const int version = object.at("plan_version").get<int>(); version != plan_version) {
      return Error{ErrorKind::data, "cannot resume this recording", "the plan inside the recording",
                   "its plan has version " + std::to_string(version) + ", this program knows version " +
                       std::to_string(plan_version),
                   "resume it with the Crossfade that began it, or start a new recording"};
    }
    Plan plan = read_fields(object);
    if (std::string why = why_invalid(plan); !why.empty()) return damaged(std::move(why));
    return plan;
  } catch (const std::exception& failure) {
    return damaged(failure.what());
  }
}

}  // namespace crossfade::collector
