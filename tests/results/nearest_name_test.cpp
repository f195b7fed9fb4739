#include "results/nearest_name.h"

#include <gtest/gtest.h>

namespace crossfade::results {
namespace {

const std::vector<std::string> known{"tls_segment", "playback_manifest", "evcache_get", "m5.xlarge",
                                     "m5.2xlarge"};

TEST(NearestName, FindsTypos) {
  EXPECT_EQ(nearest_names("tls_segmnt", known, 3), std::vector<std::string>{"tls_segment"});
  EXPECT_EQ(nearest_names("m5.xlareg", known, 1), std::vector<std::string>{"m5.xlarge"});
}

TEST(NearestName, FindsTyposInAnyCase) {
  EXPECT_EQ(nearest_names("TLS_Segmnt", known, 3), std::vector<std::string>{"tls_segment"});
}

TEST(NearestName, FindsPartsOfNames) {
  EXPECT_EQ(nearest_names("manifest", known, 3), std::vector<std::string>{"playback_manifest"});
}

TEST(NearestName, OffersNothingWhenNothingIsNear) {
  EXPECT_TRUE(nearest_names("zzzzzz", known, 3).empty());
  EXPECT_TRUE(nearest_names("", known, 3).empty());
  EXPECT_TRUE(nearest_names("x", {}, 3).empty());
}

}  // namespace
}  // namespace crossfade::results
