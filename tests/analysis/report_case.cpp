#include "tests/analysis/report_case.h"

#include <sstream>

namespace crossfade::analysis::testing {

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void expect_whole(const results::Error& e, const std::vector<std::string>& says) {
  EXPECT_EQ(e.kind, results::ErrorKind::usage);
  for (const std::string& part : {e.what, e.where, e.why, e.remedy}) {
    EXPECT_FALSE(part.empty()) << results::to_line(e);
  }
  for (const std::string& part : says) EXPECT_THAT(results::to_line(e), ::testing::HasSubstr(part));
}

}  // namespace crossfade::analysis::testing
