#include "analysis/stretches.h"

#include <algorithm>
#include <map>

namespace crossfade::analysis {
namespace {

struct TimedRecording {
  std::int64_t start_unix_ns = 0;
  bool of_candidate = false;
  statistics::BlockValues blocks;
};

void add_recordings(const Sample& sample, bool of_candidate, std::vector<TimedRecording>& all) {
  std::map<std::uint32_t, Sample> by_recording;
  for (const RunValue& v : sample.values) by_recording[v.recording].values.push_back(v);
  for (const auto& [recording, own] : by_recording) {
    const auto first = std::min_element(
        own.values.begin(), own.values.end(),
        [](const RunValue& x, const RunValue& y) { return x.start_unix_ns < y.start_unix_ns; });
    // One recording has one host, whose only recording it is here.
    all.push_back({first->start_unix_ns, of_candidate, log_blocks(own).front().front()});
  }
}

}  // namespace

Stretches stretches(const Sample& base, const Sample& candidate) {
  std::vector<TimedRecording> recordings;
  add_recordings(base, false, recordings);
  add_recordings(candidate, true, recordings);
  std::stable_sort(recordings.begin(), recordings.end(),
                   [](const auto& x, const auto& y) { return x.start_unix_ns < y.start_unix_ns; });
  Stretches out;
  const TimedRecording* before = nullptr;
  for (const TimedRecording& r : recordings) {
    statistics::SideValues& side = r.of_candidate ? out.candidate : out.base;
    if (before == nullptr || before->of_candidate != r.of_candidate) side.push_back({{}});
    statistics::BlockValues& blocks = side.back().front();
    blocks.insert(blocks.end(), r.blocks.begin(), r.blocks.end());
    before = &r;
  }
  return out;
}

}  // namespace crossfade::analysis
