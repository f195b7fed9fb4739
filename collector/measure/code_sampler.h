// Code sampler: where the calling thread executes, without perf_event: a timer of its own CPU time interrupts
// it once a tick of the kernel (1 to 10 ms) and notes the instruction that was next. It says which of several
// code paths a library took on this CPU. No profile: some hundred samples, and what runs between two ticks
// and in step with them is not seen. One at a time in a process; nothing is timed meanwhile.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

#include "collector/protocol/messages.h"

namespace crossfade::collector {

class CodeSampler {
 public:
  static constexpr std::size_t most_samples = 4096;

  /// Begins, for the calling thread.
  CodeSampler();
  CodeSampler(const CodeSampler&) = delete;
  CodeSampler& operator=(const CodeSampler&) = delete;
  ~CodeSampler();

  /// Only what is between the two is kept.
  void enter() { inside_ = 1; }
  void leave() { inside_ = 0; }

  /// Why there are no samples; empty if it runs.
  const std::string& why_not() const { return why_not_; }
  /// Each place once, in order of object and address.
  std::vector<CodeSample> samples() const;

 private:
  void start();
  static void note(int signal, siginfo_t* info, void* context);

  volatile std::sig_atomic_t inside_ = 0;
  volatile std::size_t count_ = 0;
  std::vector<std::uintptr_t> next_instruction_;
  bool is_handled_ = false, has_timer_ = false;
  timer_t timer_{};
  struct sigaction before_ {};
  std::string why_not_;
};

}  // namespace crossfade::collector
