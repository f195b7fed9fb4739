// The names of the recording's enumerations, as written in files (flag_meanings), reports and JSON.
// Names are lower case with '_'; the position in the table is the stored number and never changes.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "results/recording.h"

namespace crossfade::results {

/// All names of enumeration E, by stored number. Specialised for each enumeration of recording.h.
template <class E>
std::span<const std::string_view> enum_names();
template <>
std::span<const std::string_view> enum_names<RecordingKind>();
template <>
std::span<const std::string_view> enum_names<RecordingState>();
template <>
std::span<const std::string_view> enum_names<RepetitionOutcome>();
template <>
std::span<const std::string_view> enum_names<RepetitionPurpose>();
template <>
std::span<const std::string_view> enum_names<StageKind>();
template <>
std::span<const std::string_view> enum_names<StageOutcome>();
template <>
std::span<const std::string_view> enum_names<Quality>();
template <>
std::span<const std::string_view> enum_names<Arrival>();
template <>
std::span<const std::string_view> enum_names<WaitMode>();
template <>
std::span<const std::string_view> enum_names<Scheduling>();
template <>
std::span<const std::string_view> enum_names<DistributionKind>();
template <>
std::span<const std::string_view> enum_names<CounterScope>();
template <>
std::span<const std::string_view> enum_names<CounterTier>();
template <>
std::span<const std::string_view> enum_names<CounterState>();

template <class E>
std::string_view name_of(E value) {
  return enum_names<E>()[static_cast<std::size_t>(value)];
}
template <class E>
std::optional<E> enum_from(std::string_view name) {
  const auto names = enum_names<E>();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace crossfade::results
