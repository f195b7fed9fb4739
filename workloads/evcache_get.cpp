// evcache_get: one node of an in-memory cache tier answers a multiget of 48 keys. The store has the shape of
// memcached: slabs cut into chunks of growing classes, a chained hash table, text keys, values copied
// into a response. Popularity is Zipf 0.99, value sizes are log-normal around 250 bytes, 2 % of the keys are
// not there. Nearly all time goes into waiting for memory: the table is far larger than the caches.
//
// Gets only, and nothing is written to the store, so answers are exact and workers share no written line.
// Locks, reference counts and the network are not part of it. The response is digested whole. verify() makes
// every value again from its key, without the table.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"
#include "workloads/glibc_path.h"
#include "workloads/page_memory.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

constexpr std::uint32_t kKeysPerRequest = 48;
// Large enough that the requests of one pass touch more than the 32 MB of L3 of a core complex: 49 MB of
// lines.
constexpr std::uint32_t kPool = 8192;
constexpr double kPopularityExponent = 0.99;
constexpr std::uint64_t kMissesPerThousand = 20;
constexpr double kMedianValueBytes = 250;
constexpr double kValueSigma = 0.8;
constexpr std::uint32_t kLeastValueBytes = 16;
constexpr std::uint32_t kMostValueBytes = 4096;
constexpr std::size_t kSlabBytes = 128 << 10;
constexpr std::uint32_t kLeastChunkBytes = 96;
constexpr std::uint32_t kAbsent = std::uint32_t{1} << 31;  // bit of a key number: not in the store

constexpr std::array kClasses{
    // Out: the mean over the pool; a request takes 24 bytes and a separator for each key.
    cf_class{"mget48", 1.0, 500'000, 0, 1, kPool, 0, std::uint64_t{kKeysPerRequest} * 25, 16'000, 0, 0},
};

constexpr std::array kParameters{
    // Places of items have 32 bits, in units of 8 bytes: up to 32 GB can be named.
    cf_parameter{"mb", "size of the store: slabs and hash table", "MB", "256", "8", "32767"},
    cf_parameter{"huge_pages", "1: ask for transparent huge pages; 0: refuse them", "", "0", "0", "1"},
};

constexpr std::array kPresets{
    cf_preset{"default", ""},
    cf_preset{"l3", "mb=16"},
    cf_preset{"dram", "mb=1024"},
};

constexpr Description kDescription{
    .name = "evcache_get",
    .version = "1",
    .summary = "Looks up 48 keys in a slab-allocated in-memory cache",
    .seed_system = "personalisation and playback cache tier",
    .unit = "one multiget of 48 keys",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
    .presets = kPresets,
};

/// A text key: "profile:" and 16 hexadecimal digits.
using Key = std::array<char, 24>;

/// Eight hexadecimal digits of a 32-bit number, by arithmetic on eight bytes at once.
std::uint64_t hexadecimal(std::uint32_t number) {
  std::uint64_t nibbles = __builtin_bswap32(number);
  nibbles = (nibbles | nibbles << 16) & 0x0000ffff0000ffffu;
  nibbles = (nibbles | nibbles << 8) & 0x00ff00ff00ff00ffu;
  nibbles = (nibbles >> 4 & 0x000f000f000f000fu) | (nibbles << 8 & 0x0f000f000f000f00u);
  const std::uint64_t letters = (nibbles + 0x0606060606060606u) >> 4 & 0x0101010101010101u;
  return nibbles + 0x3030303030303030u + letters * ('a' - '0' - 10);
}

Key key_text(std::uint64_t seed, std::uint32_t number) {
  const std::uint64_t scrambled = mix(seed ^ number);
  const std::uint64_t high = hexadecimal(static_cast<std::uint32_t>(scrambled >> 32));
  const std::uint64_t low = hexadecimal(static_cast<std::uint32_t>(scrambled));
  Key key{'p', 'r', 'o', 'f', 'i', 'l', 'e', ':'};
  std::memcpy(key.data() + 8, &high, 8);
  std::memcpy(key.data() + 16, &low, 8);
  return key;
}

/// The value of a key: its size and then its bytes, from a generator of its own.
std::uint32_t make_value(std::uint64_t seed, std::uint32_t number,
                         std::array<std::byte, kMostValueBytes>& value) {
  Random random(seed, number);
  const double bytes = random.log_normal(kMedianValueBytes, kValueSigma);
  const auto size =
      static_cast<std::uint32_t>(std::clamp(bytes, double{kLeastValueBytes}, double{kMostValueBytes}));
  random.fill(std::span(value).first(size));
  return size;
}

