// Lost counters: the subject of the absence that says how the counters of a stage were lost in it
// (CounterState::lost).
#pragma once

namespace crossfade::results {

inline constexpr const char* lost_counters = "counters of a stage";

}  // namespace crossfade::results
