#include "results/error.h"

#include <gtest/gtest.h>

namespace crossfade::results {
namespace {

TEST(Error, MessageSaysWhatWhereWhyAndWhatToDo) {
  const Error error{ErrorKind::data, "cannot read the recording", "a.h5", "it ends after 512 bytes",
                    "copy it again"};
  EXPECT_EQ(to_text(error, "crossfade-report"),
            "crossfade-report: cannot read the recording\n"
            "  where: a.h5\n"
            "  why: it ends after 512 bytes\n"
            "  what to do: copy it again\n");
  EXPECT_EQ(to_line(error), "cannot read the recording [a.h5]: it ends after 512 bytes. copy it again");
  EXPECT_EQ(exit_code(error), 65);
}

TEST(Error, PartsThatAreNotKnownAreLeftOut) {
  EXPECT_EQ(to_text(Error{ErrorKind::usage, "no workload named x", "", "", ""}, "p"),
            "p: no workload named x\n");
}

Result<int> half(int n) {
  if (n % 2 != 0) return Error{ErrorKind::usage, "odd", "", "", ""};
  return n / 2;
}

Result<void> quarter(int n, int* out) {
  auto first = half(n);
  CF_TRY(first);
  auto second = half(*first);
  CF_TRY(second);
  *out = *second;
  return {};
}

TEST(Result, CarriesTheValueOrTheError) {
  int out = 0;
  EXPECT_TRUE(quarter(8, &out));
  EXPECT_EQ(out, 2);
  const auto failed = quarter(6, &out);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().what, "odd");
  EXPECT_DEATH(static_cast<void>(half(3).value()), "internal error: value\\(\\) of a failed Result");
}

}  // namespace
}  // namespace crossfade::results
