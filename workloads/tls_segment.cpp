// tls_segment: a content-delivery server encrypts one media segment for one viewer. The segment is cut into
// TLS 1.3 records of 16 KiB, each with its own nonce and its header as additional data, sealed with
// AES-128-GCM by libcrypto. Sockets and the handshake are not part of it.
//
// Timed answers are compared by a digest over every record's tag, which depends on the whole ciphertext as
// the library saw it, and over one cache line of each record's stored bytes, at a place that differs per
// request. verify() decrypts the stored bytes, which also checks the tags, and compares with the source.
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/openssl_check.h"
#include "workloads/openssl_path.h"
#include "workloads/page_memory.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

constexpr std::size_t kContentBytes = 16384;  // largest TLS record content (RFC 8446)
constexpr std::size_t kHeaderBytes = 5;
constexpr std::size_t kTypeBytes = 1;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kRecordBytes = kHeaderBytes + kContentBytes + kTypeBytes + kTagBytes;
constexpr std::size_t kSampleBytes = 64;
constexpr std::byte kApplicationData{23};
constexpr std::size_t kConnections = 256;
constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kHttpRequestBytes = 512;

constexpr std::array<std::size_t, 3> kSegmentBytes{64 << 10, 256 << 10, 1 << 20};
constexpr std::size_t kMostRecords = kSegmentBytes.back() / kContentBytes;

constexpr std::uint64_t wire_bytes(std::size_t segment_bytes) {
  return segment_bytes / kContentBytes * kRecordBytes;
}

constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
constexpr std::array kClasses{
    cf_class{"64KiB", 0.30, 2 * kMillisecond, 0, 1, 1024, 0, kHttpRequestBytes, wire_bytes(kSegmentBytes[0]),
             0, 0},
    cf_class{"256KiB", 0.50, 2 * kMillisecond, 0, 1, 512, 0, kHttpRequestBytes, wire_bytes(kSegmentBytes[1]),
             0, 0},
    cf_class{"1MiB", 0.20, 4 * kMillisecond, 0, 1, 128, 0, kHttpRequestBytes, wire_bytes(kSegmentBytes[2]), 0,
             0},
};

constexpr std::array kParameters{
    cf_parameter{"mb", "media bytes that segments are taken from", "MB", "96", "4", "16384"},
};

constexpr Description kDescription{
    .name = "tls_segment",
    .version = "1",
    .summary = "Encrypts media segments into TLS 1.3 records with AES-128-GCM",
    .seed_system = "content delivery of encoded video",
    .unit = "one segment, encrypted for one viewer",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
};

struct CipherDeleter {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER, CipherDeleter>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, CipherDeleter>;
using Bytes = const unsigned char*;

Bytes as_bytes(const std::byte* data) {
  return reinterpret_cast<Bytes>(data);
}
unsigned char* as_bytes(std::byte* data) {
  return reinterpret_cast<unsigned char*>(data);
}

/// The traffic secrets of one viewer's connection.
struct Connection {
  std::array<std::byte, 16> key;
  std::array<std::byte, kNonceBytes> iv;

