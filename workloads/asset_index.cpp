// asset_index: the service that knows where every asset of a media library lies and who may use it, on
// RocksDB. 70 % of the requests get one asset, 15 % get 16 at once, 10 % list the next 30 in the order of
// keys, 5 % write one. Assets are popular by Zipf 0.9, records are JSON of log-normal size around 380 bytes,
// one asset in 20 that is asked for is not there (somebody looks before uploading). Blocks of 8 KiB are
// compressed with zstd, and the cache of blocks holds a quarter of what there is: a get that misses it reads
// a file in the page cache and decompresses. That, the front end and memory latency take the time.
//
// Puts go to assets at random and write the record that is there: log, memtable and flush are real, and every
// answer is exact. A thread of RocksDB's own flushes. A response is digested whole. verify() makes it again
// without the database; after the run the whole database is compared. Replication, network and disk are not
// part of it; the log is written but not synced.
#include <rocksdb/version.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "workloads/asset_index/asset.h"
#include "workloads/asset_index/asset_store.h"
#include "workloads/asset_index/response.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/glibc_path.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace asset_index;

constexpr std::size_t kKeysAtOnce = 16;
constexpr std::size_t kScanned = 30;
constexpr double kPopularityExponent = 0.9;
constexpr std::uint64_t kMissesPerThousand = 50;

enum ClassId : std::uint32_t { kGet, kMultiget, kScan, kPut };

constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
// Network: means over the pool. Storage: a third of the lookups miss the cache and read a block of about 1.9
// KB, as measured. A put writes its entry in the log, 530 bytes, and, when its memtable is flushed, its
// record once more as a quarter of that, compressed as the files here are; what compactions write again later
// is not counted, for it depends on how a database is kept.
constexpr std::array kClasses{
    cf_class{"get", 0.70, kMillisecond / 2, 0, 1, 16'384, 0, 22, 495, 600, 0},
    cf_class{"multiget16", 0.15, 3 * kMillisecond, 0, 1, 1024, 0, 352, 7800, 10'000, 0},
    cf_class{"scan30", 0.10, 1 * kMillisecond, 0, 1, 1024, 0, 22, 15'500, 2000, 0},
    cf_class{"put", 0.05, kMillisecond / 2, 0, 1, 2048, 0, 511, 38, 0, 530 + 511 / 4},
};

constexpr std::array kParameters{
    cf_parameter{"mb", "records in the database, before compression", "MB", "128", "4", "16384"},
};

constexpr std::array kPresets{
    cf_preset{"default", ""},
    cf_preset{"large", "mb=1024"},
};

constexpr Description kDescription{
    .name = "asset_index",
    .version = "2",
    .summary = "Looks up, lists and updates records of media assets in RocksDB",
    .seed_system = "tracking of media assets and who may use them",
    .unit = "one call: a get, 16 gets, a list of 30, or a put",
    // Not CF_FLAG_LIBRARY_THREADS: the threads take a seven-hundredth of the CPU time, and charged with it
    // the workload, and every mix that it is a part of, would be blind to other tasks on the machine.
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
    .presets = kPresets,
};

rocksdb::Slice slice(const Key& key) {
  return {key.data(), key.size()};
}

std::uint32_t titles(const Environment& environment) {
  return static_cast<std::uint32_t>((environment.integer("mb") << 20) / kMeanAssetBytes / kAssetsPerTitle);
}

StoreSize store_size(const Environment& environment) {
  return {.cache_bytes = (environment.integer("mb") << 20) / 4};
}

class Dataset {
 public:
  static Need need(const Environment& environment) {
    // Files take less than half of what they hold. Two memtables, one full and one in use, each with its log.
    const StoreSize size = store_size(environment);
    return {
        .shared_bytes = (environment.integer("mb") << 20) / 2 + size.cache_bytes + 4 * size.memtable_bytes,
        .per_worker_bytes = 256 << 10,
        .library_threads = AssetStore::kThreads};
  }

  explicit Dataset(const Environment& environment)
      : seed_(mix(environment.seed())),
        order_(seed_, titles(environment)),
        store_(seed_, order_, store_size(environment), environment.scratch_directory(),
               [&] { environment.check_cancelled(); }) {
    const GlibcPath glibc;
    glibc.require_cap(environment.isa_level());
    environment.note_library("glibc", GlibcPath::version(), glibc.text());
    environment.note_library("RocksDB", rocksdb::GetRocksVersionAsString(),
                             "CRC-32C: " + store_.checksum_path() + ", has no switch");
    environment.note_library("zstd", ZSTD_versionString(),
                             __builtin_cpu_supports("bmi2") ? "BMI2 if built in, has no switch" : "generic");
    choose_assets();
    std::uint64_t all = store_.contents();
    for (const auto& numbers : numbers_) {
      all = digest(numbers.data(), numbers.size() * sizeof(std::uint32_t), all);
    }
    environment.note_dataset_digest(all);
  }

  /// Puts must not have changed anything.
  void finish() const { store_.check_contents(seed_, order_); }

  std::uint64_t seed() const { return seed_; }
  rocksdb::DB& database() const { return store_.database(); }
  const KeyOrder& order() const { return order_; }
  static std::uint64_t index(const cf_request& request) {
    return request.index % kClasses[request.class_id].pool;
  }
  /// Which assets a request is about; of a list, the first.
  std::span<const std::uint32_t> numbers(const cf_request& request) const {
    const std::size_t each = request.class_id == kMultiget ? kKeysAtOnce : 1;
    return std::span(numbers_[request.class_id]).subspan(index(request) * each, each);
  }
  const std::string& record_to_put(const cf_request& request) const { return to_put_[index(request)]; }

 private:
  void choose_assets() {
    Random random(seed_);
    const std::uint64_t assets = order_.size();
    const Zipf popularity(assets, kPopularityExponent);
    // Ranks go to assets in steps of the golden section, so that popular ones are not neighbours.
    std::uint64_t step = assets * 618 / 1000;
    while (std::gcd(step, assets) != 1) {
      ++step;
    }
    const auto popular = [&] { return static_cast<std::uint32_t>(popularity(random) * step % assets); };
    for (const ClassId class_id : {kGet, kMultiget}) {
      numbers_[class_id].resize(kClasses[class_id].pool * (class_id == kMultiget ? kKeysAtOnce : 1));
      for (std::uint32_t& number : numbers_[class_id]) {
        number = popular();
        number |= random.below(1000) < kMissesPerThousand ? kAbsent : 0;
      }
    }
    for (std::uint32_t index = 0; index < kClasses[kScan].pool; ++index) {
      numbers_[kScan].push_back(popular());
    }
    for (std::uint32_t index = 0; index < kClasses[kPut].pool; ++index) {
      numbers_[kPut].push_back(static_cast<std::uint32_t>(random.below(assets)));
      make_record(seed_, numbers_[kPut].back(), to_put_.emplace_back());
    }
  }

  std::uint64_t seed_;
  KeyOrder order_;
  AssetStore store_;
  std::array<std::vector<std::uint32_t>, kClasses.size()> numbers_;
  std::vector<std::string> to_put_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset) {}

  void request(const cf_request& request, cf_answer& answer) {
    response_.begin(request.class_id, Dataset::index(request));
    const auto numbers = dataset_.numbers(request);
    answer.bytes_in = numbers.size() * sizeof(Key);
    switch (request.class_id) {
      case kGet:
        get(numbers[0]);
        break;
      case kMultiget:
        get_many(numbers);
        break;
      case kScan:
        scan(numbers[0]);
        break;
      default:
        put(numbers[0], dataset_.record_to_put(request));
        answer.bytes_in += dataset_.record_to_put(request).size();
    }
    answer.bytes_out = response_.size();
    answer.items = response_.assets();
    answer.digest = digest(response_.data(), response_.size());
  }

  void verify(const cf_request& request, const cf_answer& answer) {
    const Response expected = make_response(request);
    if (response_ != expected) {
      throw wrong("the response is not what the assets are",
                  "it has " + std::to_string(response_.assets()) + " assets and " +
                      std::to_string(response_.size()) + " bytes, expected are " +
                      std::to_string(expected.assets()) + " and " + std::to_string(expected.size()));
    }
    if (answer.digest != digest(expected.data(), expected.size()) || answer.bytes_out != expected.size() ||
        answer.items != expected.assets()) {
      throw wrong("the answer does not describe the response", "digest or counts differ");
    }
    if (request.class_id == kPut) {
      const std::uint32_t number = dataset_.numbers(request)[0];
      std::string found, record;
      check(database().Get({}, slice(asset_key(dataset_.seed(), number)), &found), "DB::Get");
      make_record(dataset_.seed(), number, record);
      if (found != record) {
        throw wrong("a put is not there", "asset " + std::to_string(number) + " has another record");
      }
    }
  }

 private:
  rocksdb::DB& database() const { return dataset_.database(); }

  void add(const Key& key, const rocksdb::Status& status, const rocksdb::Slice& record) {
    if (status.IsNotFound()) {
      response_.add_key_only(text_of(key));
      return;
    }
    check(status, "DB::Get");
    response_.add(text_of(key), record.ToStringView());
  }

  void get(std::uint32_t number) {
    const Key key = asset_key(dataset_.seed(), number);
    const rocksdb::Status status =
        database().Get({}, database().DefaultColumnFamily(), slice(key), &records_[0]);
    add(key, status, records_[0]);
    records_[0].Reset();
  }

  void get_many(std::span<const std::uint32_t> numbers) {
    std::array<Key, kKeysAtOnce> keys;
    std::array<rocksdb::Slice, kKeysAtOnce> slices;
    std::array<rocksdb::Status, kKeysAtOnce> statuses;
    for (std::size_t position = 0; position < kKeysAtOnce; ++position) {
      keys[position] = asset_key(dataset_.seed(), numbers[position]);
      slices[position] = slice(keys[position]);
    }
    database().MultiGet({}, database().DefaultColumnFamily(), kKeysAtOnce, slices.data(), records_.data(),
                        statuses.data());
    for (std::size_t position = 0; position < kKeysAtOnce; ++position) {
      add(keys[position], statuses[position], records_[position]);
      records_[position].Reset();
    }
  }

  void scan(std::uint32_t number) {
    const Key key = asset_key(dataset_.seed(), number);
    const std::unique_ptr<rocksdb::Iterator> found(database().NewIterator({}));
    for (found->Seek(slice(key)); found->Valid() && response_.assets() < kScanned; found->Next()) {
      response_.add(found->key().ToStringView(), found->value().ToStringView());
    }
    check(found->status(), "Iterator::Next");
  }

  void put(std::uint32_t number, const std::string& record) {
    const Key key = asset_key(dataset_.seed(), number);
    check(database().Put({}, slice(key), record), "DB::Put");
    response_.add_key_only(text_of(key));
  }

  /// From the assets alone.
  Response make_response(const cf_request& request) const {
    Response response;
    response.begin(request.class_id, Dataset::index(request));
    std::string record;
    const auto add = [&](std::uint32_t number) {
      const Key key = asset_key(dataset_.seed(), number);
      if (request.class_id == kPut || (number & kAbsent) != 0) {
        response.add_key_only(text_of(key));
        return;
      }
      make_record(dataset_.seed(), number, record);
      response.add(text_of(key), record);
    };
    const auto numbers = dataset_.numbers(request);
    if (request.class_id == kScan) {
      const std::uint32_t first = dataset_.order().place_of(numbers[0]);
      const auto end = std::min<std::uint32_t>(first + kScanned, dataset_.order().size());
      for (std::uint32_t place = first; place < end; ++place) {
        add(dataset_.order().at(place));
      }
    } else {
      std::for_each(numbers.begin(), numbers.end(), add);
    }
    return response;
  }

  const Dataset& dataset_;
  Response response_;
  std::array<rocksdb::PinnableSlice, kKeysAtOnce> records_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
