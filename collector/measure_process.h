// MeasureProcess: one fresh crossfade-measure as the orchestrator sees it, and the launcher that starts it.
// Interfaces, so that tests can play a process that crashes, hangs or lies.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/protocol/messages.h"
#include "results/error.h"

namespace crossfade::collector {

/// How a process ended: by an exit code or by a signal.
struct ProcessEnd {
  int exit_code = 0;
  int signal = 0;  ///< 0 = it exited
};

/// "ended by signal 9 (Killed) while preparing"
std::string end_text(const ProcessEnd& end, const char* awaited);

class MeasureProcess {
 public:
  virtual ~MeasureProcess() = default;
  virtual results::Result<void> send(const Message& message) = 0;
  /// Sleeps until a message is complete. nullopt = not within `timeout`, or the wait was cut short because
  /// the user wants to stop. An error = the process will say nothing more.
  virtual results::Result<std::optional<Message>> receive(std::chrono::milliseconds timeout) = 0;
  /// Ends it and whatever it started, at once.
  virtual void kill() = 0;
  /// Waits for its end, `patience` long, then kills it.
  virtual ProcessEnd wait(std::chrono::milliseconds patience) = 0;
  /// What it wrote to its error output since the last call.
  virtual std::string take_error_output() = 0;
};

struct LaunchSpec {
  std::vector<std::pair<std::string, std::string>> environment;  ///< beside the fixed one
  /// A program and its options, by its full path, that is given the measuring program and its arguments to
  /// run (a simulator); empty = the measuring program runs by itself.
  std::vector<std::string> wrapper = {};
  /// Nothing of the caller's environment but where libraries are found: what is counted exactly must not
  /// depend on who started it.
  bool bare_environment = false;
};

class ProcessLauncher {
 public:
  virtual ~ProcessLauncher() = default;
  virtual results::Result<std::unique_ptr<MeasureProcess>> launch(const LaunchSpec& spec) = 0;
};

}  // namespace crossfade::collector
