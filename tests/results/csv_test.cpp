#include "results/csv.h"

#include <gtest/gtest.h>

namespace crossfade::results {
namespace {

using Rows = std::vector<CsvRow>;

TEST(Csv, FieldsLinesAndComments) {
  EXPECT_EQ(csv_rows("# comment, with a comma\na, b ,c\r\n\n1,,3"),
            (Rows{{2, {"a", "b", "c"}}, {4, {"1", "", "3"}}}));
}

TEST(Csv, QuotesHoldCommasQuotesAndLineEnds) {
  EXPECT_EQ(csv_rows("\"a,b\",\"say \"\"x\"\"\",\"1\n2\"\nz"),
            (Rows{{1, {"a,b", "say \"x\"", "1\n2"}}, {3, {"z"}}}));
}

TEST(Csv, DegenerateTexts) {
  EXPECT_TRUE(csv_rows("").empty());
  EXPECT_TRUE(csv_rows("\n\n# only\n").empty());
  EXPECT_EQ(csv_rows(","), (Rows{{1, {"", ""}}}));
  EXPECT_EQ(csv_rows("\"never closed"), (Rows{{1, {"never closed"}}}));
  EXPECT_EQ(csv_rows("\"a\"b"), (Rows{{1, {"a"}}}));
}

}  // namespace
}  // namespace crossfade::results
