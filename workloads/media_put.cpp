// media_put: a storage gateway takes one part of an upload of media. As object stores do, it
// 1. computes the part's CRC-32C, which the client sent along (ISA-L),
// 2. hashes the part's first eighth with SHA-256, the fingerprint by which equal content is found
// (libcrypto),
// 3. encrypts the part with AES-256-GCM under the upload's own key, upload and part number authenticated,
// 4. codes it into eight data and three parity shards, Reed-Solomon (ISA-L), and
// 5. computes each shard's CRC-32C, which travels with it to its storage node.
// Parts are 8 MiB (the usual part of a multipart upload of a mezzanine), 2 MiB (a few seconds of encoded
// video) and 64 KiB (subtitles, artwork, indexes), of media that is not in a cache: it is taken from a source
// far larger than L2. Nearly all is bandwidth and vector code; sockets and disks are not part of it.
//
// Timed answers are compared by a digest over both checksums of content, the tag and every shard's checksum:
// the shards' checksums are work of the service, and together they cover every byte it gives out. verify()
// loses three shards and makes the data again without ISA-L, decrypts, and compares with the source.
//
// Where ISA-L is missing in the build, a coder of our own does its part: the answers are the same, the time
// is not, and the note of the library says so.
#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/media_put/erasure_code.h"
#include "workloads/media_put/known_answers.h"
#include "workloads/media_put/part_cipher.h"
#include "workloads/media_put/shard_recovery.h"
#include "workloads/openssl_path.h"
#include "workloads/page_memory.h"
#include "workloads/sugar.h"
#ifdef CROSSFADE_ISAL
#include "workloads/media_put/isal_shard_coder.h"
#else
#include "workloads/media_put/own_shard_coder.h"
#endif

