#include "tests/gui/hand_made_study.h"

namespace crossfade::gui::testing {
namespace {

analysis::Ratio ratio(double value, double low, double high, bool better) {
  analysis::Ratio result;
  result.method = analysis::RatioMethod::two_hosts_r1;
  result.value = value;
  result.interval = statistics::Interval{low, high};
  result.resolved = !result.interval->contains(1);
  result.better = result.resolved && better;
  result.base_n = result.candidate_n = {3, 3, 24, 24, 100000};
  result.degrees_of_freedom = 4;
  return result;
}

analysis::Ratio no_ratio(const char* reason) {
  analysis::Ratio result;
  result.absent_because = reason;
  return result;
}

analysis::RecordingPointer recording(const char* file, results::RecordingKind kind) {
  auto opened = std::make_shared<results::OpenedRecording>();
  opened->path = file;
  opened->recording.header.kind = kind;
  opened->recording.header.cpu_model = "Example CPU";
  return opened;
}

analysis::LoadPoint load_point(double offered, double p99) {
  analysis::LoadPoint point;
  point.offered_per_s = offered;
  point.achieved_per_s = estimate(offered, offered * 0.99, offered * 1.01);
  point.p50_ns = estimate(p99 / 4, p99 / 4.4, p99 / 3.6);
  point.p90_ns = estimate(p99 / 2, p99 / 2.2, p99 / 1.8);
  point.p99_ns = estimate(p99, p99 * 0.9, p99 * 1.1);
  point.p999_ns = absent("fewer than ten requests lie beyond it");
  point.exceedance = estimate(0.001, 0.0005, 0.002);
  return point;
}

analysis::LoadCurve curve(const char* side, double factor) {
  analysis::LoadCurve result;
  result.workload = "tls";
  result.side = side;
  result.points = {load_point(1000 * factor, 0.5e6), load_point(2000 * factor, 0.7e6),
                   load_point(4000 * factor, 3e6), load_point(8000 * factor, 80e6)};
  result.points[3].saturated = true;
  result.objectives = {{"all", 5e6}};
  result.slo_from_grid = true;
  result.slo_rate_per_s = estimate(4000 * factor, 4000 * factor, 8000 * factor);
  result.grid_ratio = 2;
  return result;
}

}  // namespace

analysis::Estimate estimate(double value, double low, double high) {
  analysis::Estimate result;
  result.value = value;
  result.interval = statistics::Interval{low, high};
  result.n = {3, 3, 24, 24, 100000};
  return result;
}

analysis::Estimate absent(const char* reason) {
  analysis::Estimate result;
  result.absent_because = reason;
  return result;
}

Study hand_made_study() {
  Study study;
  study.sides = {{"m5.xlarge", {recording("m5.h5", results::RecordingKind::measurement)}},
                 {"m7a.xlarge", {recording("m7a.h5", results::RecordingKind::measurement)}},
                 {"m7i.xlarge (SIMULATED)", {recording("m7i.h5", results::RecordingKind::simulated)}}};
  const auto tls = estimate(12345, 12200, 12500), json = estimate(800, 780, 820),
             kv = estimate(5e6, 4.9e6, 5.1e6);
  study.described = {
      {{"tls", "slo_rate", "", tls}, {"json", "slo_rate", "", json}, {"kv", "slo_rate", "", kv}},
      {{"tls", "slo_rate", "", tls}, {"json", "slo_rate", "", json}},
      {{"tls", "slo_rate", "", tls},
       {"json", "slo_rate", "", json},
       {"kv", "slo_rate", "", absent("every repetition crashed")}}};
  study.against.resize(3);

  analysis::Comparison m7a;
  m7a.base = study.sides[0];
  m7a.candidate = study.sides[1];
  auto disturbed = estimate(20000, 19000, 21000);
  disturbed.disturbed_share = 0.25;
  disturbed.cautions = {"a caution & more"};
  auto assumed = ratio(1.62, 1.31, 2.01, true);
  assumed.assumed_host_cv = 0.05;
  assumed.assumed_variance_share = 0.8;
  m7a.workloads = {{"tls",
                    "",
                    {{"slo_rate", "", tls, disturbed, assumed},
                     {"latency_p99", "at 1,000/s", estimate(2e6, 1.9e6, 2.1e6), estimate(1e6, 0.9e6, 1.1e6),
                      ratio(0.5, 0.45, 0.55, true)},
                     {"latency_p99", "at 4,000/s", estimate(4e6, 3.9e6, 4.1e6), estimate(4e6, 3.9e6, 4.1e6),
                      ratio(1.0, 0.9, 1.1, false)}}},
                   {"json", "", {{"slo_rate", "", json, json, ratio(1.002, 0.98, 1.03, false)}}}};
  m7a.only_in_base = {"kv"};
  m7a.differences = {{"kernel", "kernel", "", "6.1.0", "6.5.0", analysis::Severity::suspicious,
                      "the kernels differ", "part of a ratio may be the kernel's"},
                     {"cpu", "cpu", "", "Xeon", "EPYC", analysis::Severity::expected, "the CPUs differ", ""}};
  study.against[1].comparison = m7a;

  analysis::Comparison m7i;
  m7i.base = study.sides[0];
  m7i.candidate = study.sides[2];
  m7i.workloads = {
      {"tls", "", {{"slo_rate", "", tls, estimate(9000, 8900, 9100), ratio(0.73, 0.70, 0.76, false)}}},
      {"json", "bytes 128 against 256", {{"slo_rate", "", json, estimate(900, 880, 920), no_ratio("")}}},
      {"kv", "", {{"slo_rate", "", kv, absent("every repetition crashed"), no_ratio("")}}}};
  study.against[2].comparison = m7i;

  study.load = {{"tls", {curve("m5.xlarge", 1), curve("m7a.xlarge", 1.5)}}, {"json", {}}};
  study.load[0].curves[1].points[1].p99_ns = absent("only 40 requests");
  study.environment = {{"cpu_model", {"Xeon", "EPYC", "Xeon"}, true, analysis::Severity::expected},
                       {"kernel", {"6.1.0", "6.5.0", "6.1.0"}, true, analysis::Severity::suspicious},
                       {"page_size", {"4096", "4096", "4096"}, false, analysis::Severity::expected},
                       {"workload_version", {"1", "2", ""}, true, analysis::Severity::blocking}};
  analysis::Price price;
  price.instance_type = "m5.xlarge";
  price.plan = "on-demand";
  price.region = "us-east-1";
  price.date = "2026-01-01";
  const auto rate_of = [](double per_s) {
    analysis::Estimate rate;
    rate.value = per_s;
    return rate;
  };
  study.cost.rows = {
      {"tls", "m5.xlarge", "on-demand", price, tls, rate_of(12345), analysis::BindingLimit::cpu,
       estimate(0.0043, 0.0042, 0.0044), no_ratio("it is the baseline")},
      {"tls", "m7a.xlarge", "on-demand", price, disturbed, rate_of(20000), analysis::BindingLimit::network,
       estimate(0.0032, 0.003, 0.0034), ratio(0.75, 0.6, 0.93, true)},
      {"tls", "m7i.xlarge (SIMULATED)", "", std::nullopt, tls, rate_of(9000), analysis::BindingLimit::cpu,
       absent("no price is known for m7i.xlarge"), no_ratio("no price is known")}};
  study.cost.break_even = {{"tls", "m7a.xlarge", estimate(1.62, 1.31, 2.01)},
                           {"tls", "m7i.xlarge (SIMULATED)", estimate(0.73, 0.7, 0.76)}};
  return study;
}

StudyPointer hand_made_study_pointer() {
  return std::make_shared<const Study>(hand_made_study());
}

}  // namespace crossfade::gui::testing
