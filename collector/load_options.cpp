#include "collector/load_options.h"

#include <fmt/format.h>

#include "results/enum_names.h"
#include "results/nearest_name.h"
#include "results/vocabulary/shedding_policy.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr const char* load_group = "Load";

Error usage(std::string what, std::string where, std::string why, std::string remedy) {
  return Error{ErrorKind::usage, std::move(what), std::move(where), std::move(why), std::move(remedy)};
}

Result<void> take_wait_mode(const std::string& text, results::WaitMode& mode) {
  const auto found = results::enum_from<results::WaitMode>(text);
  if (found && *found != results::WaitMode::none) {
    mode = *found;
    return {};
  }
  return usage("cannot use the value of an option", "--wait " + text, "there is no such way of waiting",
               results::did_you_mean(text, std::vector<std::string>{"hybrid", "spin", "sleep"},
                                     "give hybrid, spin or sleep"));
}

/// In real time only sleeping keeps a CPU free for others.
Result<void> take_waiting(const LoadTexts& t, RunOptions& r) {
  if (t.wait) CF_TRY(take_wait_mode(*t.wait, r.wait_mode));
  if (!t.real_time) return {};
  if (t.wait && r.wait_mode != results::WaitMode::sleep) {
    return usage(
        "two options contradict each other", "--rt --wait " + *t.wait,
        "a worker that spins in real time takes its CPU from everything else until the kernel stops it",
        "leave out --wait, or give --wait sleep");
  }
  r.wait_mode = results::WaitMode::sleep;
  r.scheduling = results::Scheduling::fifo;
  return {};
}

Result<void> take_spikes(const LoadTexts& t, SpikePlan& spikes) {
  if (!t.spike && !t.spike_factors && !t.spike_policy && !t.spike_base && !t.spike_time) return {};
  spikes.factors = usual_spike_factors;
  if (t.spike_factors) {
    auto factors = parse_factors(*t.spike_factors, "--spike-factors");
    if (!factors) return factors.error();
    spikes.factors = std::move(*factors);
  }
  if (t.spike_policy) {
    std::vector<std::string> names;
    for (const results::SheddingPolicy& policy : results::shedding_policies())
      names.emplace_back(policy.name);
    if (results::find_shedding_policy(*t.spike_policy) == nullptr) {
      return usage("cannot use the value of an option", "--spike-policy " + *t.spike_policy,
                   "there is no such policy",
                   results::did_you_mean(*t.spike_policy, names,
                                         fmt::format("give one of: {}", fmt::join(names, ", "))));
    }
    spikes.policy = *t.spike_policy;
  }
  if (t.spike_base) {
    const auto share = parse_share(*t.spike_base, "--spike-base");
    if (!share) return share.error();
    spikes.base_share = *share;
  }
  if (t.spike_time) {
    const auto hold_ns = parse_duration_ns(*t.spike_time, "--spike-time");
    if (!hold_ns) return hold_ns.error();
    spikes.hold_ns = *hold_ns;
    if (spikes.hold_ns < shortest_spike_ns || spikes.hold_ns % (2 * spike_window_ns) != 0) {
      return usage("cannot use the value of an option", "--spike-time " + *t.spike_time,
                   "a spike lasts a multiple of 0.1 s, so that it ends with a window, and at least 0.2 s",
                   "give such a time: 0.5, 2s");
    }
  }
  return {};
}

}  // namespace

void add_wait_option(CLI::App* command, LoadTexts& t) {
  command
      ->add_option("--wait", t.wait,
                   "How workers wait for an arrival: hybrid (sleep, then spin; the default), spin or sleep")
      ->type_name("MODE")
      ->group(load_group);
}

void add_load_options(CLI::App* command, LoadTexts& t) {
  command
      ->add_option(
          "--arrivals", t.arrivals,
          "How requests of load stages arrive: poisson, constant, step:TIME=FACTOR,... (Poisson; the "
          "rate is multiplied from each time of the stage on), or trace:FILE (one offset in seconds a "
          "line, stretched in time to each offered rate, begun at a random place, repeated)")
      ->type_name("PROCESS")
      ->group(load_group)
      ->capture_default_str();
  add_wait_option(command, t);
  command
      ->add_flag("--rt", t.real_time,
                 "Run the workers of open-loop stages under SCHED_FIFO, sleeping until their arrivals; needs "
                 "CAP_SYS_NICE or RLIMIT_RTPRIO")
      ->group(load_group);
  command
      ->add_flag("--spike", t.spike,
                 "Also measure load spikes: what is served, late and shed while the rate is raised, and how "
                 "soon objectives are met again")
      ->group(load_group);
  const SpikePlan usual;
  std::string policies;
  for (const results::SheddingPolicy& policy : results::shedding_policies())
    policies += fmt::format("{} {} ({})", policies.empty() ? "" : ";", policy.name, policy.text);
  command
      ->add_option("--spike-factors", t.spike_factors,
                   fmt::format("Multiples of the rate, a spike each (default {:g}); implies --spike",
                               fmt::join(usual_spike_factors, ",")))
      ->type_name("X,X...")
      ->group(load_group);
  command
      ->add_option("--spike-policy", t.spike_policy,
                   fmt::format("What is served first and what is shed (default {}):{}; implies --spike",
                               usual.policy, policies))
      ->type_name("NAME")
      ->group(load_group);
  command
      ->add_option("--spike-base", t.spike_base,
                   fmt::format("Rate before and after a spike, of the measured capacity (default {:g} %); "
                               "implies --spike",
                               100 * usual.base_share))
      ->type_name("SHARE")
      ->group(load_group);
  command
      ->add_option("--spike-time", t.spike_time,
                   "How long a spike lasts (default 1s); half of it before and one and a half times it after "
                   "are measured as well; implies --spike")
      ->type_name("TIME")
      ->group(load_group);
}

Result<void> take_load_options(const LoadTexts& t, RunOptions& options) {
  auto arrivals = parse_arrivals(t.arrivals, "--arrivals");
  if (!arrivals) return arrivals.error();
  options.arrivals = std::move(*arrivals);
  CF_TRY(take_waiting(t, options));
  return take_spikes(t, options.spikes);
}

}  // namespace crossfade::collector
