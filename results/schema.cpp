#include "results/schema.h"

#include <algorithm>
#include <array>

#include "results/assertion.h"
#include "results/schema_column.h"

namespace crossfade::results {
namespace {

// One row a line is what makes these tables readable.
// clang-format off
Column since(std::int64_t minor, Column column) {
  column.since_minor = minor;
  return column;
}

/// The calibration panel on either side of a stage.
std::vector<Column> make_panel_columns() {
  std::vector<Column> c{
      inner_column<&Stage::panel_before, &PanelReading::clock_hz>("panel_clock_hz_before", "Hz", "core clock by the panel, mean of the workers"),
      inner_column<&Stage::panel_before, &PanelReading::l1_loads_per_cycle>("panel_l1_loads_per_cycle_before", "1", "independent loads per cycle, of the worker with the fewest"),
      inner_column<&Stage::panel_before, &PanelReading::l1_cv>("panel_l1_cv_before", "1", "robust CV of the windows of l1_loads_per_cycle"),
      inner_column<&Stage::panel_before, &PanelReading::l2_cycles>("panel_l2_cycles_before", "1", "cycles of a dependent load out of the L2, of the slowest worker"),
      inner_column<&Stage::panel_before, &PanelReading::l2_cv>("panel_l2_cv_before", "1", "robust CV of the windows of l2_cycles"),
      inner_column<&Stage::panel_before, &PanelReading::l3_ns>("panel_l3_ns_before", "ns", "time of a dependent load out of the L3, of worker 0"),
      inner_column<&Stage::panel_before, &PanelReading::l3_cv>("panel_l3_cv_before", "1", "robust CV of the windows of l3_ns"),
      inner_column<&Stage::panel_before, &PanelReading::memory_ns>("panel_memory_ns_before", "ns", "time of a dependent load past all caches, of worker 0"),
      inner_column<&Stage::panel_before, &PanelReading::memory_cv>("panel_memory_cv_before", "1", "robust CV of the windows of memory_ns"),
      since(5, inner_column<&Stage::panel_before, &PanelReading::stream_bytes_per_s>("panel_stream_bytes_per_s_before", "B/s", "memory read line after line past all caches, by worker 0 alone")),
      since(5, inner_column<&Stage::panel_before, &PanelReading::stream_cv>("panel_stream_cv_before", "1", "robust CV of the windows of stream_bytes_per_s")),
      inner_column<&Stage::panel_after, &PanelReading::clock_hz>("panel_clock_hz_after", "Hz", "core clock by the panel, mean of the workers"),
      inner_column<&Stage::panel_after, &PanelReading::l1_loads_per_cycle>("panel_l1_loads_per_cycle_after", "1", "independent loads per cycle, of the worker with the fewest"),
      inner_column<&Stage::panel_after, &PanelReading::l1_cv>("panel_l1_cv_after", "1", "robust CV of the windows of l1_loads_per_cycle"),
      inner_column<&Stage::panel_after, &PanelReading::l2_cycles>("panel_l2_cycles_after", "1", "cycles of a dependent load out of the L2, of the slowest worker"),
      inner_column<&Stage::panel_after, &PanelReading::l2_cv>("panel_l2_cv_after", "1", "robust CV of the windows of l2_cycles"),
      inner_column<&Stage::panel_after, &PanelReading::l3_ns>("panel_l3_ns_after", "ns", "time of a dependent load out of the L3, of worker 0"),
      inner_column<&Stage::panel_after, &PanelReading::l3_cv>("panel_l3_cv_after", "1", "robust CV of the windows of l3_ns"),
      inner_column<&Stage::panel_after, &PanelReading::memory_ns>("panel_memory_ns_after", "ns", "time of a dependent load past all caches, of worker 0"),
      inner_column<&Stage::panel_after, &PanelReading::memory_cv>("panel_memory_cv_after", "1", "robust CV of the windows of memory_ns"),
      since(5, inner_column<&Stage::panel_after, &PanelReading::stream_bytes_per_s>("panel_stream_bytes_per_s_after", "B/s", "memory read line after line past all caches, by worker 0 alone")),
      since(5, inner_column<&Stage::panel_after, &PanelReading::stream_cv>("panel_stream_cv_after", "1", "robust CV of the windows of stream_bytes_per_s")),
  };
  for (Column& column : c) column.since_minor = std::max<std::int64_t>(1, column.since_minor);
  return c;
}

/// What happened in the stages of kind spike.
std::vector<Table> make_spike_tables() {
  std::vector<Table> t;
  t.push_back(table_of<&Recording::spikes>("spike", "load spikes, one a stage of that kind", 100'000, {
      reference<&Spike::stage>("stage", "stage", "row of the stage"),
      column<&Spike::factor>("factor", "1", "rate offered in the spike over that before and after it"),
      column<&Spike::base_share>("base_share", "1", "rate offered before and after the spike over the workload's first capacity"),
      column<&Spike::begin_ns>("begin_ns", "ns", "begin of the spike, from the start of the stage"),
      column<&Spike::end_ns>("end_ns", "ns", "end of the spike, from the start of the stage"),
      column<&Spike::window_ns>("window_ns", "ns", "length of the windows"),
  }));
  t.push_back(table_of<&Recording::spike_windows>("spike_window", "requests by class and by when they fell due", 4'000'000, {
      reference<&SpikeWindow::stage>("stage", "stage", "row of the stage"),
      reference<&SpikeWindow::workload_class>("class", "class", "row of the class"),
      column<&SpikeWindow::begin_ns>("begin_ns", "ns", "begin of the window, from the start of the stage"),
      column<&SpikeWindow::offered>("offered", "1", "requests that fell due"),
      column<&SpikeWindow::in_slo>("in_slo", "1", "of them answered within the objective"),
      column<&SpikeWindow::late>("late", "1", "of them answered later"),
      column<&SpikeWindow::shed>("shed", "1", "of them turned away"),
      column<&SpikeWindow::cheap>("cheap", "1", "of them given the cheaper answer"),
  }));
  for (Table& table : t) {
    table.since_minor = 2;
    for (Column& column : table.columns) column.since_minor = 2;
  }
  return t;
}

std::vector<Table> make_tables() {
  std::vector<Table> t;
  t.push_back(table_of<&Recording::workloads>("workload", "workloads that were measured", 1'000, {
      column<&Workload::name>("name", "1", "name of the workload"),
      column<&Workload::version>("version", "1", "version of the workload"),
      column<&Workload::preset>("preset", "1", "preset of parameters"),
      column<&Workload::parameters>("parameters", "1", "all parameters as key=value, defaults included"),
      column<&Workload::dataset_digest>("dataset_digest", "1", "digest of the inputs: equal digests, equal inputs"),
      column<&Workload::unit>("unit", "1", "what one request is"),
      column<&Workload::summary>("summary", "1", "what the workload does"),
      column<&Workload::seed_system>("seed_system", "1", "the system it is modelled on"),
      column<&Workload::flags>("flags", "1", "bits of the plug-in interface (CF_FLAG_*)"),
  }));
  t.push_back(table_of<&Recording::classes>("class", "classes of requests of the workloads", 10'000, {
      reference<&WorkloadClass::workload>("workload", "workload", "row of the workload"),
      column<&WorkloadClass::name>("name", "1", "name of the class"),
      column<&WorkloadClass::share>("share", "1", "share of the workload's requests"),
      column<&WorkloadClass::priority>("priority", "1", "priority, 0 is the most important"),
      column<&WorkloadClass::slo_p99_ns>("slo_p99_ns", "ns", "objective: p99 of latency"),
      column<&WorkloadClass::net_in_bytes>("net_in_bytes", "byte", "bytes received per request, as deployed"),
      column<&WorkloadClass::net_out_bytes>("net_out_bytes", "byte", "bytes sent per request, as deployed"),
      column<&WorkloadClass::storage_in_bytes>("storage_in_bytes", "byte", "bytes read from storage per request, as deployed"),
      column<&WorkloadClass::storage_out_bytes>("storage_out_bytes", "byte", "bytes written to storage per request, as deployed"),
      since(2, column<&WorkloadClass::levels>("levels", "1", "levels of answers, 1 if there is the full one only")),
  }));
  t.push_back(table_of<&Recording::libraries>("library", "libraries the workloads used", 10'000, {
      reference<&Library::workload>("workload", "workload", "row of the workload"),
      column<&Library::name>("name", "1", "name of the library"),
      column<&Library::version>("version", "1", "version of the library"),
      column<&Library::isa_path>("isa_path", "1", "code path it chose on this CPU"),
  }));
  t.push_back(table_of<&Recording::cpus>("cpu", "logical CPUs that the run could use", 65'536, {
      column<&Cpu::cpu>("cpu", "1", "number of the logical CPU"),
      column<&Cpu::core>("core", "1", "physical core"),
      column<&Cpu::package>("package", "1", "package (socket)"),
      column<&Cpu::l3_group>("l3_group", "1", "group of CPUs that share a last-level cache"),
      column<&Cpu::numa_node>("numa_node", "1", "NUMA node"),
  }));
  t.push_back(table_of<&Recording::repetitions>("repetition", "fresh processes, each measuring one workload once", 100'000, {
      reference<&Repetition::workload>("workload", "workload", "row of the workload"),
      column<&Repetition::block>("block", "1", "block: a round that holds every workload once"),
      column<&Repetition::plan_item>("plan_item", "1", "position in the plan"),
      column<&Repetition::outcome>("outcome", "1", "how the process ended"),
      column<&Repetition::reason>("reason", "1", "why it is not ok"),
      column<&Repetition::signal>("signal", "1", "signal that ended the process, 0 if none"),
      column<&Repetition::prepare_ns>("prepare_ns", "ns", "time to prepare inputs, counters, panel and golden answers (before schema 1.6 the inputs alone)"),
      column<&Repetition::warm_up_ns>("warm_up_ns", "ns", "time of warm-up"),
      column<&Repetition::warm_up_requests>("warm_up_requests", "1", "requests of warm-up"),
      column<&Repetition::settled>("settled", "1", "steady state was reached before timing began"),
      column<&Repetition::rss_bytes>("rss_bytes", "byte", "resident memory of the process"),
      column<&Repetition::shared_memory_bytes>("shared_memory_bytes", "byte", "shared memory of the process"),
      column<&Repetition::golden_digest>("golden_digest", "1", "digest of all golden answers"),
      column<&Repetition::isa_cap>("isa_cap", "1", "x86-64 level the libraries were limited to, or none"),
      since(2, column<&Repetition::cheap_digest>("cheap_digest", "1", "digest of the golden answers of the cheaper levels, empty if none were made")),
      since(6, column<&Repetition::ended_unix_ns>("ended_unix_ns", "nanoseconds since 1970-01-01T00:00:00Z", "when the process had ended or was given up")),
  }));
  Column purpose = column<&Repetition::purpose>("purpose", "1", "what the process run is for");
  purpose.since_minor = 2;
  t.back().columns.push_back(purpose);
  t.push_back(table_of<&Recording::stages>("stage", "measurements", 100'000, {
      reference<&Stage::repetition>("repetition", "repetition", "row of the repetition"),
      column<&Stage::kind>("kind", "1", "kind of stage"),
      column<&Stage::outcome>("outcome", "1", "how the stage ended"),
      column<&Stage::workers>("workers", "1", "worker threads"),
      column<&Stage::physical_cores>("physical_cores", "1", "physical cores the workers ran on"),
      column<&Stage::offered_per_s>("offered_per_s", "s-1", "rate offered, open loop only"),
      column<&Stage::arrival>("arrival", "1", "arrival process"),
      column<&Stage::wait_mode>("wait_mode", "1", "how workers wait for an arrival"),
      column<&Stage::shedding>("shedding", "1", "shedding policy"),
      column<&Stage::counter_pass>("counter_pass", "1", "which group of counters was on"),
      column<&Stage::start_unix_ns>("start_unix_ns", "nanoseconds since 1970-01-01T00:00:00Z", "start"),
      column<&Stage::duration_ns>("duration_ns", "ns", "duration"),
      column<&Stage::completed>("completed", "1", "requests with the right answer"),
      column<&Stage::errors>("errors", "1", "requests with a wrong answer or none"),
      column<&Stage::shed>("shed", "1", "requests that were turned away"),
      column<&Stage::cheap>("cheap", "1", "requests that got the cheaper answer"),
      column<&Stage::cpu_user_ns>("cpu_user_ns", "ns", "user CPU time of the workers, or of the process where the workload has library threads (flag 4); waiting included"),
      column<&Stage::cpu_system_ns>("cpu_system_ns", "ns", "system CPU time of the same, waiting included"),
      column<&Stage::target_cpu_ns>("target_cpu_ns", "ns", "CPU time of an external target"),
      column<&Stage::waiting_cpu_ns>("waiting_cpu_ns", "ns", "CPU time spent before an arrival, never part of CPU per request; where workers sleep until the arrival, going to sleep and waking up are not in it"),
      column<&Stage::run_queue_wait_ns>("run_queue_wait_ns", "ns", "time the workers were runnable and not running, summed; throttled_ns is part of it"),
      column<&Stage::steal_ns>("steal_ns", "ns", "time the hypervisor took from the workers' CPUs"),
      column<&Stage::gap_ns>("gap_ns", "ns", "time a spinning probe lost beside the stage"),
      column<&Stage::unexplained_wait_mean_ns>("unexplained_wait_mean_ns", "ns", "mean of measured minus replayed wait"),
      column<&Stage::unexplained_wait_p99_ns>("unexplained_wait_p99_ns", "ns", "p99 of measured minus replayed wait"),
      since(5, column<&Stage::mean_in_flight>("mean_in_flight", "1", "requests due and not ended, mean over the stage; open loop only")),
      column<&Stage::effective_clock_hz>("effective_clock_hz", "Hz", "effective core clock: looked at while requests were made, or where that was not possible before and after"),
      column<&Stage::quality>("quality", "1", "quality of the measurement"),
      column<&Stage::quality_reasons>("quality_reasons", "1", "ids of the rules that fired; the table finding has the values"),
  }));
  Column offered = column<&Stage::offered>("offered", "1", "arrivals of the whole schedule, served or not, open loop only");
  offered.since_minor = 1;
  t.back().columns.push_back(offered);
  for (const Column& column : make_panel_columns()) t.back().columns.push_back(column);
  t.back().columns.push_back(since(2, column<&Stage::arrival_profile>("arrival_profile", "1", "of step and trace arrivals: the steps, or the digest of the trace")));
  t.back().columns.push_back(since(2, column<&Stage::scheduling>("scheduling", "1", "scheduling class of the workers")));
  t.back().columns.push_back(since(2, column<&Stage::cpu_pressure_ns>("cpu_pressure_ns", "ns", "time in which some task of the machine waited for a CPU (PSI), from before the probes to after them")));
  t.back().columns.push_back(since(6, column<&Stage::throttled_ns>("throttled_ns", "ns", "time for which the CPU quota of the cgroup stopped its tasks, summed over CPUs, from before the probes to after them")));
  t.back().columns.push_back(since(3, column<&Stage::wait_margin_ns>("wait_margin_ns", "ns", "how long before an arrival hybrid waiting begins to spin")));
  t.back().columns.push_back(since(7, column<&Stage::look_instructions>("look_instructions", "1", "instructions of the engine's own looks at its cores' clock, of all workers, by the known length of a look: in the counts of the stage, and taken off before figures of requests are formed")));
  t.back().columns.push_back(since(7, column<&Stage::look_cycles>("look_cycles", "1", "cycles of the same: each of their additions takes one")));
  Column workload_class = reference<&Distribution::workload_class>("class", "class", "row of the class, -1 for all classes of the workload");
  workload_class.minus_one_is_none = true;
  t.push_back(table_of<&Recording::distributions>("distribution", "distributions of times within the stages", 100'000, {
      reference<&Distribution::stage>("stage", "stage", "row of the stage"),
      workload_class,
      column<&Distribution::kind>("kind", "1", "what was timed"),
      column<&Distribution::n>("n", "1", "number of values: the sum of the histogram"),
      column<&Distribution::sum_ns>("sum_ns", "ns", "sum of the values"),
      column<&Distribution::min_ns>("min_ns", "ns", "smallest value, 0 if there is none"),
      column<&Distribution::max_ns>("max_ns", "ns", "largest value, 0 if there is none"),
      column<&Distribution::design_effect_p50>("design_effect_p50", "1", "variance of p50 over that of independent values"),
      column<&Distribution::design_effect_p99>("design_effect_p99", "1", "variance of p99 over that of independent values"),
      column<&Distribution::design_effect_p999>("design_effect_p999", "1", "variance of p99.9 over that of independent values"),
  }));
  t.push_back(table_of<&Recording::traces>("trace", "requests one by one, of a whole stage or of windows spread over it", 10'000, {
      reference<&Trace::stage>("stage", "stage", "row of the stage"),
      column<&Trace::requests>("requests", "1", "how many requests of the row are there"),
  }));
  t.back().since_minor = 2;
  for (Column& column : t.back().columns) column.since_minor = 2;
  for (Table& table : make_spike_tables()) t.push_back(std::move(table));
  t.push_back(table_of<&Recording::workers>("worker", "worker threads within the stages", 1'000'000, {
      reference<&Worker::stage>("stage", "stage", "row of the stage"),
      column<&Worker::cpu>("cpu", "1", "number of the logical CPU it was pinned to"),
      column<&Worker::core>("core", "1", "physical core"),
      column<&Worker::completed>("completed", "1", "requests with the right answer"),
      column<&Worker::busy_ns>("busy_ns", "ns", "time inside requests"),
      column<&Worker::cpu_ns>("cpu_ns", "ns", "CPU time, waiting included"),
      column<&Worker::run_queue_wait_ns>("run_queue_wait_ns", "ns", "time it was runnable and not running"),
      column<&Worker::clock_hz>("clock_hz", "Hz", "effective core clock, as of the stage"),
  }));
  t.push_back(table_of<&Recording::counters>("counter", "counters that were asked for", max_counters, {
      column<&Counter::metric>("metric", "1", "id of the metric, or what the user called an event that has none"),
      column<&Counter::raw_event>("raw_event", "1", "what was asked of the kernel"),
      column<&Counter::scope>("scope", "1", "what was counted"),
      column<&Counter::tier>("tier", "1", "where the count comes from"),
      column<&Counter::absent_because>("absent_because", "1", "why it did not count, empty if it did"),
  }));
  t.push_back(table_of<&Recording::samples>("sample", "moments at which a worker read its own counters, by stage, worker and time", max_samples, {
      since(6, reference<&CounterSample::stage>("stage", "stage", "row of the stage")),
      since(6, reference<&CounterSample::worker>("worker", "worker", "row of the worker")),
      since(6, column<&CounterSample::time_ns>("time_ns", "ns", "when it was taken, from the start of the stage")),
  }));
  t.back().since_minor = 6;
  t.push_back(table_of<&Recording::findings>("finding", "rules that fired on stages", 1'000'000, {
      reference<&Finding::stage>("stage", "stage", "row of the stage"),
      column<&Finding::rule>("rule", "1", "id of the rule"),
      column<&Finding::value>("value", "1", "what was seen, in the rule's unit"),
      column<&Finding::threshold>("threshold", "1", "threshold at the time, in the rule's unit"),
  }));
  t.push_back(table_of<&Recording::absences>("absence", "why values are missing", 100'000, {
      column<&Absence::subject>("subject", "1", "what is missing"),
      column<&Absence::reason>("reason", "1", "why"),
  }));
  t.push_back(table_of<&Recording::metric_texts>("metric", "texts of the metrics used here", 10'000, {
      column<&MetricText::id>("id", "1", "id of the metric"),
      column<&MetricText::name>("name", "1", "name of the metric"),
      column<&MetricText::unit>("unit", "1", "unit of its values"),
      column<&MetricText::direction>("direction", "1", "which way is better"),
      column<&MetricText::across_cpus>("across_cpus", "1", "may it be compared between CPU families"),
      column<&MetricText::help>("help", "1", "what it is, how it was measured, caveats"),
  }));
  t.push_back(table_of<&Recording::rule_texts>("rule", "texts of the rules used here", 10'000, {
      column<&RuleText::id>("id", "1", "id of the rule"),
      column<&RuleText::kind>("kind", "1", "kind of rule"),
      column<&RuleText::threshold>("threshold", "1", "threshold, in the rule's unit"),
      column<&RuleText::unit>("unit", "1", "unit of value and threshold"),
      column<&RuleText::message>("message", "1", "what was seen"),
      column<&RuleText::why>("why", "1", "reason of the threshold"),
      column<&RuleText::consequence>("consequence", "1", "what follows for the reader"),
  }));
  return t;
}

