// ForkLauncher: starts the real crossfade-measure over a socketpair, in a process group of its own so that
// Ctrl-C reaches only the orchestrator, with a small fixed environment (its size moves the stack, and with it
// cache misses) and its error output caught. It dies with this program.
#pragma once

#include <filesystem>

#include "collector/measure_process.h"

namespace crossfade::collector {

class ForkLauncher final : public ProcessLauncher {
 public:
  /// `wake_fd`: readable when the user wants to stop; -1 = never.
  ForkLauncher(std::filesystem::path program, int wake_fd);
  results::Result<std::unique_ptr<MeasureProcess>> launch(const LaunchSpec& spec) override;

 private:
  std::filesystem::path program_;
  int wake_fd_;
};

}  // namespace crossfade::collector