/// In front of every value in a chunk.
struct Item {
  std::uint32_t next;  ///< place of the next item of the bucket, 0 = none
  std::uint32_t value_bytes;
  std::uint64_t checksum;  ///< digest of the value
  Key key;
};

/// In front of every value in a response.
struct ResponseHeader {
  std::uint32_t position;  ///< of the key in the request
  std::uint32_t value_bytes;
  std::uint64_t checksum;
};

/// Slabs and hash table. A place is an offset into the memory in units of 8 bytes.
class Store {
 public:
  Store(std::size_t bytes, PageSize pages) : memory_(bytes, pages) {
    // One bucket for 256 to 512 bytes of store: between one half and one item in a chain.
    buckets_ = std::bit_floor(bytes / 256);
    free_ = (buckets_ * sizeof(std::uint32_t) + kSlabBytes - 1) / kSlabBytes * kSlabBytes;
    for (std::uint32_t chunk = kLeastChunkBytes; chunk < kMostValueBytes + sizeof(Item);
         chunk = larger(chunk)) {
      classes_.push_back({chunk, 0, 0});
    }
    classes_.push_back({kMostValueBytes + sizeof(Item), 0, 0});
  }

  /// False if its slab class has no room and no slab is left.
  bool insert(const Key& key, std::span<const std::byte> value) {
    const std::size_t wanted = sizeof(Item) + value.size();
    auto slab = std::find_if(classes_.begin(), classes_.end(),
                             [&](const SlabClass& one) { return one.chunk >= wanted; });
    if (slab->left < slab->chunk) {
      if (free_ + kSlabBytes > memory_.size()) {
        return false;
      }
      slab->next = free_;
      slab->left = kSlabBytes;
      free_ += kSlabBytes;
    }
    std::uint32_t& bucket = table()[bucket_of(key)];
    const Item item{bucket, static_cast<std::uint32_t>(value.size()), digest(value), key};
    std::memcpy(memory_.data() + slab->next, &item, sizeof item);
    std::memcpy(memory_.data() + slab->next + sizeof item, value.data(), value.size());
    bucket = static_cast<std::uint32_t>(slab->next / 8);
    slab->next += slab->chunk;
    slab->left -= slab->chunk;
    return true;
  }

  /// The item, its value behind it; null if there is none.
  const Item* find(const Key& key) const {
    for (std::uint32_t place = table()[bucket_of(key)]; place != 0;) {
      const Item* item = reinterpret_cast<const Item*>(memory_.data() + std::size_t{place} * 8);
      if (item->key == key) {
        return item;
      }
      place = item->next;
    }
    return nullptr;
  }

  std::span<const std::byte> bytes() const { return memory_.bytes(); }

 private:
  struct SlabClass {
    std::uint32_t chunk;
    std::size_t next, left;
  };

  /// A quarter more, in units of 8 bytes.
  static std::uint32_t larger(std::uint32_t chunk) { return (chunk + chunk / 4 + 7) / 8 * 8; }
  std::size_t bucket_of(const Key& key) const { return digest(key.data(), key.size()) & (buckets_ - 1); }
  std::uint32_t* table() { return reinterpret_cast<std::uint32_t*>(memory_.data()); }
  const std::uint32_t* table() const { return reinterpret_cast<const std::uint32_t*>(memory_.data()); }

