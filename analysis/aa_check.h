// A/A check: recordings of the same host compared with each other. Nothing differs, so what is called
// different is a false positive, and there should be 5 % of them. A gate for releases of Crossfade and for a
// lab's procedures; it says nothing of other hosts. Rows of one pair move together, so the share's interval
// is that of pairs (of hosts, where there are enough), never of rows.
//
// One pair of recordings made one after the other is judged by what recordings of one host are assumed to
// differ by, and that hides a lot. So all pairs of a row are judged once more by what their ratios do differ
// by: a shift that they have in common is seen although no single pair shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/side.h"
#include "analysis/statistics/clustered_share.h"
#include "analysis/statistics/deviation.h"
#include "analysis/statistics/interval.h"

namespace crossfade::analysis {

struct AaRow {
  std::string workload, metric;
  std::uint32_t pairs = 0;                 ///< of recordings, none in two pairs
  std::uint32_t different = 0;             ///< called so, as experienced
  double farthest = 1;                     ///< the ratio farthest from 1
  std::string absent_because = {};         ///< of the last pair without a ratio
  std::optional<double> called_from = {};  ///< a single pair's ratio is called different from this on, above
                                           ///< 1: median over pairs
  /// Between recordings of one host, SD of ln: that of the pairs' ln ratios / root 2. From two pairs on.
  std::optional<statistics::Deviation> spread = {};
  double shift = 1;                                         ///< second / first recording, geometric mean
  std::optional<statistics::Interval> shift_interval = {};  ///< by t over pairs; holds for all rows together
  std::optional<double> seen_from = {};  ///< the common shift, above 1, that so many pairs find in 80 %
  bool is_shifted() const;               ///< the interval excludes 1, by more than rounding
};

/// A common shift below 0.1 % is no concern of a comparison: counts that hardly vary have such.
inline constexpr double least_shift = 0.001;

struct AaCheck {
  std::vector<AaRow> rows;
  std::uint32_t hosts = 0, pairs = 0;
  std::uint32_t comparisons = 0, different = 0;     ///< of all rows
  std::optional<statistics::ClusteredShare> share;  ///< different / comparisons; absent without a row
  /// What the share's interval is between: hosts where at least `enough_units` have a pair; else pairs, and
  /// it then says nothing beyond these hosts.
  bool units_are_hosts = false;
  std::uint32_t units = 0;            ///< with a row
  std::vector<std::string> left_out;  ///< recordings without a partner, a sentence each
  std::uint32_t shifted = 0;          ///< rows with a common shift
  /// More is called different than may be by chance (the interval lies above 5 %), or a row is shifted.
  bool failed() const { return has_enough() && ((share && share->interval.low > 0.05) || shifted > 0); }
  /// Fewer say nothing either way.
  static constexpr std::uint32_t enough_units = 8;
  bool has_enough() const { return units >= enough_units; }
};

/// Pairs are neighbours in time of one host. Errors: data if there is no pair.
results::Result<AaCheck> aa_check(const std::vector<RecordingPointer>& recordings,
                                  const CompareOptions& options);

}  // namespace crossfade::analysis
