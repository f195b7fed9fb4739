#include "collector/measure/hidden_siblings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Cpus = std::vector<std::uint32_t>;
using Readings = std::vector<PairReading>;

/// What two threads of one core read that does four loads per cycle.
Readings siblings() {
  return {{{4, 3.98}, {2, 1.99}}, {{3.9, 4}, {2.1, 1.8}}, {{4, 3.7}, {2.5, 1.6}}};
}

TEST(NeighbouringWorkers, AreThoseOfAnEvenCpuAndTheNext) {
  EXPECT_THAT(neighbouring_workers(Cpus{0, 1, 2, 3}, Cpus{0, 1, 2, 3}),
              ElementsAre(WorkerPair{0, 1}, WorkerPair{2, 3}));
  EXPECT_THAT(neighbouring_workers(Cpus{5, 1, 4, 2, 0}, Cpus{5, 1, 4, 2, 0}),
              ElementsAre(WorkerPair{4, 1}, WorkerPair{2, 0}));
  EXPECT_THAT(neighbouring_workers(Cpus{1, 2}, Cpus{1, 2}), IsEmpty());
  EXPECT_THAT(neighbouring_workers(Cpus{0}, Cpus{0}), IsEmpty());
  EXPECT_THAT(neighbouring_workers({}, {}), IsEmpty());
}

TEST(NeighbouringWorkers, AMachineThatShowsSiblingsHidesNone) {
  EXPECT_THAT(neighbouring_workers(Cpus{0, 1, 2, 3}, Cpus{0, 0, 1, 1}), IsEmpty());
  EXPECT_THAT(neighbouring_workers(Cpus{0, 1, 2}, Cpus{0, 1, 0}), IsEmpty()) << "0 and 2 are";
  EXPECT_THAT(neighbouring_workers(Cpus{0, 0}, Cpus{0, 0}), IsEmpty()) << "one CPU, two workers";
}

TEST(HiddenSiblings, HalveEachOtherEveryTime) {
  EXPECT_TRUE(are_threads_of_one_core(siblings()));
}

TEST(HiddenSiblings, CoresOfTheirOwnDoNot) {
  EXPECT_FALSE(are_threads_of_one_core(Readings(3, {{4, 4}, {4, 3.9}})));
  EXPECT_FALSE(are_threads_of_one_core(Readings(3, {{4, 4}, {3, 3}}))) << "something else that both need";
}

TEST(HiddenSiblings, OneTryThatDoesNotSaySoIsEnough) {
  for (std::size_t attempt = 0; attempt < siblings().size(); ++attempt) {
    Readings readings = siblings();
    readings[attempt].together = {4, 4};
    EXPECT_FALSE(are_threads_of_one_core(readings)) << attempt;
    readings = siblings();
    readings[attempt].alone = {2, 4};
    EXPECT_FALSE(are_threads_of_one_core(readings)) << "disturbed while it was alone " << attempt;
  }
}

TEST(HiddenSiblings, ANeighbourOfOneCoreIsNone) {
  EXPECT_FALSE(are_threads_of_one_core(Readings(3, {{4, 4}, {2, 4}}))) << "it halves one of them";
  EXPECT_FALSE(are_threads_of_one_core(Readings(3, {{2, 4}, {2, 2}}))) << "it is there all the time";
  EXPECT_FALSE(are_threads_of_one_core(Readings(3, {{2, 2}, {2, 2}}))) << "two, all the time";
  Readings left = siblings();
  left[0].alone = {2, 2}, left[0].together = {1, 1};
  EXPECT_FALSE(are_threads_of_one_core(left)) << "alone they did not do what they can";
}

TEST(HiddenSiblings, WhatCouldNotBeReadSaysNo) {
  EXPECT_FALSE(are_threads_of_one_core({}));
  EXPECT_FALSE(are_threads_of_one_core(Readings(2, siblings().front()))) << "too few";
  EXPECT_FALSE(are_threads_of_one_core(Readings(3)));
  for (std::size_t side = 0; side < 2; ++side) {
    Readings readings = siblings();
    readings[1].alone.at(side) = results::missing;
    EXPECT_FALSE(are_threads_of_one_core(readings));
    readings = siblings();
    readings[2].together.at(side) = results::missing;
    EXPECT_FALSE(are_threads_of_one_core(readings));
  }
}

TEST(HiddenSiblings, AreToldByTheirCpus) {
  EXPECT_EQ(hidden_siblings_text(std::vector<WorkerPair>{{0, 1}, {2, 3}}),
            "CPUs 0 and 1, 2 and 3 slow each other down as threads of one core do, which this machine does "
            "not say");
}

}  // namespace
}  // namespace crossfade::collector
