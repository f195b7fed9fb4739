// ProgressDisplay: how far a run is, for people. On a terminal one line that is redrawn; otherwise one plain
// line per finished process, so that logs stay readable, and a few while one takes long to prepare. Problems
// get a line of their own in both.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "collector/run_observer.h"

namespace crossfade::collector {

class ProgressDisplay : public RunObserver {
 public:
  /// Takes the redrawn line away; call before writing anything else.
  virtual void clear() {}
};

/// `write` puts characters on the terminal, at once; `columns` is its width now.
std::unique_ptr<ProgressDisplay> terminal_progress(const Plan& plan,
                                                   std::function<void(std::string_view)> write,
                                                   std::function<std::size_t()> columns);
/// `write` gets whole lines.
std::unique_ptr<ProgressDisplay> plain_progress(const Plan& plan,
                                                std::function<void(std::string_view)> write);

}  // namespace crossfade::collector
