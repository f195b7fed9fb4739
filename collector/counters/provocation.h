// Provocation: a few milliseconds of work that has thousands of what real work may truly have none of: wrong
// guesses of branches, loads that no cache has, pages and code that no TLB and no cache has, floating point.
// An event of these that reads 0 there is hidden by the hypervisor, and its zeros are none. Of other events
// (clears for memory order, AVX-512 and so on) nothing is known by it, unless they count some as well. The
// self-test (self_test.h) is for what any work has.
#pragma once

#include <string>
#include <vector>

#include "collector/counters/thread_counters.h"

namespace crossfade::collector {

/// What there was memory and permission for.
struct Provoked {
  bool data = false, code = false;
};
Provoked run_provocation();

struct Shown {
  /// One text per counter of ThreadCounters::counters(): empty = it counted, or nothing is known of it; else
  /// why it is not to be believed.
  std::vector<std::string> hidden;
  std::vector<bool> counted;  ///< something: a 0 of it is a count
};
/// Counts the provocation with what the calling thread opened.
Shown provoked_events(ThreadCounters& counters);

}  // namespace crossfade::collector
