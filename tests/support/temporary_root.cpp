#include "tests/support/temporary_root.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace crossfade::testing {

TemporaryRoot::TemporaryRoot() {
  std::string pattern = std::filesystem::temp_directory_path() / "crossfade-test-XXXXXX";
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  path_ = pattern;
}

TemporaryRoot::~TemporaryRoot() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TemporaryRoot::write(std::string_view file, std::string_view text) const {
  const std::filesystem::path full = path_ / std::filesystem::path(file).relative_path();
  std::filesystem::create_directories(full.parent_path());
  std::ofstream(full, std::ios::binary) << text;
}

}  // namespace crossfade::testing
