// Arrival trace: when the requests of a real service arrived, from a text file: one offset a line, in seconds
// from the begin of the trace, or in the unit that a line "# unit: s|ms|us|ns" before them names. Blank lines
// and other lines that begin with '#' are comments. Only its shape counts: a stage stretches it in time to
// the rate it offers (collector/measure/arrivals.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

inline constexpr std::size_t max_traced_arrivals = std::size_t{4} << 20;
inline constexpr std::size_t max_arrival_trace_bytes = std::size_t{128} << 20;

struct ArrivalTrace {
  std::vector<std::int64_t> offset_ns;  ///< from the first; non-decreasing, at least two, the last above 0
  std::string digest;                   ///< XXH3-128 of the offsets, hex: equal digests are equal arrivals

  /// After this it begins anew: the last offset and a mean gap.
  double period_ns() const;
};

/// Errors: data (what a line says is no offset, or is before the one above it; too few or too many), with
/// `where` and the number of the line.
results::Result<ArrivalTrace> parse_arrival_trace(std::string_view text, const std::string& where);
/// Errors: io (cannot be read), and those above.
results::Result<ArrivalTrace> read_arrival_trace(const std::string& path);

}  // namespace crossfade::collector
