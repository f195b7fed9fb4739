// AssetStore: a RocksDB that holds the records of assets and stays as it was built. Records lie in zstd
// blocks of 8 KiB with bloom filters, on one level, beside a cache of blocks that is smaller than they are. A
// put writes the log and the memtable and gives the asset the record it has: answers do not depend on
// history, and when a memtable is full its flush has nothing to add and writes no file. So neither memory nor
// files nor the levels that a get must look through grow with the number of puts, and no compaction is
// needed.
//
// RocksDB's threads: one for flushes, one for compactions (idle), one timer; they are made with the first
// store, on the thread that makes it, and the process keeps the first two.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/compaction_filter.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/asset_index/asset.h"
#include "workloads/asset_index/memory_file_system.h"
#include "workloads/failure.h"
#include "workloads/generators/digest.h"

namespace crossfade::workloads::asset_index {

inline void check(const rocksdb::Status& status, const char* call) {
  if (!status.ok()) [[unlikely]] {
    throw Failure{CF_FAILED, "RocksDB failed", call, status.ToString(), {}};
  }
}

/// At one thread there is about half a megabyte of puts a second: so small that a stage of two seconds has
/// flushes in it. A deployed one is larger, and its flushes are as much rarer.
inline constexpr std::uint64_t kMemtableBytes = 512 << 10;

/// How large a store is.
struct StoreSize {
  std::uint64_t cache_bytes = 0;
  std::uint64_t memtable_bytes = kMemtableBytes;  ///< a flush begins when so much was put
};

class AssetStore {
 public:
  static constexpr std::uint32_t kThreads = 3;

  /// scratch: of the names only, nothing is written there. every_so_often is called between files.
  AssetStore(std::uint64_t seed, const KeyOrder& order, const StoreSize& size, const std::string& scratch,
             const std::function<void()>& every_so_often)
      : files_(std::make_shared<MemoryFileSystem>()), env_(rocksdb::NewCompositeEnv(files_)) {
    const auto compressions = rocksdb::GetSupportedCompressions();
    if (std::find(compressions.begin(), compressions.end(), rocksdb::kZSTD) == compressions.end()) {
      throw unsupported("RocksDB has no zstd", "librocksdb", "it was built without",
                        "use Debian's librocksdb");
    }
    const rocksdb::Options options = make_options(size);
    rocksdb::DB* opened = nullptr;
    check(rocksdb::DB::Open(options, scratch + "/index", &opened), "DB::Open");
    database_.reset(opened);
    fill(seed, order, options, scratch, every_so_often);
  }

  rocksdb::DB& database() const { return *database_; }
  /// Throws if an asset has not the record it was given, is missing, or one is there that should not be.
  void check_contents(std::uint64_t seed, const KeyOrder& order) const {
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> found(database_->NewIterator(options));
    std::string record;
    std::uint32_t place = 0;
    for (found->SeekToFirst(); found->Valid(); found->Next(), ++place) {
      if (place == order.size()) {
        throw wrong("the database has an asset too many", found->key().ToString());
      }
      const std::uint32_t number = order.at(place);
      make_record(seed, number, record);
      if (found->key() != text_of(asset_key(seed, number)) || found->value() != record) {
        throw wrong("the database changed during the run", "asset " + std::to_string(number));
      }
    }
    check(found->status(), "Iterator::Next");
    if (place != order.size()) {
      throw wrong("the database lost assets", std::to_string(order.size() - place) + " are not there");
    }
  }

  /// Digest of all records in the order of keys.
  std::uint64_t contents() const { return contents_; }
  /// What RocksDB said of its CRC-32C, which protects the log.
  const std::string& checksum_path() const { return words_->checksum_path; }

  std::uint64_t property(const char* name) const {
    std::uint64_t value = 0;
    if (!database_->GetIntProperty(name, &value)) {
      throw Failure{CF_FAILED, "RocksDB does not know a property", name, {}, {}};
    }
    return value;
  }
  int files_at_level(int level) const {
    std::string value;
    database_->GetProperty("rocksdb.num-files-at-level" + std::to_string(level), &value);
    return std::atoi(value.c_str());
  }

