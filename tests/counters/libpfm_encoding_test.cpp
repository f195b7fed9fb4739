// libpfm4 as a second opinion on every code that the catalogue asks for, although none of these PMUs need be
// in this machine.
#include <gtest/gtest.h>
#include <linux/perf_event.h>
#include <perfmon/pfmlib_perf_event.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/libpfm_errors.h"
#include "results/vocabulary/event_code.h"
#include "tests/counters/libpfm_names.h"

namespace crossfade::collector {
namespace {

using results::event_codes;
using results::EventCode;

/// Encodes events also of PMUs that this machine does not have; read when the library starts.
const int encode_inactive = ::setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);

struct Pmu {
  std::string_view microarchitecture, name;
};
constexpr Pmu known_pmus[] = {{"Skylake-SP", "skx"},          {"Cascade Lake", "clx"},
                              {"Ice Lake-SP", "icx"},         {"Sapphire Rapids", "spr"},
                              {"Zen 1", "amd64_fam17h_zen1"}, {"Zen 2", "amd64_fam17h_zen2"},
                              {"Zen 3", "amd64_fam19h_zen3"}, {"Zen 4", "amd64_fam19h_zen4"}};

/// Debian 12's has no events of these; what came later is known to be wrong in the same places.
constexpr Pmu later_pmus[] = {{"Emerald Rapids", "emr"}, {"Granite Rapids", "gnr"}};

std::string_view microarchitecture_of(std::string_view pmu) {
  for (const std::span<const Pmu> pmus :
       {std::span<const Pmu>(known_pmus), std::span<const Pmu>(later_pmus)}) {
    for (const Pmu& row : pmus) {
      if (row.name == pmu) return row.microarchitecture;
    }
  }
  return {};
}

class Libpfm : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(encode_inactive, 0);
    ASSERT_EQ(::pfm_initialize(), PFM_SUCCESS);
  }
};

/// The type and the config of an event; fails the test if libpfm4 has no such event.
std::optional<perf_event_attr> encoded(const std::string& name, int privileges, pfm_os_t os) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  pfm_perf_encode_arg_t argument{};
  argument.attr = &attributes;
  argument.size = sizeof argument;
  const int status = ::pfm_get_os_event_encoding(name.c_str(), privileges, os, &argument);
  if (status == PFM_SUCCESS) return attributes;
  ADD_FAILURE() << name << ": " << ::pfm_strerror(status);
  return {};
}

bool knows(std::string_view pmu) {
  for (int i = PFM_PMU_NONE; i < PFM_PMU_MAX; ++i) {
    pfm_pmu_info_t info{};
    info.size = sizeof info;
    if (::pfm_get_pmu_info(static_cast<pfm_pmu_t>(i), &info) == PFM_SUCCESS && pmu == info.name) return true;
  }
  return false;
}

std::string_view name_of(std::string_view pmu, std::string_view metric) {
  for (const LibpfmName& row : libpfm_names(pmu)) {
    if (row.metric == metric) return row.name;
  }
  return {};
}

bool is_unknown(std::string_view pmu, const EventCode& code) {
  if (code.place == results::CounterPlace::metrics) return true;  // libpfm4 has them since 2024
  const auto rows = unknown_to_libpfm();
  return std::any_of(rows.begin(), rows.end(),
                     [&](const UnknownToLibpfm& row) { return row.pmu == pmu && row.metric == code.metric; });
}

TEST_F(Libpfm, EncodesEveryRowAsWeDo) {
  std::size_t agreed = 0, wrong = 0;
  for (const Pmu& pmu : known_pmus) {
    for (const EventCode& code : event_codes(pmu.microarchitecture)) {
      const std::string_view name = name_of(pmu.name, code.metric);
      if (name.empty()) {
        EXPECT_TRUE(is_unknown(pmu.name, code)) << pmu.name << ": " << code.metric << " has no name here";
        continue;
      }
      const std::string full = std::string(pmu.name) + "::" + std::string(name);
      const auto attributes = encoded(full, PFM_PLM3, PFM_OS_PERF_EVENT_EXT);
      ASSERT_TRUE(attributes) << full;
      EXPECT_EQ(attributes->type, static_cast<std::uint32_t>(PERF_TYPE_RAW)) << full;
      EXPECT_EQ(attributes->config1, 0U) << full;
      if (find_libpfm_error(full, attributes->config) != nullptr) {
        ++wrong;
        continue;
      }
      EXPECT_EQ(attributes->config, code.config) << full << " for " << code.metric;
      agreed += attributes->config == code.config ? 1 : 0;
    }
  }
  RecordProperty("agreed", static_cast<int>(agreed));
  RecordProperty("known_to_be_wrong", static_cast<int>(wrong));
  EXPECT_GE(agreed, 240U);
  EXPECT_LE(wrong, libpfm_errors().size());
}

TEST_F(Libpfm, IsKnownToBeWrongOnlyWhereWeDiffer) {
  for (const LibpfmError& row : libpfm_errors()) {
    const EventCode* const ours = results::find_event_code(microarchitecture_of(row.pmu), row.metric);
    ASSERT_NE(ours, nullptr) << row.pmu << ": " << row.metric;
    EXPECT_NE(ours->config, row.config) << row.metric;
    EXPECT_FALSE(row.reason.empty()) << row.metric;
    if (!knows(row.pmu)) continue;
    const std::string full = std::string(row.pmu) + "::" + std::string(row.event);
    const auto attributes = encoded(full, PFM_PLM3, PFM_OS_PERF_EVENT_EXT);
    ASSERT_TRUE(attributes) << full;
    EXPECT_TRUE(attributes->config == row.config || attributes->config == ours->config) << full;
  }
}

TEST_F(Libpfm, CallsTheKernelsOwnEventsByTheSameName) {
  for (const auto& events : {software_events(), generic_events()}) {
    for (const CounterEvent& event : events) {
      const std::string name = "perf::" + event.raw_event;
      const auto attributes = encoded(name, PFM_PLM0 | PFM_PLM3, PFM_OS_PERF_EVENT);
      ASSERT_TRUE(attributes) << name;
      EXPECT_EQ(attributes->type, event.type) << name;
      EXPECT_EQ(attributes->config, event.config) << name;
    }
  }
}

}  // namespace
}  // namespace crossfade::collector
