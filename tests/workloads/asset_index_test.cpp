// asset_index: the order of keys, records that depend on their number only, a store that puts do not change
// and that leaves no file anywhere, and wrong records that are caught.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/asset_index/asset.h"
#include "workloads/asset_index/asset_store.h"
#include "workloads/asset_index/memory_file_system.h"
#include "workloads/asset_index/response.h"

namespace crossfade::workloads::asset_index {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr std::uint64_t kSeed = 11;

TEST(AssetIndex, PlacesFollowTheOrderOfKeys) {
  const KeyOrder order(kSeed, 40);
  ASSERT_EQ(order.size(), 40 * kAssetsPerTitle);
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    EXPECT_EQ(order.place_of(order.at(place)), place);
    if (place > 0) {
      EXPECT_LT(asset_key(kSeed, order.at(place - 1)), asset_key(kSeed, order.at(place)));
    }
  }
}

TEST(AssetIndex, KeysAreReadableAndAbsentOnesAreNeighbours) {
  const Key key = asset_key(kSeed, 70);
  EXPECT_THAT(std::string(text_of(key)), testing::MatchesRegex("asset/[0-9]{5}/0000000070"));
  const Key absent = asset_key(kSeed, 70 | kAbsent);
  EXPECT_EQ(text_of(key).substr(0, 12), text_of(absent).substr(0, 12)) << "of the same title";
  EXPECT_EQ(text_of(absent).substr(12), "2147483718");
}

TEST(AssetIndex, RecordsDependOnSeedAndNumberAndHaveThePlannedSize) {
  std::string one, again, other;
  make_record(kSeed, 5, one);
  make_record(kSeed, 6, other);
  make_record(kSeed, 5, again);
  EXPECT_EQ(one, again);
  EXPECT_NE(one, other);
  make_record(kSeed + 1, 5, other);
  EXPECT_NE(one, other);
  std::uint64_t bytes = 0;
  constexpr std::uint32_t n = 10'000;
  for (std::uint32_t number = 0; number < n; ++number) {
    make_record(kSeed, number, one);
    bytes += one.size() + sizeof(Key);
    EXPECT_LE(one.size(), 4100u);
  }
  EXPECT_NEAR(static_cast<double>(bytes) / n, kMeanAssetBytes, 25) << "planning is not far off";
}

TEST(AssetIndex, ResponsesTellAbsentFromPresent) {
  Response one, other;
  one.begin(0, 7);
  other.begin(0, 7);
  EXPECT_EQ(one, other);
  one.add("key", "record");
  other.add_key_only("key");
  EXPECT_FALSE(one == other);
  EXPECT_EQ(one.assets(), 1u);
  EXPECT_EQ(one.size(), 8 + 8 + 3 + 6u);
}

TEST(AssetIndex, MemoryFilesAreFiles) {
  MemoryFileSystem files;
  const rocksdb::FileOptions options;
  const rocksdb::IOOptions io;
  std::unique_ptr<rocksdb::FSWritableFile> writer;
  ASSERT_TRUE(files.NewWritableFile("/x/a", options, &writer, nullptr).ok());
  ASSERT_TRUE(writer->Append("hello", io, nullptr).ok());
  ASSERT_TRUE(writer->Close(io, nullptr).ok());
  ASSERT_TRUE(files.LinkFile("/x/a", "/x/b", io, nullptr).ok());
  ASSERT_TRUE(files.RenameFile("/x/a", "/x/c", io, nullptr).ok());
  std::vector<std::string> children;
  ASSERT_TRUE(files.GetChildren("/x", io, &children, nullptr).ok());
  EXPECT_THAT(children, UnorderedElementsAre("b", "c"));
  std::uint64_t bytes = 0;
  ASSERT_TRUE(files.GetFileSize("/x/c", io, &bytes, nullptr).ok());
  EXPECT_EQ(bytes, 5u);
  ASSERT_TRUE(files.DeleteFile("/x/c", io, nullptr).ok());
  EXPECT_TRUE(files.FileExists("/x/c", io, nullptr).IsPathNotFound() ||
              files.FileExists("/x/c", io, nullptr).IsNotFound());
  std::unique_ptr<rocksdb::FSRandomAccessFile> reader;
  EXPECT_FALSE(files.NewRandomAccessFile("/x/c", options, &reader, nullptr).ok());
  ASSERT_TRUE(files.NewRandomAccessFile("/x/b", options, &reader, nullptr).ok()) << "the other name";
  char buffer[8];
  rocksdb::Slice found;
  ASSERT_TRUE(reader->Read(1, 4, io, &found, buffer, nullptr).ok());
  EXPECT_EQ(found, "ello");
  EXPECT_FALSE(std::filesystem::exists("/x"));
}

