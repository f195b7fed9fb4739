// The collection that the study of SLO estimates simulates (tests/benchmarks/slo_estimate_benchmark.cpp): it
// has to place and judge chunks as a run does, or the study says nothing of runs.
#include "tests/statistics/simulated_collection.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crossfade::statistics {
namespace {

constexpr double objective_ns = 2e6;  // 10 x service

TEST(SimulatedCollection, PutsChunksWhereThoseBeforeThemSay) {
  SimulatedMachine machine;
  machine.process_deviation = 0.01;
  SimulatedCollection collection(machine, objective_ns, 3);
  for (int block = 0; block < 6; ++block) collection.add_block(0.5);
  const auto& slices = collection.slices();
  ASSERT_EQ(slices.size(), 6U);
  for (const SimulatedSlice& slice : slices) EXPECT_FALSE(slice.disturbed);
  // By a simulation of 12 million requests a process run bears 3,756/s.
  EXPECT_NEAR(slices.back().offered_per_s, share_of_prediction * 3'756, 0.05 * 3'756);
  EXPECT_NE(slices[4].offered_per_s, slices[5].offered_per_s);
}

TEST(SimulatedCollection, MeasuresInSlicesThatBeginEmpty) {
  SimulatedCollection collection({}, objective_ns, 3);
  collection.add_block(2);
  ASSERT_EQ(collection.slices().size(), 4U);
  for (const SimulatedSlice& slice : collection.slices()) {
    EXPECT_EQ(slice.block, 0U);
    EXPECT_NEAR(static_cast<double>(slice.service_ns.size()), slice_s * slice.offered_per_s,
                6 * std::sqrt(slice_s * slice.offered_per_s));
  }
}

TEST(SimulatedCollection, CallsDisturbedWhatARuleWould) {
  SimulatedMachine machine;
  machine.stalls_per_s = 0.5;
  SimulatedCollection collection(machine, objective_ns, 3);
  for (int block = 0; block < 8; ++block) collection.add_block(2);
  std::size_t disturbed = 0;
  for (const SimulatedSlice& slice : collection.slices()) disturbed += slice.disturbed;
  // A stall in every fourth slice, of which those of 10 ms and more are seen.
  EXPECT_GT(disturbed, 0U);
  EXPECT_LT(disturbed, collection.slices().size() / 2);
  EXPECT_EQ(collection.chunks(true).size() + disturbed, collection.chunks(false).size());
}

}  // namespace
}  // namespace crossfade::statistics
