#include "collector/publish_pace.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

TEST(PublishPace, TheFirstIsDueAtOnce) {
  EXPECT_TRUE(PublishPace{}.is_due(0));
}

TEST(PublishPace, AfterALongOneALongRest) {
  PublishPace pace;
  pace.published(1'000, 1'200);
  EXPECT_FALSE(pace.is_due(1'200 + 9 * 200 - 1));
  EXPECT_TRUE(pace.is_due(1'200 + 9 * 200));
}

TEST(PublishPace, OneThatTakesNoTimeIsAlwaysDue) {
  PublishPace pace;
  pace.published(1'000, 1'000);
  EXPECT_TRUE(pace.is_due(1'000));
}

}  // namespace
}  // namespace crossfade::collector
