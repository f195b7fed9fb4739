#include "tests/gui/synthetic_files.h"

#include <cstdlib>
#include <iostream>

#include "tests/support/recording_builder.h"
#include "tests/support/recording_file.h"

namespace crossfade::gui::testing {
namespace {

void write(const results::Recording& recording, const std::filesystem::path& file) {
  if (const auto written = crossfade::testing::write_recording(file, recording); !written) {
    std::cerr << results::to_line(written.error()) << '\n';
    std::abort();
  }
}

}  // namespace

void write_pair(const std::filesystem::path& folder) {
  using crossfade::testing::synthetic_recording;
  crossfade::testing::SyntheticHost m5;
  m5.instance_type = "m5.xlarge";
  m5.cpu_model = "Example Xeon";
  const std::vector<crossfade::testing::SyntheticWorkload> workloads = [] {
    crossfade::testing::SyntheticWorkload tls, manifest;
    manifest.name = "playback_manifest";
    manifest.service_ns = 350'000;
    return std::vector{tls, manifest};
  }();
  write(synthetic_recording(m5, workloads), folder / "m5.h5");
  crossfade::testing::SyntheticHost m7a = m5;
  m7a.instance_type = "m7a.xlarge";
  m7a.cpu_model = "Example EPYC";
  m7a.kernel = "6.5.0";
  m7a.host_id = "host-b";
  m7a.speed = 1.6;
  m7a.seed = 2;
  write(synthetic_recording(m7a, workloads), folder / "m7a.h5");
}

}  // namespace crossfade::gui::testing
