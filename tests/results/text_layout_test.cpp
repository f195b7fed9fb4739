#include "results/text_layout.h"

#include <gtest/gtest.h>

namespace crossfade::results {
namespace {

TEST(TextLayout, WidthsCountCharacters) {
  EXPECT_EQ(text_width("µs"), 2U);
  EXPECT_EQ(padded("µs", 4, true), "  µs");
  EXPECT_EQ(padded("toolong", 3, false), "toolong");
  EXPECT_EQ(shortened("abcdefghij", 6), "abc...");
  EXPECT_EQ(shortened("äöüäöü", 6), "äöüäöü");
  EXPECT_EQ(shortened("äöüäöüä", 6), "äöü...");
  EXPECT_EQ(shortened("", 3), "");
}

TEST(TextLayout, WrapsAtWords) {
  EXPECT_EQ(wrapped("one two three", 8, "- ", 2), "- one\n  two\n  three\n");
  EXPECT_EQ(wrapped("one two three", 80, "", 2), "one two three\n");
  EXPECT_EQ(wrapped("unbreakablelongword x", 5, "", 1), "unbreakablelongword\n x\n");
  EXPECT_EQ(wrapped("", 10, "  ", 2), "  \n");
  EXPECT_EQ(wrapped("about 12 % of it", 8, "", 0), "about\n12 % of\nit\n") << "a number keeps its %";
  EXPECT_EQ(wrapped("by 12 %", 4, "", 0), "by\n12 %\n");
}

TEST(TextLayout, WordsAreBrokenOnlyIfTheyMustBe) {
  EXPECT_EQ(wrapped("ab cdefghij kl", 6, "", 1), "ab\n cdefghij\n kl\n");
  EXPECT_EQ(wrapped("ab cdefghij kl", 6, "", 1, true), "ab\n cdefg\n hij\n kl\n");
  EXPECT_EQ(wrapped("\u00FC\u00FC\u00FC\u00FC\u00FC", 3, "", 0, true), "\u00FC\u00FC\u00FC\n\u00FC\u00FC\n");
  EXPECT_EQ(wrapped("", 6, "", 1, true), "\n");
}

}  // namespace
}  // namespace crossfade::results
