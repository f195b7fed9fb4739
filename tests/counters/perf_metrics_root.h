// A root whose sysfs names what PERF_METRICS gives, as a kernel on bare metal does.
#pragma once

#include <map>
#include <string>

#include "tests/support/temporary_root.h"

namespace crossfade::collector {

inline const std::map<std::string, std::string> metrics_of_ice_lake{
    {"slots", "event=0x00,umask=0x4"},
    {"topdown-retiring", "event=0x00,umask=0x80"},
    {"topdown-bad-spec", "event=0x00,umask=0x81"},
    {"topdown-fe-bound", "event=0x00,umask=0x82"},
    {"topdown-be-bound", "event=0x00,umask=0x83"}};

inline std::map<std::string, std::string> metrics_of_sapphire_rapids() {
  auto all = metrics_of_ice_lake;
  all["topdown-heavy-ops"] = "event=0x00,umask=0x84";
  all["topdown-br-mispredict"] = "event=0x00,umask=0x85";
  all["topdown-fetch-lat"] = "event=0x00,umask=0x86";
  all["topdown-mem-bound"] = "event=0x00,umask=0x87";
  return all;
}

class MetricsRoot {
 public:
  explicit MetricsRoot(const std::map<std::string, std::string>& events) {
    for (const auto& [name, text] : events)
      root_.write("/sys/bus/event_source/devices/cpu/events/" + name, text + "\n");
  }
  std::string path() const { return root_.path().string(); }

 private:
  testing::TemporaryRoot root_;
};

}  // namespace crossfade::collector
