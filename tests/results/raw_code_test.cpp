#include "results/vocabulary/raw_code.h"

#include <gtest/gtest.h>

namespace crossfade::results {
namespace {

TEST(RawCode, TakesApartWhatItPutsTogether) {
  const RawCode everything{0xfa5, 0x7f, 0x81, true, true, true};
  EXPECT_EQ(config_of(everything), 0xf81a47fa5U);
  EXPECT_EQ(decoded(config_of(everything)), everything);
  EXPECT_EQ(config_of(decoded(0x140014a3)), 0x140014a3U);
  EXPECT_NE(config_of(decoded(1ULL << 40U)), 1ULL << 40U) << "not a bit that we know";
}

TEST(RawCode, SaysWhatItAsksFor) {
  EXPECT_EQ(to_text(decoded(0x3c)), "event 0x3c");
  EXPECT_EQ(to_text(decoded(0x140014a3)), "event 0xa3, umask 0x14, cmask 20");
  EXPECT_EQ(to_text(decoded(0x10401c3)), "event 0xc3, umask 0x1, cmask 1, edge");
  EXPECT_EQ(to_text(decoded(0x1060001a0)), "event 0x1a0, umask 0x1, cmask 6");
  EXPECT_EQ(to_text(decoded(0x20010d)), "event 0xd, umask 0x1, any thread");
  EXPECT_EQ(to_text({0x79, 0x30, 4, true, true, false}), "event 0x79, umask 0x30, cmask 4, inv, edge");
}

}  // namespace
}  // namespace crossfade::results
