#include "collector/outside_end.h"

#include <signal.h>

#include <algorithm>
#include <array>

namespace crossfade::collector {

bool is_from_outside(int signal) {
  constexpr std::array sent{SIGKILL, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
  return std::find(sent.begin(), sent.end(), signal) != sent.end();
}

bool ended_from_outside(const results::Repetition& repetition) {
  return repetition.outcome == results::RepetitionOutcome::crashed && is_from_outside(repetition.signal);
}

std::string outside_text(int signal) {
  if (!is_from_outside(signal)) return "";
  return signal == SIGKILL ? ", sent from outside (by the kernel where memory runs out: dmesg says so)"
                           : ", sent from outside";
}

}  // namespace crossfade::collector
