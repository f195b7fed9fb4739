// Imported comparison: results of other tools side by side. A figure is set against that of the same tool and
// the same name; a ratio has an interval only if both sides have at least three runs, because repetitions
// within a process say nothing of another one. None of it enters a comparison of recordings.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/imported/imported_result.h"
#include "results/error.h"

namespace crossfade::analysis {

/// From this many runs a side on there is an interval.
inline constexpr std::size_t enough_imported_runs = 3;

/// Results of one machine type, or of machines that are not named.
struct ImportedSide {
  std::string label;
  std::vector<ImportedResult> results;
};

struct ImportedMeasure {
  Estimate estimate;  ///< geometric mean over runs, of geometric means over repetitions; `n` is not filled
  std::size_t runs = 0, repetitions = 0;
  /// Standard deviation of ln between repetitions of a run, pooled: how steady runs were in themselves.
  std::optional<double> spread;
};

struct ImportedRow {
  ImportedFormat format = ImportedFormat::google_benchmark;
  std::string name, metric, unit;
  results::Direction direction = results::Direction::neutral;
  ImportedMeasure base, candidate;  ///< candidate: empty where there is none
  Ratio ratio;
};

struct ImportedComparison {
  ImportedSide base, candidate;
  std::vector<ImportedRow> rows;  ///< of figures that both have
  std::size_t only_in_base = 0, only_in_candidate = 0;
};

/// Takes out results that are another one's copy, of whatever file name: the same tool, date, machine and
/// figures to the last digit. A sentence each.
std::vector<std::string> leave_out_copies(std::vector<ImportedResult>& results);

/// By instance type; those without one together. Labels are made of the type, else of machine or file names.
std::vector<ImportedSide> group_imported(std::vector<ImportedResult> results);

/// The figures of one side.
std::vector<ImportedRow> describe_imported(const ImportedSide& side);

/// Errors: usage if one file or a copy of it is on both sides; data if they have no figure in common.
results::Result<ImportedComparison> compare_imported(const ImportedSide& base, const ImportedSide& candidate);

}  // namespace crossfade::analysis