namespace crossfade::workloads {
namespace {

using namespace media_put;

#ifdef CROSSFADE_ISAL
using ShardCoder = IsalShardCoder;
#else
using ShardCoder = OwnShardCoder;
#endif

constexpr std::array<std::size_t, 3> kPartBytes{64 << 10, 2 << 20, 8 << 20};
constexpr std::size_t kMostPartBytes = kPartBytes.back();
constexpr std::size_t kUploads = 256;
constexpr std::size_t kPageBytes = 4096;

constexpr std::uint64_t shard_bytes(std::uint64_t part_bytes) {
  return part_bytes / kDataShards;
}
constexpr std::uint64_t stored_bytes(std::uint64_t part_bytes) {
  return shard_bytes(part_bytes) * kShards;
}

constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
// The part comes in, the shards leave for their storage nodes: both through the network.
constexpr std::array kClasses{
    cf_class{"64KiB", 0.50, 10 * kMillisecond, 0, 1, 2048, 0, kPartBytes[0], stored_bytes(kPartBytes[0]), 0,
             0},
    cf_class{"2MiB", 0.35, 20 * kMillisecond, 0, 1, 128, 0, kPartBytes[1], stored_bytes(kPartBytes[1]), 0, 0},
    cf_class{"8MiB", 0.15, 50 * kMillisecond, 0, 1, 32, 0, kPartBytes[2], stored_bytes(kPartBytes[2]), 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"mb", "media bytes that parts are taken from", "MB", "192", "16", "16384"},
};

constexpr Description kDescription{
    .name = "media_put",
    .version = "1",
    .summary = "Checks, encrypts and erasure-codes parts of media uploads",
    .seed_system = "petabytes of media in an object store",
    .unit = "one part of an upload",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

/// What the gateway knows of a part in the end: all of it goes into the digest.
struct Receipt {
  Sha256 fingerprint;
  Tag tag;
  std::uint32_t part_checksum;
  std::array<std::uint32_t, kShards> shard_checksums;
};
static_assert(sizeof(Receipt) == 32 + 16 + 4 + kShards * 4, "no padding: it is digested as it lies");

class Dataset {
 public:
  static Need need(const Environment& environment) {
    return {.shared_bytes = environment.integer("mb") << 20,
            .per_worker_bytes = stored_bytes(kMostPartBytes)};
  }

  explicit Dataset(const Environment& environment)
      : seed_(environment.seed()),
        coder_(environment.isa_level()),
        media_(environment.integer("mb") << 20, PageSize::small) {
    check_known_answers(coder_);
    note_libraries(environment);

    Random random(seed_);
    for (PartKey& upload : uploads_) {
      random.fill(std::as_writable_bytes(std::span(upload.key)));
      random.fill(std::as_writable_bytes(std::span(upload.nonce)));
      random.fill(std::as_writable_bytes(std::span(upload.associated)));
    }
    constexpr std::size_t chunk_bytes = 4 << 20;
    std::uint64_t dataset_digest = digest(uploads_.data(), sizeof uploads_);
    for (std::size_t offset = 0; offset < media_.size(); offset += chunk_bytes) {
      environment.check_cancelled();
      const auto chunk = media_.bytes().subspan(offset, std::min(chunk_bytes, media_.size() - offset));
      random.fill(chunk);
      dataset_digest = digest(chunk, dataset_digest);
    }
    environment.note_dataset_digest(dataset_digest);
  }

  const ShardCoder& coder() const { return coder_; }

  /// What one request stores, for whom, and which shards verification loses.
  struct Work {
    std::span<const std::byte> part;
    PartKey key;
    std::uint64_t choice;
  };

  Work work(const cf_request& request) const {
    const std::uint64_t index = request.index % kClasses[request.class_id].pool;
    const std::uint64_t choice = mix(seed_ ^ mix(index << 8 | request.class_id));
    const std::size_t bytes = kPartBytes[request.class_id];
    const std::size_t places = (media_.size() - bytes) / kPageBytes + 1;
    PartKey key = uploads_[choice % kUploads];
    const auto part_number = static_cast<std::uint32_t>(index << 2 | request.class_id);
    std::memcpy(key.nonce.data() + key.nonce.size() - sizeof part_number, &part_number, sizeof part_number);
    std::memcpy(key.associated.data() + key.associated.size() - sizeof part_number, &part_number,
                sizeof part_number);
    return {media_.bytes().subspan((choice >> 8) % places * kPageBytes, bytes), key, mix(choice)};
  }

 private:
  void note_libraries(const Environment& environment) const {
    const OpensslPath path;
    path.require_cap(environment.isa_level());
    environment.note_library("OpenSSL", OpensslPath::version(),
                             "AES-GCM " + path.aes_gcm() + ", SHA-256 " + path.sha256());
    // The checksum was computed by check_known_answers(), the shards are coded now: only then is code chosen.
    std::array<std::byte, stored_bytes(512)> shards{};
    coder_.encode(shards.data(), shard_bytes(512), shards.data() + 512);
    environment.note_library(ShardCoder::kName, ShardCoder::version(), coder_.code_path());
  }

  std::uint64_t seed_;
  ShardCoder coder_;
  PageMemory media_;
  std::array<PartKey, kUploads> uploads_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset), stored_(stored_bytes(kMostPartBytes), PageSize::small) {}

  void request(const cf_request& request, cf_answer& answer) {
    const Dataset::Work work = dataset_.work(request);
    const std::size_t part_bytes = work.part.size();
    Receipt receipt;
    receipt.part_checksum = dataset_.coder().checksum(work.part);
    receipt.fingerprint = cipher_.hash(work.part.first(part_bytes / 8));
    receipt.tag = cipher_.encrypt(work.key, work.part, stored_.data());
    dataset_.coder().encode(stored_.data(), shard_bytes(part_bytes), stored_.data() + part_bytes);
    const auto all = shards(part_bytes);
    for (std::size_t shard = 0; shard < kShards; ++shard) {
      receipt.shard_checksums[shard] = dataset_.coder().checksum(all[shard]);
    }
    receipt_ = receipt;
    answer.digest = digest(&receipt_, sizeof receipt_);
    answer.bytes_in = part_bytes;
    answer.bytes_out = stored_bytes(part_bytes);
    answer.items = kShards;
  }

  void verify(const cf_request& request, const cf_answer& answer) {
    const Dataset::Work work = dataset_.work(request);
    const std::size_t part_bytes = work.part.size();
    if (answer.digest != digest(&receipt_, sizeof receipt_) || answer.bytes_in != part_bytes ||
        answer.bytes_out != stored_bytes(part_bytes) || answer.items != kShards) {
      throw wrong("the answer does not describe what was stored", "digest or counts differ");
    }
    const auto all = shards(part_bytes);
    check_receipt(work, all);
    check_recovery(work, all);
    std::vector<std::byte> opened(part_bytes);
    if (!cipher_.decrypt(work.key, stored_.bytes().first(part_bytes), receipt_.tag, opened.data())) {
      throw wrong("the part does not authenticate", "its tag fails");
    }
    if (std::memcmp(opened.data(), work.part.data(), part_bytes) != 0) {
      throw wrong("the part decrypts to other bytes", "they differ from the source");
    }
  }

 private:
  /// Checksums by another way than the coder's, SHA-256 by the one-shot function.
  void check_receipt(const Dataset::Work& work,
                     const std::array<std::span<const std::byte>, kShards>& all) const {
    if (receipt_.part_checksum != ShardCoder::checksum_again(work.part)) {
      throw wrong("the part's checksum is wrong", "computed another way it is another");
    }
    Sha256 fingerprint;
    const auto slice = work.part.first(work.part.size() / 8);
    check_openssl(EVP_Digest(slice.data(), slice.size(), fingerprint.data(), nullptr, EVP_sha256(), nullptr),
                  "EVP_Digest");
    if (receipt_.fingerprint != fingerprint) {
      throw wrong("the fingerprint is wrong", "the one-shot function gives another");
    }
    for (std::size_t shard = 0; shard < kShards; ++shard) {
      if (receipt_.shard_checksums[shard] != ShardCoder::checksum_again(all[shard])) {
        throw wrong("a shard's checksum is wrong", "shard " + std::to_string(shard));
      }
    }
  }

  /// Three data shards are lost, others with each request, so that every parity shard is needed.
  static void check_recovery(const Dataset::Work& work,
                             const std::array<std::span<const std::byte>, kShards>& all) {
    std::array<std::size_t, kDataShards> order;
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random(work.choice);
    for (std::size_t last = kDataShards - 1; last > 0; --last) {
      std::swap(order[last], order[random.below(last + 1)]);
    }
    std::array<std::size_t, kDataShards> survivors;
    std::copy_n(order.begin() + kParityShards, kDataShards - kParityShards, survivors.begin());
    std::iota(survivors.end() - kParityShards, survivors.end(), kDataShards);
    const ShardRecovery recovery(survivors);
    for (const std::size_t lost : std::span(order).first(kParityShards)) {
      const std::vector<std::uint8_t> made = recovery.data_shard(lost, all);
      if (std::memcmp(made.data(), all[lost].data(), made.size()) != 0) {
        throw wrong("a lost shard is not recovered", "shard " + std::to_string(lost));
      }
    }
  }

  std::array<std::span<const std::byte>, kShards> shards(std::size_t part_bytes) const {
    std::array<std::span<const std::byte>, kShards> result;
    const std::size_t bytes = shard_bytes(part_bytes);
    for (std::size_t shard = 0; shard < kShards; ++shard) {
      result[shard] = stored_.bytes().subspan(shard * bytes, bytes);
    }
    return result;
  }

  const Dataset& dataset_;
  PageMemory stored_;  ///< data shards, one after another, and then the parity shards
  PartCipher cipher_;
  Receipt receipt_{};
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