 private:
  /// In the place of a log file: keeps what the library says of the code it chose.
  class Words : public rocksdb::Logger {
   public:
    using Logger::Logv;
    void Logv(const char* format, va_list arguments) override {
      constexpr std::string_view mark = "Fast CRC32 supported: ";
      char line[512];
      static_cast<void>(std::vsnprintf(line, sizeof line, format, arguments));
      const std::string_view text(line);
      if (const std::size_t place = text.find(mark); place != std::string_view::npos) {
        checksum_path = text.substr(place + mark.size());
      }
    }
    std::string checksum_path = "unknown";
  };

  /// A flush finds only what the level below holds: see above. Nothing but a put of this workload is flushed.
  class AddsNothing : public rocksdb::CompactionFilter {
   public:
    const char* Name() const override { return "crossfade puts add nothing"; }
    /// Without a tombstone in its place, which kRemove would leave.
    Decision FilterV2(int, const rocksdb::Slice& key, ValueType, const rocksdb::Slice&, std::string*,
                      std::string* next) const override {
      *next = key.ToString() + '\0';
      return Decision::kRemoveAndSkipUntil;
    }
  };
  class AddsNothingFactory : public rocksdb::CompactionFilterFactory {
   public:
    const char* Name() const override { return "crossfade puts add nothing"; }
    bool ShouldFilterTableFileCreation(rocksdb::TableFileCreationReason reason) const override {
      return reason == rocksdb::TableFileCreationReason::kFlush;
    }
    std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
        const rocksdb::CompactionFilter::Context&) override {
      return std::make_unique<AddsNothing>();
    }
  };

  rocksdb::Options make_options(const StoreSize& size) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(size.cache_bytes);
    table.block_size = 8 << 10;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.checksum = rocksdb::kXXH3;
    rocksdb::Options options;
    options.env = env_.get();
    options.create_if_missing = true;
    options.info_log = words_;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.compression = rocksdb::kZSTD;
    options.compaction_filter_factory = std::make_shared<AddsNothingFactory>();
    options.write_buffer_size = size.memtable_bytes;
    options.disable_auto_compactions = true;
    options.max_background_jobs = 1;
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;
    // In tmpfs, room given beforehand is pages zeroed beforehand, in the middle of a put.
    options.allow_fallocate = false;
    return options;
  }

  /// Sorted files are written once and taken over as they are: no memtable, no compaction.
  void fill(std::uint64_t seed, const KeyOrder& order, const rocksdb::Options& options,
            const std::string& scratch, const std::function<void()>& every_so_often) {
    constexpr std::uint32_t assets_per_file = 32'768;  // about 16 MB of records
    std::vector<std::string> names;
    std::string record;
    for (std::uint32_t first = 0; first < order.size(); first += assets_per_file) {
      every_so_often();
      rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options);
      names.push_back(scratch + "/part-" + std::to_string(first));
      check(writer.Open(names.back()), "SstFileWriter::Open");
      const std::uint32_t end = std::min(order.size(), first + assets_per_file);
      for (std::uint32_t place = first; place < end; ++place) {
        const std::uint32_t number = order.at(place);
        make_record(seed, number, record);
        contents_ = digest(record.data(), record.size(), contents_);
        check(writer.Put(text_of(asset_key(seed, number)), record), "SstFileWriter::Put");
      }
      check(writer.Finish(), "SstFileWriter::Finish");
    }
    rocksdb::IngestExternalFileOptions take_over;
    take_over.move_files = true;
    check(database_->IngestExternalFile(names, take_over), "DB::IngestExternalFile");
  }

  std::shared_ptr<MemoryFileSystem> files_;
  std::unique_ptr<rocksdb::Env> env_;
  std::shared_ptr<Words> words_ = std::make_shared<Words>();
  std::unique_ptr<rocksdb::DB> database_;
  std::uint64_t contents_ = 0;
};

}  // namespace crossfade::workloads::asset_index
