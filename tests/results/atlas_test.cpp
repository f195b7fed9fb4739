#include "results/vocabulary/atlas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/csv.h"
#include "results/vocabulary/atlas_tables.h"

namespace crossfade::results {
namespace {

TEST(Atlas, KnowsWhatAVcpuIs) {
  const auto m5 = find_instance_type("m5.xlarge"), m7a = find_instance_type("m7a.xlarge");
  ASSERT_TRUE(m5 && m7a);
  EXPECT_EQ(m5->vcpu_is, VcpuIs::hyperthread);
  EXPECT_EQ(m7a->vcpu_is, VcpuIs::core);
  EXPECT_EQ(m5->vcpus, 4);
  EXPECT_EQ(m5->memory_bytes, 16LL << 30U);
  EXPECT_EQ(m5->network_baseline_bits_per_s, 1.25e9);
  EXPECT_EQ(m5->cpu_models.size(), 2U);  // one type, several CPUs
  EXPECT_THAT(m5->source, ::testing::HasSubstr("2026"));
}

TEST(Atlas, AFamilyHasItsSizes) {
  const auto m5 = instance_types_of("m5");
  ASSERT_GE(m5.size(), 8U);
  for (const InstanceType& size : m5) EXPECT_THAT(size.type, ::testing::StartsWith("m5."));
  EXPECT_TRUE(instance_types_of("m").empty());
  EXPECT_TRUE(instance_types_of("").empty());
}

TEST(Atlas, UnknownTypesAreUnknownAndNearOnesAreOffered) {
  EXPECT_FALSE(find_instance_type(""));
  EXPECT_FALSE(find_instance_type("m7a.xlarg"));
  EXPECT_THAT(nearest_instance_types("m7a.xlarg", 3), ::testing::Contains("m7a.xlarge"));
  EXPECT_TRUE(nearest_instance_types("#", 3).empty());
}

/// Nobody hides counters there.
TEST(Atlas, BareMetalShowsAllCounters) {
  std::size_t found = 0;
  for (const std::string& family : instance_families()) {
    for (const InstanceType& type : instance_types_of(family)) {
      if (type.type.find(".metal") == std::string::npos) continue;
      ++found;
      EXPECT_EQ(type.counters, GuestCounters::full) << type.type;
    }
  }
  EXPECT_GT(found, 40U);
  EXPECT_EQ(find_instance_type("r7iz.8xlarge")->counters, GuestCounters::basic);
}

TEST(Atlas, EveryShippedRowIsReadable) {
  for (const CsvRow& row : csv_rows(instance_sizes_csv())) {
    if (row.fields[0] == "type") continue;
    const auto type = find_instance_type(row.fields[0]);
    ASSERT_TRUE(type) << row.line;
    EXPECT_TRUE(type->vcpus && *type->vcpus > 0) << row.line;
    EXPECT_TRUE(type->memory_bytes && *type->memory_bytes > 0) << row.line;
    EXPECT_NE(type->vcpu_is, VcpuIs::unknown) << row.line;
    EXPECT_EQ(type->network_baseline_bits_per_s.has_value(), !row.fields[4].empty()) << row.line;
  }
}

}  // namespace
}  // namespace crossfade::results