  /// RFC 8446, 5.3: the record's sequence number, exclusive-or'ed into the end of the static part.
  std::array<std::byte, kNonceBytes> nonce(std::uint64_t sequence) const {
    std::array<std::byte, kNonceBytes> result = iv;
    for (std::size_t index = 0; index < 8; ++index) {
      result[kNonceBytes - 1 - index] ^= static_cast<std::byte>(sequence >> (8 * index));
    }
    return result;
  }
};

constexpr std::array<std::byte, kHeaderBytes> record_header() {
  constexpr std::size_t length = kContentBytes + kTypeBytes + kTagBytes;
  return {kApplicationData, std::byte{3}, std::byte{3}, std::byte{length >> 8}, std::byte{length & 0xff}};
}

/// Encrypts and decrypts one record with a keyed context.
void seal(EVP_CIPHER_CTX* context, const std::array<std::byte, kNonceBytes>& nonce, const std::byte* content,
          std::byte* record) {
  constexpr auto header = record_header();
  std::memcpy(record, header.data(), kHeaderBytes);
  std::byte* body = record + kHeaderBytes;
  std::byte* tag = body + kContentBytes + kTypeBytes;
  int written = 0;
  check_openssl(EVP_EncryptInit_ex2(context, nullptr, nullptr, as_bytes(nonce.data()), nullptr),
                "EVP_EncryptInit_ex2");
  check_openssl(EVP_EncryptUpdate(context, nullptr, &written, as_bytes(header.data()), kHeaderBytes),
                "EVP_EncryptUpdate(header)");
  check_openssl(EVP_EncryptUpdate(context, as_bytes(body), &written, as_bytes(content), kContentBytes),
                "EVP_EncryptUpdate(content)");
  check_openssl(EVP_EncryptUpdate(context, as_bytes(body + kContentBytes), &written,
                                  as_bytes(&kApplicationData), kTypeBytes),
                "EVP_EncryptUpdate(type)");
  check_openssl(EVP_EncryptFinal_ex(context, as_bytes(tag), &written), "EVP_EncryptFinal_ex");
  check_openssl(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag), "EVP_CTRL_AEAD_GET_TAG");
}

class Dataset {
 public:
  static Need need(const Environment& environment) {
    const std::uint64_t media_bytes = environment.integer("mb") << 20;
    // A keyed context takes about 1 KiB.
    return {.shared_bytes = media_bytes,
            .per_worker_bytes = kMostRecords * kRecordBytes + kConnections * 1024};
  }

