// Measuring process: starts crossfade-measure over a socketpair, as the orchestrator does, for tests.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "collector/protocol/channel.h"

namespace crossfade::collector {

class MeasuringProcess {
 public:
  MeasuringProcess();
  ~MeasuringProcess();
  MeasuringProcess(const MeasuringProcess&) = delete;
  MeasuringProcess& operator=(const MeasuringProcess&) = delete;

  Channel& channel() { return channel_; }
  pid_t pid() const { return pid_; }
  /// The next message; an empty Bye and a test failure if there is none within 60 s.
  Message next();
  template <class Expected>
  Expected expect() {
    Message message = next();
    report_unexpected(message, std::holds_alternative<Expected>(message));
    if (auto* wanted = std::get_if<Expected>(&message)) return std::move(*wanted);
    return {};
  }
  /// Waits for the end; the exit status, or 1000 + the signal.
  int wait();

 private:
  static void report_unexpected(const Message& message, bool as_expected);
  pid_t pid_ = -1;
  Channel channel_;
};

/// Prepare for a fixture plug-in on the CPUs this test may use; short warm-up.
Prepare prepare_fixture(const std::string& name, std::uint32_t workers);
/// `wanted` CPUs this process may use, from the first on; fewer if there are fewer.
std::vector<std::uint32_t> usable_cpus(std::uint32_t wanted);

}  // namespace crossfade::collector
