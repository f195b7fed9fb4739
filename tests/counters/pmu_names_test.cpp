// libpfm4 as the second opinion: what its tables say of this CPU, and of the events that the catalogue asks
// for.
#include "collector/counters/pmu_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/perf_event.h>
#include <perfmon/pfmlib_perf_event.h>

#include <cstdlib>

#include "collector/counters/event_catalogue.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

/// Encodes events also of PMUs that this machine does not have; read when the library starts.
const int encode_inactive = ::setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);

TEST(EventCatalogue, AsksForWhatLibpfmCallsByTheSameName) {
  ASSERT_EQ(encode_inactive, 0);
  ASSERT_EQ(::pfm_initialize(), PFM_SUCCESS);
  for (const CounterEvent& event : counter_events()) {
    perf_event_attr attributes{};
    pfm_perf_encode_arg_t encoded{};
    encoded.attr = &attributes;
    encoded.size = sizeof encoded;
    const std::string name = "perf::" + std::string(event.raw_event);
    const int status =
        ::pfm_get_os_event_encoding(name.c_str(), PFM_PLM0 | PFM_PLM3, PFM_OS_PERF_EVENT, &encoded);
    ASSERT_EQ(status, PFM_SUCCESS) << name << ": " << ::pfm_strerror(status);
    EXPECT_EQ(attributes.type, event.type) << name;
    EXPECT_EQ(attributes.config, event.config) << name;
  }
}

TEST(PmuNames, AreTheCpusOwnOrAbsentWithAReason) {
  const PmuNames pmus = read_pmu_names();
  EXPECT_EQ(pmus.problem, "");
  EXPECT_THAT(pmus.names, ::testing::Not(::testing::Contains("perf")))
      << "the kernel's generic one says nothing";
  const auto fact = pmu_fact(pmus);
  EXPECT_EQ(fact.key, "pmu.libpfm4");
  EXPECT_NE(fact.value.empty(), fact.absent_because.empty());
}

TEST(PmuNames, MakeOneFact) {
  EXPECT_EQ(pmu_fact({{"amd64_fam19h_zen4", "amd64_fam19h_zen4_l3"}, ""}).value,
            "amd64_fam19h_zen4 amd64_fam19h_zen4_l3");
  EXPECT_THAT(pmu_fact({}).absent_because, HasSubstr("no event table"));
  EXPECT_EQ(pmu_fact({{}, "libpfm4 does not start: why"}).absent_because, "libpfm4 does not start: why");
}

}  // namespace
}  // namespace crossfade::collector
