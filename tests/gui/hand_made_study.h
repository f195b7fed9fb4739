// A study made by hand, with one of everything the views have to show; its figures mean nothing.
#pragma once

#include "gui/study.h"

namespace crossfade::gui::testing {

/// Sides "m5.xlarge" (baseline), "m7a.xlarge", "m7i.xlarge (SIMULATED)"; workloads:
///   tls: resolved better on m7a (disturbed), resolved worse on m7i
///   json: unresolved on m7a, not comparable on m7i
///   kv: m7a has no recording, no value on m7i
/// metrics slo_rate (s-1) and latency_p99 (ns, tls only, at two loads); cost of tls on m5 and m7a.
Study hand_made_study();
StudyPointer hand_made_study_pointer();

analysis::Estimate estimate(double value, double low, double high);
analysis::Estimate absent(const char* reason);

}  // namespace crossfade::gui::testing
