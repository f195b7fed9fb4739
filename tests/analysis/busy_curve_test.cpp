#include "analysis/busy_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;

/// 16 vCPUs on 8 cores, whose second threads add 0.3125 of a core each: at capacity 10.5 cores' worth.
SyntheticHost hyperthreads() {
  SyntheticHost host;
  host.workers = 16;
  host.cores = 8;
  host.sibling_gain = 0.3125;
  host.thread_counts = {1, 2, 4, 6, 8, 12, 16};
  host.grid_points = 0;
  return host;
}

BusyCurve curve_of(const SyntheticHost& host, BusyBasis basis) {
  const Side side = side_of({synthetic_recording(host)});
  return busy_curve(side, process_runs(side, "tls_segment"), basis);
}

TEST(BusyCurve, ABusyHyperthreadIsMoreThanItsPartOfThePeak) {
  const BusyCurve curve = curve_of(hyperthreads(), BusyBasis::threads);
  ASSERT_EQ(curve.points.size(), 7U) << curve.absent_because;
  EXPECT_TRUE(curve.has_siblings);
  // 45 % of 16 is 7.2 threads, each on a core of its own.
  const BusyValue value = at_busy(curve, 0.45);
  ASSERT_TRUE(value.share_of_peak.value && value.share_of_peak.interval);
  EXPECT_NEAR(*value.share_of_peak.value, 7.2 / 10.5, 0.002);
  EXPECT_NEAR(*value.rate_per_s.value, 7.2 * 5'000, 36'000 * 0.03);
  EXPECT_TRUE(value.rate_per_s.interval && value.rate_per_s.interval->contains(*value.rate_per_s.value));
  // Twelve threads: 8 cores and half of the siblings.
  EXPECT_NEAR(*at_busy(curve, 0.75).share_of_peak.value, 9.25 / 10.5, 0.002);
  EXPECT_NEAR(*at_busy(curve, 1).share_of_peak.value, 1, 1e-12);
}

TEST(BusyCurve, IsTurnedOver) {
  const BusyCurve threads = curve_of(hyperthreads(), BusyBasis::threads);
  SyntheticHost plain = hyperthreads();
  plain.cores = 16;
  plain.thread_counts = {1, 2, 4, 8, 12, 16};
  const BusyCurve cores = curve_of(plain, BusyBasis::threads);
  EXPECT_FALSE(cores.has_siblings);
  const Estimate worth = busy_at(cores, at_busy(threads, 0.45).share_of_peak);
  ASSERT_TRUE(worth.value) << worth.absent_because;
  EXPECT_NEAR(*worth.value, 7.2 / 10.5, 0.003);
  ASSERT_TRUE(worth.interval);
  EXPECT_TRUE(worth.interval->contains(*worth.value));
  const Estimate back = busy_at(threads, at_busy(threads, 0.45).share_of_peak);
  EXPECT_NEAR(*back.value, 0.45, 1e-9);
}

TEST(BusyCurve, ByLoadIsTheCpuTimeOfRequests) {
  SyntheticHost host;
  host.workers = 4;
  const BusyCurve curve = curve_of(host, BusyBasis::load);
  ASSERT_GT(curve.points.size(), 5U) << curve.absent_because;
  // A request takes 200 us, of which a twentieth is waiting.
  const BusyValue half = at_busy(curve, 0.5);
  ASSERT_TRUE(half.rate_per_s.value) << half.rate_per_s.absent_because;
  EXPECT_NEAR(*half.rate_per_s.value, 0.5 * 4 / 190e-6, 400);
}

TEST(BusyCurve, IsNotDrawnBeyondWhatWasMeasured) {
  SyntheticHost wide = hyperthreads();
  wide.cores = 16;
  wide.thread_counts = {4, 16};
  const BusyCurve curve = curve_of(wide, BusyBasis::threads);
  EXPECT_THAT(at_busy(curve, 0.5).rate_per_s.absent_because, HasSubstr("between 25 % and 100 % busy"));
  EXPECT_THAT(at_busy(curve, 0.1).rate_per_s.absent_because,
              HasSubstr("the least that was measured is 25 % busy"));
  EXPECT_TRUE(at_busy(curve, 0.25).rate_per_s.value) << "measured";
  Estimate share;
  share.value = 0.5;
  EXPECT_FALSE(busy_at(curve, share).value);
}

TEST(BusyCurve, NeedsTheCountAtWhichSecondThreadsBegin) {
  SyntheticHost host = hyperthreads();
  host.thread_counts = {1, 2, 4, 6, 12, 16};
  const BusyCurve curve = curve_of(host, BusyBasis::threads);
  EXPECT_TRUE(curve.points.empty());
  EXPECT_THAT(curve.absent_because, HasSubstr("no capacity stage with 8 threads"));
  EXPECT_EQ(at_busy(curve, 0.45).rate_per_s.absent_because, curve.absent_because);
}

TEST(BusyCurve, WithoutStagesThereIsAReason) {
  SyntheticHost host = hyperthreads();
  host.thread_counts = {16};
  EXPECT_FALSE(at_busy(curve_of(host, BusyBasis::threads), 0.45).rate_per_s.absent_because.empty());
  EXPECT_THAT(curve_of(host, BusyBasis::load).absent_because, HasSubstr("no load below capacity"));
  const Side side = side_of({synthetic_recording(host)});
  EXPECT_FALSE(busy_curve(side, process_runs(side, "another"), BusyBasis::threads).absent_because.empty());
}

}  // namespace
}  // namespace crossfade::analysis
