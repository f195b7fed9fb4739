#include "results/enum_names.h"

#include <array>

namespace crossfade::results {

using std::string_view;

template <>
std::span<const string_view> enum_names<RecordingKind>() {
  static constexpr std::array<string_view, 3> names{"measurement", "calibration", "simulated"};
  return names;
}
template <>
std::span<const string_view> enum_names<RecordingState>() {
  static constexpr std::array<string_view, 3> names{"running", "finished", "interrupted"};
  return names;
}
template <>
std::span<const string_view> enum_names<RepetitionOutcome>() {
  static constexpr std::array<string_view, 8> names{"running", "ok",     "wrong",   "crashed",
                                                    "hung",    "killed", "refused", "interrupted"};
  return names;
}
template <>
std::span<const string_view> enum_names<RepetitionPurpose>() {
  static constexpr std::array<string_view, 4> names{"measurement", "calibration", "rerun", "verification"};
  return names;
}
template <>
std::span<const string_view> enum_names<StageKind>() {
  static constexpr std::array<string_view, 8> names{"service", "capacity", "load",  "slo_chunk",
                                                    "verify",  "spike",    "probe", "simulated"};
  return names;
}
template <>
std::span<const string_view> enum_names<StageOutcome>() {
  static constexpr std::array<string_view, 4> names{"ok", "saturated", "aborted", "failed"};
  return names;
}
template <>
std::span<const string_view> enum_names<Quality>() {
  static constexpr std::array<string_view, 3> names{"clean", "disturbed", "void"};
  return names;
}
template <>
std::span<const string_view> enum_names<Arrival>() {
  static constexpr std::array<string_view, 5> names{"closed_loop", "poisson", "constant", "step", "trace"};
  return names;
}
template <>
std::span<const string_view> enum_names<WaitMode>() {
  static constexpr std::array<string_view, 4> names{"none", "hybrid", "spin", "sleep"};
  return names;
}
template <>
std::span<const string_view> enum_names<Scheduling>() {
  static constexpr std::array<string_view, 2> names{"normal", "fifo"};
  return names;
}
template <>
std::span<const string_view> enum_names<DistributionKind>() {
  static constexpr std::array<string_view, 4> names{"latency", "service", "wait", "start_error"};
  return names;
}
template <>
std::span<const string_view> enum_names<CounterScope>() {
  static constexpr std::array<string_view, 5> names{"user", "user_kernel", "process", "cgroup", "cpu"};
  return names;
}
template <>
std::span<const string_view> enum_names<CounterTier>() {
  static constexpr std::array<string_view, 6> names{"hardware", "msr",       "software",
                                                    "probe",    "simulated", "inferred"};
  return names;
}
template <>
std::span<const string_view> enum_names<CounterState>() {
  static constexpr std::array<string_view, 5> names{"counted", "other_pass", "denied", "lost", "zeroed"};
  return names;
}
template <>
std::span<const string_view> enum_names<Direction>() {
  static constexpr std::array<string_view, 3> names{"higher_is_better", "lower_is_better", "neutral"};
  return names;
}
template <>
std::span<const string_view> enum_names<Comparability>() {
  static constexpr std::array<string_view, 4> names{"exact", "same_definition", "analogous",
                                                    "not_comparable"};
  return names;
}
template <>
std::span<const string_view> enum_names<RuleKind>() {
  static constexpr std::array<string_view, 2> names{"quality", "comparability"};
  return names;
}

}  // namespace crossfade::results
