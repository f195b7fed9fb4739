// Short names: files that are called alike are told apart by their folders.
#include "analysis/short_names.h"

#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

using Paths = std::vector<std::filesystem::path>;
using Names = std::vector<std::string>;

TEST(ShortNames, AreFileNamesWhereTheseDiffer) {
  EXPECT_EQ(short_names(Paths{}), Names{});
  EXPECT_EQ(short_names(Paths{"/lab/m5/a.h5"}), Names{"a.h5"});
  EXPECT_EQ(short_names(Paths{"/lab/m5/a.h5", "b.h5"}), (Names{"a.h5", "b.h5"}));
}

TEST(ShortNames, TakeAsManyFoldersAsTellThemApart) {
  EXPECT_EQ(short_names(Paths{"lab/m5/a/1.h5", "lab/m5/b/1.h5"}), (Names{"a/1.h5", "b/1.h5"}));
  EXPECT_EQ(short_names(Paths{"lab/m5/a/1.h5", "lab/m7/a/1.h5"}), (Names{"m5/a/1.h5", "m7/a/1.h5"}));
  EXPECT_EQ(short_names(Paths{"1.h5", "a/1.h5"}), (Names{"1.h5", "a/1.h5"}));
}

TEST(ShortNames, OneFileTwiceHasItsWholePathTwice) {
  EXPECT_EQ(short_names(Paths{"/lab/1.h5", "/lab/1.h5"}), (Names{"/lab/1.h5", "/lab/1.h5"}));
}

}  // namespace
}  // namespace crossfade::analysis
