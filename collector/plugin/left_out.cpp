#include "collector/plugin/left_out.h"

#include <fstream>
#include <iterator>

#include "results/csv.h"

namespace crossfade::collector {

std::vector<LeftOut> read_left_out(const std::filesystem::path& folder) {
  std::ifstream file(folder / left_out_file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<LeftOut> rows;
  for (results::CsvRow& row : results::csv_rows(text)) {
    const bool heading = row.fields.front() == "workload";
    if (row.fields.size() == 2 && !heading) rows.push_back({row.fields[0], row.fields[1]});
  }
  return rows;
}

results::Error to_error(const LeftOut& left_out) {
  return {results::ErrorKind::unavailable, "cannot use the workload", left_out.workload,
          "it was left out of this build: " + left_out.reason,
          "build Crossfade with what it needs (scripts/install has all of it), or use a build that has it"};
}

}  // namespace crossfade::collector