  PageMemory memory_;
  std::size_t buckets_ = 0;
  std::size_t free_ = 0;
  std::vector<SlabClass> classes_;
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    return {.shared_bytes = (environment.integer("mb") << 20) +
                            std::uint64_t{kPool} * kKeysPerRequest * sizeof(std::uint32_t),
            .per_worker_bytes = kKeysPerRequest * (kMostValueBytes + sizeof(ResponseHeader))};
  }

  explicit Dataset(const Environment& environment)
      : seed_(mix(environment.seed())),
        store_(environment.integer("mb") << 20,
               environment.integer("huge_pages") == 1 ? PageSize::huge : PageSize::small) {
    const GlibcPath glibc;
    glibc.require_cap(environment.isa_level());
    environment.note_library("glibc", GlibcPath::version(), glibc.text());
    environment.note_library("own table and XXH3", "1", "x86-64-v2");

    std::array<std::byte, kMostValueBytes> value;
    std::uint32_t items = 0;
    while (items < kAbsent) {
      if (items % 16384 == 0) {
        environment.check_cancelled();
      }
      const std::uint32_t size = make_value(seed_, items, value);
      if (!store_.insert(key_text(seed_, items), std::span(value).first(size))) {
        break;
      }
      ++items;
    }
    choose_keys(items);
    contents_ = digest(store_.bytes());
    environment.note_dataset_digest(digest(keys_.data(), keys_.size() * sizeof(std::uint32_t), contents_));
  }

  /// Gets must not have changed the store.
  void finish() const {
    if (digest(store_.bytes()) != contents_) {
      throw wrong("the store changed during the run", "its digest is another than after preparation");
    }
  }

  const Store& store() const { return store_; }
  std::uint64_t seed() const { return seed_; }
  std::span<const std::uint32_t> keys(const cf_request& request) const {
    return std::span(keys_).subspan(request.index % kPool * kKeysPerRequest, kKeysPerRequest);
  }

 private:
  void choose_keys(std::uint32_t items) {
    Random random(seed_);
    const Zipf popularity(items, kPopularityExponent);
    // Ranks go to items in steps of the golden section, so that popular items are not neighbours.
    std::uint64_t step = static_cast<std::uint64_t>(0.6180339887498949 * items);
    while (std::gcd(step, std::uint64_t{items}) != 1) {
      ++step;
    }
    keys_.resize(std::size_t{kPool} * kKeysPerRequest);
    for (std::uint32_t& key : keys_) {
      const auto number = static_cast<std::uint32_t>(popularity(random) * step % items);
      key = random.below(1000) < kMissesPerThousand ? number | kAbsent : number;
    }
  }

  std::uint64_t seed_;
  Store store_;
  std::vector<std::uint32_t> keys_;  ///< key numbers of the pool's requests, one request after another
  std::uint64_t contents_ = 0;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset), response_(kKeysPerRequest * (kMostValueBytes + sizeof(ResponseHeader))) {}

  void request(const cf_request& request, cf_answer& answer) {
    std::byte* end = response_.data();
    std::uint32_t hits = 0;
    const auto keys = dataset_.keys(request);
    for (std::uint32_t position = 0; position < kKeysPerRequest; ++position) {
      const Item* item = dataset_.store().find(key_text(dataset_.seed(), keys[position]));
      if (item == nullptr) {
        continue;
      }
      const ResponseHeader header{position, item->value_bytes, item->checksum};
      std::memcpy(end, &header, sizeof header);
      std::memcpy(end + sizeof header, item + 1, item->value_bytes);
      end += sizeof header + item->value_bytes;
      ++hits;
    }
    answer.bytes_in = kKeysPerRequest * sizeof(Key);
    answer.bytes_out = static_cast<std::uint64_t>(end - response_.data());
    answer.items = hits;
    answer.digest = digest(response_.data(), answer.bytes_out);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    const std::byte* place = response_.data();
    std::array<std::byte, kMostValueBytes> value;
    std::uint32_t hits = 0;
    const auto keys = dataset_.keys(request);
    for (std::uint32_t position = 0; position < kKeysPerRequest; ++position) {
      if ((keys[position] & kAbsent) != 0) {
        continue;
      }
      const std::string which =
          "key " + std::to_string(position) + " of request " + std::to_string(request.index);
      ResponseHeader header;
      std::memcpy(&header, place, sizeof header);
      const std::uint32_t size = make_value(dataset_.seed(), keys[position], value);
      if (header.position != position || header.value_bytes != size) {
        throw wrong("the response has another key or size than the store", which);
      }
      if (header.checksum != digest(value.data(), size) ||
          std::memcmp(place + sizeof header, value.data(), size) != 0) {
        throw wrong("a value is not the one that was stored", which);
      }
      place += sizeof header + size;
      ++hits;
    }
    const auto bytes = static_cast<std::uint64_t>(place - response_.data());
    if (answer.items != hits || answer.bytes_out != bytes ||
        answer.digest != digest(response_.data(), bytes)) {
      throw wrong("the answer does not describe the response", "digest or counts differ");
    }
  }

 private:
  const Dataset& dataset_;
  std::vector<std::byte> response_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
