// The contended workload: its presets do the same work, count every addition, and see each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "tests/workloads/plugin_host.h"

namespace crossfade::workloads {
namespace {

class Contended : public testing::Test {
 protected:
  static Preparation with(const std::string& sharing) {
    Preparation preparation;
    preparation.parameters = {{"sharing", sharing}, {"work", "1"}};
    return preparation;
  }

  Plugin plugin_{std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "contended.so"};
};

TEST_F(Contended, EveryPresetDoesTheSameWork) {
  const Prepared control(plugin_, with("none"));
  PluginWorker own(control, 0);
  for (const char* sharing : {"false_sharing", "true_sharing", "lock", "mix"}) {
    const Prepared shared(plugin_, with(sharing));
    ASSERT_EQ(shared.status(), CF_OK) << to_text(shared.error());
    EXPECT_EQ(shared.notes("dataset_digest"), control.notes("dataset_digest"));
    PluginWorker other(shared, 1);
    for (const std::uint64_t index : {0u, 17u, 4095u})
      EXPECT_EQ(other.request({index, 0, 0, 0}).digest, own.request({index, 0, 0, 0}).digest) << sharing;
  }
}

TEST_F(Contended, NoAdditionIsLostBetweenWorkers) {
  for (const char* sharing : {"none", "false_sharing", "true_sharing", "lock", "mix"}) {
    Prepared prepared(plugin_, with(sharing));
    std::vector<std::thread> threads;
    for (std::uint32_t w = 0; w < 2; ++w) {
      threads.emplace_back([&, w] {
        PluginWorker worker(prepared, w);
        for (std::uint64_t index = 0; index < 2000; ++index) worker.request({index, 0, 0, 0});
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(prepared.finish(), CF_OK) << sharing << ": " << to_text(prepared.error());
  }
}

TEST_F(Contended, AloneItSeesNobody) {
  const Prepared prepared(plugin_, with("mix"));
  PluginWorker worker(prepared, 0);
  std::vector<std::uint32_t> seen;
  for (std::uint64_t index = 0; index < 16; ++index) seen.push_back(worker.request({index, 0, 0, 0}).items);
  std::vector<std::uint32_t> expected(16, CF_OVERLAP_NOT_LOOKED);
  expected[0] = expected[8] = CF_OVERLAP_NOT_SEEN;
  EXPECT_EQ(seen, expected) << "one request in eight looks";
}

// The other works without a pause until it was seen: no time is measured, only whether it ever happens.
TEST_F(Contended, TwoSeeEachOther) {
  Preparation preparation = with("none");
  preparation.parameters["work"] = "2000";
  const Prepared prepared(plugin_, preparation);
  std::atomic<bool> seen{false};
  std::thread other([&] {
    PluginWorker worker(prepared, 1);
    for (std::uint64_t index = 0; !seen; ++index) worker.request({index, 0, 0, 0});
  });
  PluginWorker worker(prepared, 0);
  for (std::uint64_t index = 0; !seen && index < 200'000; ++index)
    seen = worker.request({index, 0, 0, 0}).items == CF_OVERLAP_SEEN;
  EXPECT_TRUE(seen);
  seen = true;
  other.join();
}

TEST_F(Contended, OneWorkerHasNoPartner) {
  Preparation preparation = with("lock");
  preparation.workers = 1;
  const Prepared prepared(plugin_, preparation);
  PluginWorker worker(prepared, 0);
  EXPECT_EQ(worker.request({0, 0, 0, 0}).items, std::uint32_t{CF_OVERLAP_NOT_SEEN});
}

TEST_F(Contended, RefusesAnUnknownSharing) {
  const Prepared prepared(plugin_, with("some"));
  EXPECT_EQ(prepared.status(), CF_UNSUPPORTED);
  EXPECT_THAT(prepared.error().remedy, testing::HasSubstr("true_sharing"));
}

TEST_F(Contended, IsMeasuredOnlyWhenNamed) {
  EXPECT_NE(plugin_.table().flags & CF_FLAG_ONLY_NAMED, 0u);
  EXPECT_NE(plugin_.table().flags & CF_FLAG_CONTENDED, 0u);
}

}  // namespace
}  // namespace crossfade::workloads