class Store : public testing::Test {
 public:
  ~Store() override { std::filesystem::remove_all(scratch_); }

 protected:
  Store() {
    std::string pattern = (std::filesystem::temp_directory_path() / "crossfade_store_XXXXXX").string();
    scratch_ = mkdtemp(pattern.data());
    store_ = std::make_unique<AssetStore>(kSeed, order_, StoreSize{1 << 20, 1 << 20}, scratch_, [] {});
  }

  std::string get(std::uint32_t number) const {
    std::string found;
    const auto status = store_->database().Get({}, text_of(asset_key(kSeed, number)), &found);
    return status.IsNotFound() ? "not found" : found;
  }
  static std::string record(std::uint32_t number) {
    std::string text;
    make_record(kSeed, number, text);
    return text;
  }
  void put(std::uint32_t number, const std::string& text) const {
    ASSERT_TRUE(store_->database().Put({}, text_of(asset_key(kSeed, number)), text).ok());
  }

  KeyOrder order_{kSeed, 64};
  std::string scratch_;
  std::unique_ptr<AssetStore> store_;
};

TEST_F(Store, HoldsWhatItWasBuiltFrom) {
  EXPECT_NO_THROW(store_->check_contents(kSeed, order_));
  EXPECT_EQ(get(17), record(17));
  EXPECT_EQ(get(17 | kAbsent), "not found");
  EXPECT_THAT(store_->checksum_path(), HasSubstr("upported")) << "RocksDB tells its code path";
}

TEST_F(Store, PutsLeaveItAsItWas) {
  const std::uint64_t live_before = store_->property("rocksdb.total-sst-files-size");
  // Several memtables full, so that flushes begin by themselves; the last by hand, to wait for all.
  for (int round = 0; round < 4; ++round)
    for (std::uint32_t number = 0; number < order_.size(); number += 2) put(number, record(number));
  ASSERT_TRUE(store_->database().Flush(rocksdb::FlushOptions()).ok());
  EXPECT_EQ(store_->files_at_level(0), 0) << "a flush has nothing to add";
  EXPECT_EQ(store_->property("rocksdb.total-sst-files-size"), live_before);
  EXPECT_EQ(store_->property("rocksdb.num-entries-active-mem-table"), 0u);
  EXPECT_NO_THROW(store_->check_contents(kSeed, order_)) << "and no tombstone is left";
}

/// A stage of two seconds at one thread has a megabyte of puts or so. What it measures has flushes in it only
/// if so many fill a memtable.
TEST_F(Store, AStageOfTwoSecondsHasFlushesInIt) {
  const AssetStore as_measured(kSeed, order_, StoreSize{.cache_bytes = 1 << 20}, scratch_ + "/measured",
                               [] {});
  constexpr std::uint64_t puts = 1900;
  std::uint64_t bytes = 0;
  for (std::uint64_t put = 0; put < puts; ++put) {
    const std::uint32_t number = order_.at(static_cast<std::uint32_t>(put * 7 % order_.size()));
    const std::string text = record(number);
    ASSERT_TRUE(as_measured.database().Put({}, text_of(asset_key(kSeed, number)), text).ok());
    bytes += text.size() + sizeof(Key);
  }
  EXPECT_NEAR(static_cast<double>(bytes), 1e6, 0.1e6) << "it is about a megabyte";
  EXPECT_LT(as_measured.property("rocksdb.num-entries-active-mem-table"), puts / 2)
      << "the others were flushed";
  EXPECT_NO_THROW(as_measured.check_contents(kSeed, order_));
}

TEST_F(Store, AFlushWritesAQuarterOfWhatWasPut) {
  const AssetStore large(kSeed, KeyOrder(kSeed, 512), StoreSize{.cache_bytes = 1 << 20}, scratch_ + "/large",
                         [] {});
  const double files = static_cast<double>(large.property("rocksdb.total-sst-files-size"));
  EXPECT_NEAR(files / (512 * kAssetsPerTitle * 511.0), 0.25, 0.05) << "what storage_out of a put counts with";
}