std::vector<Column> make_header_attributes() {
  return {
      column<&Header::kind>("kind", "1", "kind of recording"),
      column<&Header::state>("state", "1", "state of the run"),
      column<&Header::producer>("producer", "1", "program and version that wrote it"),
      column<&Header::abi>("abi", "1", "plug-in interface of the workloads"),
      column<&Header::run_id>("run_id", "1", "UUID of the run"),
      column<&Header::plan_seed>("plan_seed", "1", "seed of the plan"),
      column<&Header::created_utc>("created_utc", "1", "creation, ISO 8601"),
      column<&Header::title>("title", "1", "title"),
      column<&Header::host_id>("host_id", "1", "salted hash that tells hosts apart"),
      column<&Header::host_id_source>("host_id_source", "1", "where host_id comes from, or why there is none"),
      column<&Header::provider>("provider", "1", "cloud provider"),
      column<&Header::region>("region", "1", "region"),
      column<&Header::instance_type>("instance_type", "1", "instance type"),
      column<&Header::instance_type_source>("instance_type_source", "1", "where instance_type comes from"),
      column<&Header::cpu_model>("cpu_model", "1", "CPU model as it names itself"),
      column<&Header::microarchitecture>("microarchitecture", "1", "microarchitecture"),
      column<&Header::family_model_stepping>("family_model_stepping", "1", "CPU family, model and stepping"),
      column<&Header::vcpus>("vcpus", "1", "logical CPUs of the machine"),
      column<&Header::cores>("cores", "1", "physical cores"),
      column<&Header::threads_per_core>("threads_per_core", "1", "logical CPUs per core"),
      column<&Header::memory_bytes>("memory_bytes", "byte", "memory"),
      column<&Header::kernel>("kernel", "1", "kernel release"),
      column<&Header::pmu_tier>("pmu_tier", "1", "how much of the PMU is usable: full, basic or none"),
      column<&Header::clock_hz_effective>("clock_hz_effective", "Hz", "effective core clock, measured"),
  };
}

