// Message fields: the one list of what each struct of a message consists of. Writer and reader (codec.cpp)
// both walk it, so that they cannot disagree. Private to collector/protocol.
#pragma once

#include "collector/protocol/messages.h"

namespace crossfade::collector {

/// each(visitor, object) calls visitor(name, member) for every member.
template <class T>
struct Fields;

template <>
struct Fields<results::Error> {
  template <class V, class E>
  static void each(V&& field, E& e) {
    field("kind", e.kind), field("what", e.what), field("where", e.where), field("why", e.why);
    field("remedy", e.remedy);
  }
};

template <>
struct Fields<results::Absence> {
  template <class V, class A>
  static void each(V&& field, A& a) {
    field("subject", a.subject), field("reason", a.reason);
  }
};

template <>
struct Fields<results::Workload> {
  template <class V, class W>
  static void each(V&& field, W& w) {
    field("name", w.name), field("version", w.version), field("preset", w.preset);
    field("parameters", w.parameters), field("dataset_digest", w.dataset_digest), field("unit", w.unit);
    field("summary", w.summary), field("seed_system", w.seed_system), field("flags", w.flags);
  }
};

template <>
struct Fields<results::WorkloadClass> {
  template <class V, class C>
  static void each(V&& field, C& c) {
    field("workload", c.workload), field("name", c.name), field("share", c.share);
    field("priority", c.priority), field("slo_p99_ns", c.slo_p99_ns);
    field("net_in_bytes", c.net_in_bytes), field("net_out_bytes", c.net_out_bytes);
    field("storage_in_bytes", c.storage_in_bytes), field("storage_out_bytes", c.storage_out_bytes);
    field("levels", c.levels);
  }
};

template <>
struct Fields<results::Library> {
  template <class V, class L>
  static void each(V&& field, L& l) {
    field("workload", l.workload), field("name", l.name), field("version", l.version);
    field("isa_path", l.isa_path);
  }
};

template <>
struct Fields<results::Counter> {
  template <class V, class C>
  static void each(V&& field, C& c) {
    field("metric", c.metric), field("raw_event", c.raw_event), field("scope", c.scope);
    field("tier", c.tier), field("absent_because", c.absent_because);
  }
};

template <>
struct Fields<results::CounterReading> {
  template <class V, class R>
  static void each(V&& field, R& r) {
    field("stage", r.stage), field("counter", r.counter), field("total", r.total);
    field("enabled_ns", r.enabled_ns), field("running_ns", r.running_ns), field("state", r.state);
  }
};

template <>
struct Fields<results::Worker> {
  template <class V, class W>
  static void each(V&& field, W& w) {
    field("stage", w.stage), field("cpu", w.cpu), field("core", w.core), field("completed", w.completed);
    field("busy_ns", w.busy_ns), field("cpu_ns", w.cpu_ns);
    field("run_queue_wait_ns", w.run_queue_wait_ns), field("clock_hz", w.clock_hz);
  }
};

template <>
struct Fields<results::Finding> {
  template <class V, class F>
  static void each(V&& field, F& f) {
    field("stage", f.stage), field("rule", f.rule), field("value", f.value), field("threshold", f.threshold);
  }
};

template <>
struct Fields<results::Distribution> {
  template <class V, class D>
  static void each(V&& field, D& d) {
    field("stage", d.stage), field("workload_class", d.workload_class), field("kind", d.kind);
    field("n", d.n), field("sum_ns", d.sum_ns), field("min_ns", d.min_ns), field("max_ns", d.max_ns);
    field("design_effect_p50", d.design_effect_p50), field("design_effect_p99", d.design_effect_p99);
    field("design_effect_p999", d.design_effect_p999), field("buckets", d.buckets);
  }
};

template <>
struct Fields<results::PanelReading> {
  template <class V, class R>
  static void each(V&& field, R& r) {
    field("clock_hz", r.clock_hz), field("l1_loads_per_cycle", r.l1_loads_per_cycle);
    field("l1_cv", r.l1_cv), field("l2_cycles", r.l2_cycles), field("l2_cv", r.l2_cv);
    field("l3_ns", r.l3_ns), field("l3_cv", r.l3_cv), field("memory_ns", r.memory_ns);
    field("memory_cv", r.memory_cv), field("stream_bytes_per_s", r.stream_bytes_per_s);
    field("stream_cv", r.stream_cv);
  }
};

template <>
struct Fields<results::Stage> {
  template <class V, class S>
  static void each(V&& field, S& s) {
    field("repetition", s.repetition), field("kind", s.kind), field("outcome", s.outcome);
    field("workers", s.workers), field("physical_cores", s.physical_cores);
    field("offered_per_s", s.offered_per_s), field("arrival", s.arrival), field("wait_mode", s.wait_mode);
    field("wait_margin_ns", s.wait_margin_ns);
    field("arrival_profile", s.arrival_profile), field("scheduling", s.scheduling);
    field("shedding", s.shedding), field("counter_pass", s.counter_pass);
    field("start_unix_ns", s.start_unix_ns), field("duration_ns", s.duration_ns);
    field("completed", s.completed), field("errors", s.errors), field("shed", s.shed);
    field("cheap", s.cheap), field("cpu_user_ns", s.cpu_user_ns), field("cpu_system_ns", s.cpu_system_ns);
    field("offered", s.offered), field("target_cpu_ns", s.target_cpu_ns),
        field("waiting_cpu_ns", s.waiting_cpu_ns);
    field("run_queue_wait_ns", s.run_queue_wait_ns), field("steal_ns", s.steal_ns);
    field("gap_ns", s.gap_ns), field("cpu_pressure_ns", s.cpu_pressure_ns),
        field("throttled_ns", s.throttled_ns);
    field("unexplained_wait_mean_ns", s.unexplained_wait_mean_ns);
    field("mean_in_flight", s.mean_in_flight);
    field("unexplained_wait_p99_ns", s.unexplained_wait_p99_ns);
    field("effective_clock_hz", s.effective_clock_hz), field("panel_before", s.panel_before);
    field("look_instructions", s.look_instructions), field("look_cycles", s.look_cycles);
    field("panel_after", s.panel_after), field("quality", s.quality);
    field("quality_reasons", s.quality_reasons);
  }
};

template <>
struct Fields<results::Trace> {
  template <class V, class T>
  static void each(V&& field, T& t) {
    field("stage", t.stage), field("requests", t.requests), field("service_ns", t.service_ns);
    field("start_delay_ns", t.start_delay_ns), field("request_class", t.request_class);
  }
};

template <>
struct Fields<results::Spike> {
  template <class V, class S>
  static void each(V&& field, S& s) {
    field("stage", s.stage), field("factor", s.factor), field("base_share", s.base_share);
    field("begin_ns", s.begin_ns), field("end_ns", s.end_ns), field("window_ns", s.window_ns);
  }
};

template <>
struct Fields<results::SpikeWindow> {
  template <class V, class W>
  static void each(V&& field, W& w) {
    field("stage", w.stage), field("workload_class", w.workload_class), field("begin_ns", w.begin_ns);
    field("offered", w.offered), field("in_slo", w.in_slo), field("late", w.late), field("shed", w.shed);
    field("cheap", w.cheap);
  }
};

template <>
struct Fields<results::StageRecord> {
  template <class V, class R>
  static void each(V&& field, R& r) {
    field("stage", r.stage), field("distributions", r.distributions), field("workers", r.workers);
    field("readings", r.readings), field("findings", r.findings), field("trace", r.trace);
    field("spike", r.spike), field("spike_windows", r.spike_windows);
    field("samples", r.samples), field("series", r.series);
  }
};

template <>
struct Fields<results::CounterSeries> {
  template <class V, class S>
  static void each(V&& field, S& s) {
    field("counter", s.counter), field("counts", s.counts);
  }
};

template <>
struct Fields<RateStep> {
  template <class V, class S>
  static void each(V&& field, S& s) {
    field("from_ns", s.from_ns), field("factor", s.factor);
  }
};

template <>
struct Fields<StageSpec> {
  template <class V, class S>
  static void each(V&& field, S& s) {
    field("kind", s.kind), field("workers", s.workers), field("offered_per_s", s.offered_per_s);
    field("arrival", s.arrival), field("steps", s.steps), field("wait_mode", s.wait_mode);
    field("scheduling", s.scheduling), field("shedding", s.shedding), field("duration_ns", s.duration_ns);
    field("seed", s.seed), field("trace_requests", s.trace_requests);
    field("sample", s.sample), field("first_request", s.first_request), field("requests", s.requests),
        field("rounds", s.rounds);
    field("sample_code", s.sample_code);
  }
};

template <>
struct Fields<Hello> {
  template <class V, class H>
  static void each(V&& field, H& h) {
    field("protocol", h.protocol), field("producer", h.producer), field("pid", h.pid);
  }
};

template <>
struct Fields<CounterEvent> {
  template <class V, class E>
  static void each(V&& field, E& e) {
    field("metric", e.metric), field("raw_event", e.raw_event), field("type", e.type);
    field("config", e.config), field("config1", e.config1), field("tier", e.tier);
    field("never_zero", e.never_zero), field("zero_is_doubtful", e.zero_is_doubtful);
    field("kernel_only", e.kernel_only), field("takes_exclusions", e.takes_exclusions);
    field("turn", e.turn);
  }
};

template <>
struct Fields<PanelOrder> {
  template <class V, class O>
  static void each(V&& field, O& o) {
    field("wanted", o.wanted), field("l2_bytes", o.l2_bytes), field("l3_bytes", o.l3_bytes);
  }
};

template <>
struct Fields<Prepare> {
  template <class V, class P>
  static void each(V&& field, P& p) {
    field("plugin_path", p.plugin_path), field("preset", p.preset), field("parameters", p.parameters);
    field("seed", p.seed), field("worker_cpus", p.worker_cpus), field("isa_level", p.isa_level);
    field("scratch_dir", p.scratch_dir), field("warm_up_limit_ns", p.warm_up_limit_ns);
    field("counters", p.counters), field("hardware_events", p.hardware_events);
    field("count_cpus", p.count_cpus), field("proc_root", p.proc_root), field("panel", p.panel);
    field("cheap_answers", p.cheap_answers), field("arrival_trace_path", p.arrival_trace_path);
    field("arrival_trace_digest", p.arrival_trace_digest), field("sample_rate_hz", p.sample_rate_hz);
    field("input_path", p.input_path), field("input_digest", p.input_digest);
    field("facts_only", p.facts_only);
  }
};

template <>
struct Fields<Ready> {
  template <class V, class R>
  static void each(V&& field, R& r) {
    field("workload", r.workload), field("classes", r.classes), field("libraries", r.libraries);
    field("counters", r.counters), field("golden_digest", r.golden_digest),
        field("cheap_digest", r.cheap_digest);
    field("prepare_ns", r.prepare_ns), field("warm_up_ns", r.warm_up_ns);
    field("warm_up_requests", r.warm_up_requests), field("settled", r.settled);
    field("rss_bytes", r.rss_bytes), field("shared_memory_bytes", r.shared_memory_bytes);
    field("absences", r.absences);
  }
};

template <>
struct Fields<Run> {
  template <class V, class R>
  static void each(V&& field, R& r) {
    field("stage", r.stage);
  }
};

template <>
struct Fields<CodeSample> {
  template <class V, class C>
  static void each(V&& field, C& c) {
    field("object", c.object), field("address", c.address), field("samples", c.samples);
  }
};

template <>
struct Fields<StageDone> {
  template <class V, class D>
  static void each(V&& field, D& d) {
    field("record", d.record), field("absences", d.absences);
    field("code", d.code), field("code_absent_because", d.code_absent_because);
  }
};

template <>
struct Fields<Failure> {
  template <class V, class F>
  static void each(V&& field, F& f) {
    field("outcome", f.outcome), field("error", f.error);
  }
};

template <>
struct Fields<Stop> {
  template <class V, class S>
  static void each(V&& /*field*/, S& /*stop*/) {}
};

template <>
struct Fields<StageOver> {
  template <class V, class S>
  static void each(V&& /*field*/, S& /*over*/) {}
};

template <>
struct Fields<Bye> {
  template <class V, class B>
  static void each(V&& /*field*/, B& /*bye*/) {}
};

}  // namespace crossfade::collector
