#include "results/text.h"

#include <gtest/gtest.h>

namespace crossfade::results {
namespace {

TEST(Text, CleanIsUtf8WithoutControlCharacters) {
  for (const char* good : {"", "a b\tc\nd", "ü", "\u00A0", "日本", "😀", "\uFFFD", "\U0010FFFF"}) {
    EXPECT_TRUE(is_clean_text(good)) << good;
  }
  for (const char* bad : {"\x1B[31m", "\r", "\x7F", "\x80", "\xC3", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF",
                          "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF0\x80\x80\xAF",
                          "\xC2\x85", "\xE2\x82", "\xF0\x9F\x98", "a\xFF"}) {
    EXPECT_FALSE(is_clean_text(bad)) << bad;
  }
  EXPECT_FALSE(is_clean_text(std::string_view("a\0b", 3)));
}

TEST(Text, CleaningReplacesAndCutsBetweenCharacters) {
  EXPECT_EQ(clean_text("a\x1B"
                       "b\xFF",
                       100),
            "a\uFFFDb\uFFFD");
  EXPECT_EQ(clean_text("abcdef", 6), "abcdef");
  EXPECT_EQ(clean_text("abcdefg", 6), "abc…");
  EXPECT_EQ(clean_text("äöüß", 7), "äö…");
  EXPECT_EQ(clean_text("äöüß", 6), "ä…");
  EXPECT_EQ(clean_text("", 3), "");
  EXPECT_EQ(clean_text("abcd", 3), "…");
}

TEST(Text, OneLineShowsWhatWouldBreakIt) {
  EXPECT_EQ(one_line("a b"), "a b");
  EXPECT_EQ(one_line(""), "");
  EXPECT_EQ(one_line("a\nb\tc\r\x1B[2J\x7F"), R"(a\nb\tc\x0d\x1b[2J\x7f)");
  EXPECT_EQ(one_line("\u00FC\u0085\xFF"), "\u00FC\\xc2\\x85\\xff");
  EXPECT_EQ(one_line(std::string_view("a\0b", 3)), "a\\x00b");
}

}  // namespace
}  // namespace crossfade::results
