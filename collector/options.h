// Options: what the user asked for on the command line of crossfade-collect, checked for form. Whether it
// fits this machine and its plug-ins is checked by plan_builder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "collector/host/instance_identity.h"
#include "collector/protocol/messages.h"
#include "collector/spike_plan.h"
#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

/// How the requests of load stages arrive.
struct ArrivalChoice {
  results::Arrival process = results::Arrival::poisson;
  std::vector<RateStep> steps = {};  ///< of step arrivals
  std::string trace_path = {};       ///< of trace arrivals; not opened yet
  friend bool operator==(const ArrivalChoice&, const ArrivalChoice&) = default;
};

/// Of run and of calibrate, which is a run with another profile and kind of recording.
struct RunOptions {
  bool calibrate = false;
  std::string output;
  std::vector<std::string> workloads;  ///< NAME[@PRESET][:key=value,...]; empty = all
  bool controls = true;                ///< a contended workload brings its control into the plan
  std::vector<std::string> inputs;     ///< NAME=FILE; not opened yet
  std::string profile = "quick";
  std::optional<std::uint64_t>
      budget_ns;  ///< of the whole run; makes the profile standard unless one is named
  std::optional<std::uint32_t> blocks;
  std::optional<std::uint32_t> stop_after_blocks;  ///< in this session; the plan is not touched
  std::uint64_t seed = 1;  ///< the same everywhere by default, so that hosts measure the same inputs
  std::vector<double> rates_per_s;
  std::string rates_from;  ///< a recording whose rates are to be shared; empty = none
  bool load_curve = true;  ///< false: no stages at offered rates
  std::optional<std::uint64_t> service_ns, capacity_ns, load_ns;
  std::optional<std::uint64_t> slo_ns;  ///< 0 = no stage for the SLO throughput
  std::vector<std::uint32_t> threads;
  ArrivalChoice arrivals;
  results::WaitMode wait_mode = results::WaitMode::hybrid;
  results::Scheduling scheduling = results::Scheduling::normal;
  SpikePlan spikes;
  std::uint32_t isa_level = 0;  ///< 0 = no cap
  std::uint32_t look = 0;  ///< which one of the plan for many hosts (plan_digest); 0 = there is no such plan
  std::vector<std::string>
      events;               ///< counted beside cycles and instructions; empty = all of the CPU's, in passes
  bool multiplex = false;   ///< all passes of the counters in every process, as estimates
  bool count_cpus = false;  ///< hardware events of all that the workers' CPUs do, not of the workers alone
  std::uint32_t sample_rate_hz = usual_samples_per_s;  ///< of the counters; 0 = no samples
  bool force = false, resume = false;
  bool same_plan = false;  ///< resume only what these options, defaults included, would have begun
  bool synthetic = false, counters = true, dry_run = false;
  std::string title;
  IdentityOverrides identity;
  std::string plan_digest;  ///< of a plan for many hosts that this run is a part of; empty = of none
  std::vector<std::string> workload_dirs;
  std::vector<std::string> given;  ///< the options that stood on the command line: "--blocks" ...
};

struct ListOptions {
  std::vector<std::string> names;  ///< of workloads; empty = all
  std::vector<std::string> workload_dirs;
  bool json = false;
  bool probe = false;  ///< prepare each workload and tell what it then reports
};

struct DoctorOptions {
  std::vector<std::string> workload_dirs;
  std::string for_type;       ///< an instance type instead of this machine; empty = this machine
  std::string instance_type;  ///< what this machine is, stated; empty = it is asked
  bool no_metadata = false;   ///< its provider's metadata service is not asked
  bool details = false;       ///< every check in full instead of one screen
  bool json = false;
};

/// Of instructions: requests replayed under valgrind.
struct InstructionsOptions {
  std::string output;
  std::vector<std::string> workloads;  ///< as of RunOptions
  std::uint32_t requests = 8;          ///< replayed of each workload
  std::uint64_t seed = 1;
  std::uint64_t time_limit_ns = 0;  ///< of each workload
  std::uint32_t isa_level = 0;      ///< 0 = no cap
  bool force = false;
  std::string title;
  IdentityOverrides identity;
  std::vector<std::string> workload_dirs;
};

/// Text to print and be done: --help, --version.
struct Answer {
  std::string text;
};

using Command = std::variant<RunOptions, ListOptions, DoctorOptions, InstructionsOptions, Answer>;

/// Errors are of kind usage.
results::Result<Command> parse_command_line(int argc, const char* const* argv);

/// "0.5", "500ms", "2s", "1m": positive and finite; `option` is named in the error.
results::Result<std::uint64_t> parse_duration_ns(const std::string& text, const std::string& option);
/// The same for a whole run: from 10 s to 7 days, "3h" too.
results::Result<std::uint64_t> parse_budget_ns(const std::string& text, const std::string& option);
/// "1000,2000.5": positive and finite.
results::Result<std::vector<double>> parse_rates(const std::string& text, const std::string& option);
/// "1.5,2,3": above 1, returned ascending without repetitions.
results::Result<std::vector<double>> parse_factors(const std::string& text, const std::string& option);
/// "60%" or "0.6": above 0 and below 1.
results::Result<double> parse_share(const std::string& text, const std::string& option);
/// "poisson", "constant", "step:0=1,0.5=3" (collector/protocol/rate_profile.h) or "trace:FILE".
results::Result<ArrivalChoice> parse_arrivals(const std::string& text, const std::string& option);
/// "1,2,4": positive whole numbers, returned ascending without repetitions.
results::Result<std::vector<std::uint32_t>> parse_counts(const std::string& text, const std::string& option);
/// "x86-64-v3" or "v3": 3.
results::Result<std::uint32_t> parse_isa_level(const std::string& text, const std::string& option);
/// "thread" or "cpu": whether all that CPUs do is counted.
results::Result<bool> parse_counted(const std::string& text, const std::string& option);
/// That there is such a profile.
results::Result<void> check_profile(const std::string& name, const std::string& option);

}  // namespace crossfade::collector
