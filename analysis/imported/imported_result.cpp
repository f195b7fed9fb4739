#include "analysis/imported/imported_result.h"

namespace crossfade::analysis {

std::string_view name_of(ImportedFormat format) {
  switch (format) {
    case ImportedFormat::google_benchmark:
      return "Google Benchmark";
    case ImportedFormat::perf_stat:
      return "perf stat";
    case ImportedFormat::spare_cores:
      break;
  }
  return "Spare Cores inspector";
}

}  // namespace crossfade::analysis