std::vector<Column> make_reading_columns() {
  std::vector<Column> c{
      column<&CounterReading::total>("total", "1", "count as it was read, not scaled, in the metric's unit"),
      column<&CounterReading::enabled_ns>("enabled_ns", "ns", "time the counter was enabled"),
      column<&CounterReading::running_ns>("running_ns", "ns", "time the counter was on the PMU"),
      column<&CounterReading::state>("state", "1", "how the reading came about"),
  };
  // A stage need not have a reading of every counter.
  for (Column& column : c) column.may_be_missing = true;
  return c;
}
constexpr auto members_of_traces = std::to_array<TraceMember>({
    {"service_ns", "ns", "time inside the request; longer than 4.29 s counts as 4294967294", CellType::u32,
     [](const Trace& t, std::size_t i) -> std::uint64_t { return t.service_ns[i]; },
     [](Trace& t, std::uint64_t value) { t.service_ns.push_back(static_cast<std::uint32_t>(value)); }},
    {"start_delay_ns", "ns", "time before the start that the queue does not explain; longer than 4.29 s counts as 4294967294", CellType::u32,
     [](const Trace& t, std::size_t i) -> std::uint64_t { return t.start_delay_ns[i]; },
     [](Trace& t, std::uint64_t value) { t.start_delay_ns.push_back(static_cast<std::uint32_t>(value)); }},
    {"request_class", "1", "place among the classes of the workload", CellType::u8,
     [](const Trace& t, std::size_t i) -> std::uint64_t { return t.request_class[i]; },
     [](Trace& t, std::uint64_t value) { t.request_class.push_back(static_cast<std::uint8_t>(value)); }},
});
// clang-format on

}  // namespace

