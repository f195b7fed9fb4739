// Outside end: a measuring process that a signal from outside ended: somebody's kill, or the kernel's, which
// does so where memory runs out. No fault of the workload that is known of, so it costs a measurement again
// and not a repetition. Not the run's own end (Ctrl-C: `interrupted`), nor the collector's (`killed`).
#pragma once

#include <string>

#include "results/recording.h"

namespace crossfade::collector {

/// SIGKILL, SIGTERM, SIGHUP, SIGINT or SIGQUIT: what a process does not raise by its own mistakes.
bool is_from_outside(int signal);

bool ended_from_outside(const results::Repetition& repetition);

/// What is said behind "ended by signal 9 (Killed) while ..."; empty for a signal of the process's own.
std::string outside_text(int signal);

}  // namespace crossfade::collector
