// Report case: a folder of synthetic recordings, and crossfade-report run on it up to its text.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "analysis/report/report.h"
#include "tests/support/recording_builder.h"
#include "tests/support/recording_file.h"
#include "tests/support/spike_builder.h"

namespace crossfade::analysis::testing {

using crossfade::testing::synthetic_recording;
using crossfade::testing::SyntheticHost;
using crossfade::testing::SyntheticWorkload;
using crossfade::testing::write_recording;

class ReportCase : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("crossfade-report-test-" + std::to_string(getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  std::string recording(const std::string& name, SyntheticHost host,
                        const std::vector<SyntheticWorkload>& workloads) const {
    host.requests = 1'000;
    const auto written = write_recording(at(name), synthetic_recording(host, workloads));
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at(name);
  }

  static SyntheticWorkload small_answers() {
    SyntheticWorkload w;
    w.net_out_bytes = 1'000;
    return w;
  }

  static SyntheticHost m5() {
    SyntheticHost host;
    host.title = "synthetic m5";
    host.instance_type = "m5.xlarge";
    host.cpu_model = "Example CPU 5";
    host.grid_points = 14;
    return host;
  }
  static SyntheticHost m7a() {
    SyntheticHost host = m5();
    host.title = "synthetic m7a";
    host.instance_type = "m7a.xlarge";
    host.host_id = "host-b";
    host.cpu_model = "Example CPU 7";
    host.kernel = "6.5.0";
    host.speed = 1.6;
    host.seed = 2;
    return host;
  }
  /// The candidate is faster, but was disturbed in half of its blocks.
  std::string disturbed_base() const {
    SyntheticHost host = m5();
    host.microarchitecture = "Zen 4";
    host.panel_loads_per_cycle = 2.99;
    host.disturbed_blocks = 1;
    return recording("m5.h5", host, {small_answers()});
  }
  std::string disturbed_candidate() const {
    SyntheticHost host = m7a();
    host.microarchitecture = "Zen 5";
    host.panel_loads_per_cycle = 3.98;
    host.speed = 1.3;
    host.disturbed_blocks = 4;
    host.disturbed_slowdown = 1.7;
    return recording("m7a.h5", host, {small_answers()});
  }
  /// Of the baseline's host.
  std::string calibration() const {
    SyntheticHost host = m5();
    host.title = "synthetic noise of m5";
    host.microarchitecture = "Zen 4";
    host.panel_loads_per_cycle = 2.99;
    host.disturbed_blocks = 5;
    host.blocks = 60;
    host.grid_points = 0;
    host.requests = 1'000;
    results::Recording made = synthetic_recording(host, {small_answers()});
    made.header.kind = results::RecordingKind::calibration;
    made.header.run_id = "run-of-the-calibration";
    const auto written = write_recording(at("noise.h5"), made);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at("noise.h5");
  }
  /// Load spikes in which the degraded and the best-effort class fail from `limit` times the rate on, the
  /// critical one later.
  std::string with_spikes(const std::string& name, SyntheticHost host, double limit) const {
    host.requests = 1'000;
    results::Recording made = synthetic_recording(host, {small_answers()});
    crossfade::testing::give_three_classes(made);
    crossfade::testing::SyntheticSpikes spikes;
    spikes.factors = {1.5, 2, 3, 5};
    spikes.base_per_s *= host.speed;
    spikes.outcome = [limit](std::size_t c, double factor, std::uint32_t run) {
      const double own = c == 0 ? 2 * limit : limit;
      const double over = factor < own ? 0 : 0.2 * static_cast<double>(c) * factor / own + 0.01 * run;
      return crossfade::testing::SpikeOutcome{1 - std::min(1.0, over), c == 0 ? 0 : std::min(0.9, over), 0};
    };
    spikes.bad_windows = [limit](double factor, std::uint32_t run) {
      return factor < limit ? 0 : factor < 2 * limit ? 1 + run % 2 : 30U;
    };
    crossfade::testing::add_spikes(made, spikes);
    const auto written = write_recording(at(name), made);
    EXPECT_TRUE(written) << results::to_line(written.error());
    return at(name);
  }
  /// Eight cores with two threads each; a lawful workload, and contention beside its control.
  std::string scaling() const {
    SyntheticHost host = m5();
    host.workers = 16;
    host.cores = 8;
    host.sibling_gain = 0.3;
    host.thread_counts = {1, 2, 3, 4, 6, 8, 12, 16};
    host.stage_noise = 0.01;
    host.grid_points = 0;
    SyntheticWorkload lawful = small_answers();
    lawful.contention = 0.03;
    lawful.coherence = 0.004;
    SyntheticWorkload control;
    control.name = "contended";
    control.preset = "none";
    control.parameters = "sharing=none work=16";
    control.flags = results::Workload::contended_flag;
    control.overlap = 0.99;
    SyntheticWorkload lock = control;
    lock.preset = "lock";
    lock.parameters = "sharing=lock work=16";
    lock.contention = 0.4;
    return recording("m5-scaling.h5", host, {lawful, control, lock});
  }
  std::string base() const { return recording("m5.h5", m5(), {small_answers()}); }
  std::string candidate() const { return recording("m7a.h5", m7a(), {small_answers()}); }

  static results::Result<analysis::Report> whole_report(const std::vector<std::string>& arguments,
                                                        const results::Terminal& terminal = {}) {
    std::vector<const char*> argv{"crossfade-report"};
    for (const std::string& a : arguments) argv.push_back(a.c_str());
    const auto parsed = parse_options(static_cast<int>(argv.size()), argv.data());
    CF_TRY(parsed);
    if (const auto* printed = std::get_if<Printed>(&*parsed)) return analysis::Report{printed->text, {}};
    return make_report(std::get<Options>(*parsed), terminal);
  }

  static results::Result<std::string> report(const std::vector<std::string>& arguments) {
    auto whole = whole_report(arguments);
    CF_TRY(whole);
    return whole->text;
  }

  static results::Error error(const std::vector<std::string>& arguments) {
    const auto r = report(arguments);
    EXPECT_FALSE(r) << *r;
    return r ? results::Error{} : r.error();
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  std::filesystem::path folder_;
};

std::string read_text(const std::filesystem::path& path);

/// Every part is there, and together they say what they should.
void expect_whole(const results::Error& e, const std::vector<std::string>& says);

}  // namespace crossfade::analysis::testing
