// Imported result: what another tool measured, as its own output says. Material to look at beside recordings,
// and never part of a side of them: which load was offered, whether answers were right and what else ran is
// that tool's to say, and most such results are a single run. Values are in the unit named.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "results/vocabulary/metric.h"

namespace crossfade::analysis {

enum class ImportedFormat { google_benchmark, perf_stat, spare_cores };
std::string_view name_of(ImportedFormat format);

struct ImportedFigure {
  std::string name;    ///< what was measured: "BM_Parse/4096", "openssl sha256, 1024 B"
  std::string metric;  ///< of it: "real time", "speed"
  std::string unit;    ///< of the values: "ns", "s-1", "B/s", "1"
  results::Direction direction = results::Direction::neutral;
  std::vector<double> values = {};         ///< of repetitions within one run; empty if there is none
  std::string absent_because = {};         ///< why there is no value
  std::vector<std::string> cautions = {};  ///< a sentence each
  bool is_mean = false;                    ///< of repetitions or runs that are not in the file
};

/// One run of a tool: one file, or the folder of one machine.
struct ImportedResult {
  std::filesystem::path path;
  ImportedFormat format = ImportedFormat::google_benchmark;
  std::string tool;           ///< with its version, where that is said
  std::string instance_type;  ///< empty = not said, as all of the following
  std::string machine, cpu_model, date;
  std::string subject;              ///< what ran: a program
  std::vector<std::string> limits;  ///< what this result cannot say, a sentence each
  std::vector<ImportedFigure> figures;
};

}  // namespace crossfade::analysis