std::span<const TraceMember> trace_members() {
  return members_of_traces;
}

std::size_t bytes_of(CellType type) {
  switch (type) {
    case CellType::u8:
    case CellType::text:
      return 1;
    case CellType::u32:
    case CellType::i32:
      return 4;
    default:
      return 8;
  }
}

std::string_view type_name(CellType type) {
  static constexpr std::array<std::string_view, 7> names{"u8", "u32", "i32", "u64", "i64", "f64", "text"};
  return names[static_cast<std::size_t>(type)];
}

std::uint64_t missing_integer(CellType type) {
  switch (type) {
    case CellType::u8:
      return UINT8_MAX;
    case CellType::u32:
      return UINT32_MAX;
    case CellType::i32:
      return INT32_MAX;
    case CellType::i64:
      return INT64_MAX;
    default:
      return UINT64_MAX;
  }
}

std::span<const Table> tables() {
  static const std::vector<Table> all = make_tables();
  return all;
}

const Table& table(std::string_view name) {
  const auto all = tables();
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const Table& each) { return each.name == name; });
  CF_ASSERT(found != all.end(), "no such table in the schema");
  return *found;
}

std::span<const Column> header_attributes() {
  static const std::vector<Column> all = make_header_attributes();
  return all;
}

bool unknown_if_zero(const Column& attribute) {
  return attribute.name != "plan_seed" && attribute.meanings.empty();
}

std::span<const Column> reading_columns() {
  static const std::vector<Column> all = make_reading_columns();
  return all;
}

}  // namespace crossfade::results