TEST_F(Store, LeavesNoFileAnywhere) {
  put(1, record(1));
  ASSERT_TRUE(store_->database().Flush(rocksdb::FlushOptions()).ok());
  EXPECT_TRUE(std::filesystem::is_empty(scratch_));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    EXPECT_FALSE(target.starts_with(scratch_) || target.ends_with(".sst")) << target;
    if (target.starts_with("/memfd:rocksdb")) ++files;
  }
  EXPECT_GT(files, 2) << "its files are in memory";
}

TEST_F(Store, WrongRecordsAreCaught) {
  put(order_.at(0), "{}");
  try {
    store_->check_contents(kSeed, order_);
    FAIL() << "not seen";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, CF_WRONG);
    EXPECT_THAT(failure.why, HasSubstr(std::to_string(order_.at(0))));
  }
  put(order_.at(0), record(order_.at(0)));
  EXPECT_NO_THROW(store_->check_contents(kSeed, order_));
  put(order_.at(order_.size() - 1) | kAbsent, "{}");
  EXPECT_THROW(store_->check_contents(kSeed, order_), Failure) << "an asset too many";
}

TEST_F(Store, LostRecordsAreCaught) {
  ASSERT_TRUE(store_->database().Delete({}, text_of(asset_key(kSeed, order_.at(order_.size() - 1)))).ok());
  EXPECT_THROW(store_->check_contents(kSeed, order_), Failure);
}

TEST(AssetIndex, OneInTwentyIsNotThere) {
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "asset_index.so");
  Preparation preparation;
  preparation.parameters["mb"] = "4";
  const Prepared prepared(plugin, preparation);
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  EXPECT_EQ(prepared.need().library_threads, AssetStore::kThreads);
  EXPECT_EQ(plugin.table().flags & CF_FLAG_LIBRARY_THREADS, 0u) << "they are not worth charging: see below";
  PluginWorker worker(prepared, 0);
  int absent = 0;
  constexpr int n = 4000;
  for (std::uint64_t index = 0; index < n; ++index)
    absent += worker.request({index, 0, 0, 0}).bytes_out == 8 + 8 + sizeof(Key) ? 1 : 0;
  EXPECT_NEAR(absent, n / 20.0, 60);
  EXPECT_EQ(worker.request({0, 0, 1, 0}).items, 16u);
  EXPECT_EQ(worker.request({0, 0, 2, 0}).items, 30u);
}

/// CPU time of RocksDB's threads in this process.
std::uint64_t background_cpu_ns() {
  std::uint64_t sum = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string name;
    std::ifstream(task.path() / "comm") >> name;
    std::uint64_t cpu_ns = 0;
    if (name.starts_with("rocksdb:") && std::ifstream(task.path() / "schedstat") >> cpu_ns) sum += cpu_ns;
  }
  return sum;
}

std::uint64_t own_cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

/// What is charged to a request is the worker's CPU time. That is honest as long as it is nearly all.
TEST(AssetIndex, ThreadsThatFlushTakeNextToNothing) {
  const Plugin plugin(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "asset_index.so");
  Preparation preparation;
  preparation.parameters["mb"] = "16";
  const Prepared prepared(plugin, preparation);
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  if (!std::filesystem::exists("/proc/self/schedstat")) GTEST_SKIP() << "this kernel does not tell";
  const std::uint64_t background_before = background_cpu_ns(), own_before = own_cpu_ns();
  constexpr std::array<std::uint32_t, 20> by_share{0, 1, 0, 0, 2, 0, 0, 1, 0, 0,
                                                   3, 0, 0, 1, 0, 0, 2, 0, 0, 0};
  constexpr std::uint64_t puts = 3000;  // some three memtables
  for (std::uint64_t index = 0; index < puts * by_share.size(); ++index) {
    ASSERT_EQ(worker.request({index, 0, by_share[index % by_share.size()], 0}).status, 0u);
  }
  const auto background = static_cast<double>(background_cpu_ns() - background_before);
  const auto own = static_cast<double>(own_cpu_ns() - own_before);
  EXPECT_GT(background, 100e3) << "nothing was flushed";
  EXPECT_LT(background, 0.02 * own);
}

}  // namespace
}  // namespace crossfade::workloads::asset_index