  explicit Dataset(const Environment& environment)
      : seed_(environment.seed()),
        cipher_(EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr)),
        media_(environment.integer("mb") << 20, PageSize::small) {
    if (cipher_ == nullptr) {
      throw_openssl_failure("EVP_CIPHER_fetch(AES-128-GCM)");
    }
    const OpensslPath path;
    path.require_cap(environment.isa_level());
    environment.note_library("OpenSSL", OpensslPath::version(), path.aes_gcm());
    check_known_answer();

    Random random(seed_);
    for (Connection& connection : connections_) {
      random.fill(connection.key);
      random.fill(connection.iv);
    }
    constexpr std::size_t chunk_bytes = 4 << 20;
    std::uint64_t dataset_digest = digest(connections_.data(), sizeof connections_);
    for (std::size_t offset = 0; offset < media_.size(); offset += chunk_bytes) {
      environment.check_cancelled();
      const auto chunk = media_.bytes().subspan(offset, std::min(chunk_bytes, media_.size() - offset));
      random.fill(chunk);
      dataset_digest = digest(chunk, dataset_digest);
    }
    environment.note_dataset_digest(dataset_digest);
  }

  const EVP_CIPHER* cipher() const { return cipher_.get(); }
  const Connection& connection(std::size_t number) const { return connections_[number]; }

  /// What one request encrypts, for whom, from which record on.
  struct Work {
    std::size_t connection, segment_bytes;
    std::uint64_t sequence;
    const std::byte* segment;
    std::uint64_t sample;
  };

  Work work(const cf_request& request) const {
    const std::uint64_t index = request.index % kClasses[request.class_id].pool;
    const std::uint64_t choice = mix(seed_ ^ mix(index << 8 | request.class_id));
    const std::size_t segment_bytes = kSegmentBytes[request.class_id];
    const std::size_t places = (media_.size() - segment_bytes) / kPageBytes + 1;
    return {static_cast<std::size_t>(choice % kConnections), segment_bytes, index * kMostRecords,
            media_.data() + (choice >> 8) % places * kPageBytes, mix(choice)};
  }

 private:
  /// A library that is wrong both ways would pass decryption: test case 4 of McGrew and Viega, "The
  /// Galois/Counter Mode of Operation (GCM)".
  void check_known_answer() const {
    constexpr unsigned char key[] = {0xfe, 0xff, 0xe9, 0x92, 0x86, 0x65, 0x73, 0x1c,
                                     0x6d, 0x6a, 0x8f, 0x94, 0x67, 0x30, 0x83, 0x08};
    constexpr unsigned char nonce[] = {0xca, 0xfe, 0xba, 0xbe, 0xfa, 0xce,
                                       0xdb, 0xad, 0xde, 0xca, 0xf8, 0x88};
    constexpr unsigned char associated[] = {0xfe, 0xed, 0xfa, 0xce, 0xde, 0xad, 0xbe, 0xef, 0xfe, 0xed,
                                            0xfa, 0xce, 0xde, 0xad, 0xbe, 0xef, 0xab, 0xad, 0xda, 0xd2};
    constexpr unsigned char plain[] = {
        0xd9, 0x31, 0x32, 0x25, 0xf8, 0x84, 0x06, 0xe5, 0xa5, 0x59, 0x09, 0xc5, 0xaf, 0xf5, 0x26,
        0x9a, 0x86, 0xa7, 0xa9, 0x53, 0x15, 0x34, 0xf7, 0xda, 0x2e, 0x4c, 0x30, 0x3d, 0x8a, 0x31,
        0x8a, 0x72, 0x1c, 0x3c, 0x0c, 0x95, 0x95, 0x68, 0x09, 0x53, 0x2f, 0xcf, 0x0e, 0x24, 0x49,
        0xa6, 0xb5, 0x25, 0xb1, 0x6a, 0xed, 0xf5, 0xaa, 0x0d, 0xe6, 0x57, 0xba, 0x63, 0x7b, 0x39};
    constexpr unsigned char expected_tag[] = {0x5b, 0xc9, 0x4f, 0xbc, 0x32, 0x21, 0xa5, 0xdb,
                                              0x94, 0xfa, 0xe9, 0x5a, 0xe7, 0x12, 0x1a, 0x47};
    const CipherContext context(EVP_CIPHER_CTX_new());
    unsigned char sealed[sizeof plain];
    unsigned char tag[kTagBytes];
    int written = 0;
    check_openssl(EVP_EncryptInit_ex2(context.get(), cipher_.get(), key, nonce, nullptr),
                  "EVP_EncryptInit_ex2");
    check_openssl(EVP_EncryptUpdate(context.get(), nullptr, &written, associated, sizeof associated),
                  "EVP_EncryptUpdate");
    check_openssl(EVP_EncryptUpdate(context.get(), sealed, &written, plain, sizeof plain),
                  "EVP_EncryptUpdate");
    check_openssl(EVP_EncryptFinal_ex(context.get(), tag, &written), "EVP_EncryptFinal_ex");
    check_openssl(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag),
                  "EVP_CTRL_AEAD_GET_TAG");
    if (std::memcmp(tag, expected_tag, kTagBytes) != 0) {
      throw wrong("AES-128-GCM gives a wrong answer", "it fails a published test vector");
    }
  }

  std::uint64_t seed_;
  Cipher cipher_;
  PageMemory media_;
  std::array<Connection, kConnections> connections_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset), wire_(kMostRecords * kRecordBytes) {
    for (std::size_t number = 0; number < kConnections; ++number) {
      contexts_[number].reset(EVP_CIPHER_CTX_new());
      check_openssl(EVP_EncryptInit_ex2(contexts_[number].get(), dataset.cipher(),
                                        as_bytes(dataset.connection(number).key.data()), nullptr, nullptr),
                    "EVP_EncryptInit_ex2(key)");
    }
  }

  void request(const cf_request& request, cf_answer& answer) {
    const Dataset::Work work = dataset_.work(request);
    const std::size_t records = work.segment_bytes / kContentBytes;
    const Connection& connection = dataset_.connection(work.connection);
    EVP_CIPHER_CTX* context = contexts_[work.connection].get();
    for (std::size_t record = 0; record < records; ++record) {
      seal(context, connection.nonce(work.sequence + record), work.segment + record * kContentBytes,
           wire_.data() + record * kRecordBytes);
    }
    answer.digest = digest_of_wire(work, records);
    answer.bytes_in = work.segment_bytes;
    answer.bytes_out = records * kRecordBytes;
    answer.items = static_cast<std::uint32_t>(records);
  }

  void verify(const cf_request& request, const cf_answer& answer) {
    const Dataset::Work work = dataset_.work(request);
    const std::size_t records = work.segment_bytes / kContentBytes;
    const Connection& connection = dataset_.connection(work.connection);
    const CipherContext context(EVP_CIPHER_CTX_new());
    check_openssl(EVP_DecryptInit_ex2(context.get(), dataset_.cipher(), as_bytes(connection.key.data()),
                                      nullptr, nullptr),
                  "EVP_DecryptInit_ex2(key)");
    std::vector<std::byte> opened(kContentBytes + kTypeBytes);
    for (std::size_t record = 0; record < records; ++record) {
      const auto nonce = connection.nonce(work.sequence + record);
      if (!open(context.get(), nonce, wire_.data() + record * kRecordBytes, opened)) {
        throw wrong("a record does not authenticate", "record " + std::to_string(record) + " fails its tag");
      }
      if (std::memcmp(opened.data(), work.segment + record * kContentBytes, kContentBytes) != 0 ||
          opened.back() != kApplicationData) {
        throw wrong("a record decrypts to other bytes", "record " + std::to_string(record));
      }
    }
    if (answer.digest != digest_of_wire(work, records) ||
        answer.bytes_out != wire_bytes(work.segment_bytes) || answer.bytes_in != work.segment_bytes ||
        answer.items != records) {
      throw wrong("the answer does not describe the records", "digest or counts differ");
    }
  }

 private:
  static bool open(EVP_CIPHER_CTX* context, const std::array<std::byte, kNonceBytes>& nonce,
                   const std::byte* record, std::vector<std::byte>& opened) {
    std::array<std::byte, kTagBytes> tag;
    const std::byte* body = record + kHeaderBytes;
    std::memcpy(tag.data(), body + opened.size(), kTagBytes);
    int written = 0;
    check_openssl(EVP_DecryptInit_ex2(context, nullptr, nullptr, as_bytes(nonce.data()), nullptr),
                  "EVP_DecryptInit_ex2");
    check_openssl(EVP_DecryptUpdate(context, nullptr, &written, as_bytes(record), kHeaderBytes),
                  "EVP_DecryptUpdate(header)");
    check_openssl(EVP_DecryptUpdate(context, as_bytes(opened.data()), &written, as_bytes(body),
                                    static_cast<int>(opened.size())),
                  "EVP_DecryptUpdate");
    check_openssl(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()),
                  "EVP_CTRL_AEAD_SET_TAG");
    return EVP_DecryptFinal_ex(context, as_bytes(opened.data()), &written) == 1;
  }

  std::uint64_t digest_of_wire(const Dataset::Work& work, std::size_t records) {
    constexpr std::size_t lines = kContentBytes / kSampleBytes;
    for (std::size_t record = 0; record < records; ++record) {
      const std::byte* start = wire_.data() + record * kRecordBytes;
      const std::size_t line = (work.sample + record * 37) % lines;
      std::byte* proof = proof_.data() + record * (kTagBytes + kSampleBytes);
      std::memcpy(proof, start + kRecordBytes - kTagBytes, kTagBytes);
      std::memcpy(proof + kTagBytes, start + kHeaderBytes + line * kSampleBytes, kSampleBytes);
    }
    return digest(proof_.data(), records * (kTagBytes + kSampleBytes));
  }

  const Dataset& dataset_;
  std::vector<std::byte> wire_;
  std::array<CipherContext, kConnections> contexts_;
  std::array<std::byte, kMostRecords*(kTagBytes + kSampleBytes)> proof_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
