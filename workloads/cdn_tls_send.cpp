// cdn_tls_send: a content-delivery server sends one segment of encoded video to one viewer, over a real TCP
// connection and TLS 1.3: the request is read and parsed, the range read from a file in the page cache,
// encrypted (AES-128-GCM) and sent in an event loop (epoll), as far as the socket takes it each time. Where
// the kernel encrypts (kTLS), the range goes from the file to the socket without passing through the server.
// More than half of the time is the kernel's: copies, TCP, wake-ups. That is what tls_segment, the same
// delivery without sockets, does not show.
//
// The viewer is in the same thread and on the same machine (loopback, TCP both ways through the whole stack,
// no network card), so its work is kept as small as it can be: it encrypts the request of 414 bytes, and the
// kernel drops what arrives, whose bytes on the wire are counted. No request is decrypted: where one in
// eight was (version 1), the slowest hundredth of a class lay in those, and its p99 was the check's.
//
// Timed answers are compared by a digest over the head of the answer, the request as the server understood
// it, and the bytes that arrived. It has no ciphertext in it: keys are new with every connection. verify()
// has the segment sent again to a viewer that reads it, and compares with media made anew.
#include <openssl/err.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "workloads/cdn_tls_send/connection.h"
#include "workloads/cdn_tls_send/delivery.h"
#include "workloads/cdn_tls_send/server.h"
#include "workloads/cdn_tls_send/tls_settings.h"
#include "workloads/cdn_tls_send/trial.h"
#include "workloads/cdn_tls_send/viewer.h"
#include "workloads/file_descriptor.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/memory_file.h"
#include "workloads/openssl_path.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace cdn_tls_send;

constexpr std::array<std::size_t, 3> kSegmentBytes{64 << 10, 256 << 10, 1 << 20};
constexpr std::size_t kMostSegmentBytes = kSegmentBytes.back();
constexpr std::size_t kBlockBytes = 64 << 10;  // media are made, and segments begin, in blocks
constexpr std::uint32_t kViewers = 16;         // of each worker, a connection each
constexpr std::uint32_t kReader = kViewers;    // one more connection: verify() reads what comes on it
constexpr std::uint32_t kConnections = kViewers + 1;

constexpr std::uint64_t kMillisecond = 1'000'000;  // in ns
constexpr std::array kClasses{
    cf_class{"64KiB", 0.30, 2 * kMillisecond, 0, 1, 1024, 0, kRequestBytes, wire_bytes(kSegmentBytes[0]), 0,
             0},
    cf_class{"256KiB", 0.50, 5 * kMillisecond, 0, 1, 512, 0, kRequestBytes, wire_bytes(kSegmentBytes[1]), 0,
             0},
    cf_class{"1MiB", 0.20, 20 * kMillisecond, 0, 1, 128, 0, kRequestBytes, wire_bytes(kSegmentBytes[2]), 0,
             0},
};

constexpr std::array kParameters{
    cf_parameter{"mb", "size of the media file, in the page cache", "MB", "256", "4", "16384"},
    cf_parameter{"kernel_tls", "1: sendfile and kernel TLS where the kernel has it; 0: never", "", "1", "0",
                 "1"},
};

constexpr Description kDescription{
    .name = "cdn_tls_send",
    .version = "2",
    .summary = "Sends media segments over TLS 1.3 and real TCP connections",
    .seed_system = "content delivery of encoded video",
    .unit = "one segment, sent to one viewer",
    .flags = CF_FLAG_EXACT | CF_FLAG_KERNEL,
    .classes = kClasses,
    .parameters = kParameters,
};

/// Media are made block by block, so that any range can be made again without the file.
void make_block(std::uint64_t seed, std::uint64_t block, std::span<std::byte, kBlockBytes> target) {
  Random(seed, block).fill(target);
}

std::vector<std::byte> make_range(std::uint64_t seed, const Order& order) {
  std::vector<std::byte> range(order.bytes);
  for (std::size_t place = 0; place < range.size(); place += kBlockBytes) {
    make_block(seed, (order.offset + place) / kBlockBytes,
               std::span(range).subspan(place).first<kBlockBytes>());
  }
  return range;
}

/// Every connection takes two descriptors, and many machines allow 1024 unless asked.
void allow_descriptors(std::uint64_t workers) {
  constexpr std::uint64_t for_others = 64;
  const rlim_t needed = workers * (2 * kConnections + 1) + for_others;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) {
    return;
  }
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = needed;
  if (limit.rlim_max < needed || setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    throw unsupported("too few file descriptors are allowed", "ulimit -n",
                      "it needs " + std::to_string(needed) + " and may have " +
                          std::to_string(std::max(before, limit.rlim_max)),
                      "raise the hard limit (ulimit -Hn) or use fewer workers");
  }
}

/// One request of the pool.
struct Job {
  Order order;
  std::string text;
  std::uint32_t connection;
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    // Two TLS states and two sockets with their buffers; one at a time is full.
    constexpr std::uint64_t connection_bytes = 128 << 10, full_socket_bytes = 8 << 20;
    return {.shared_bytes = environment.integer("mb") << 20,
            .per_worker_bytes = kMostSegmentBytes + kConnections * connection_bytes + full_socket_bytes};
  }

  explicit Dataset(const Environment& environment)
      : seed_(environment.seed()),
        media_bytes_(environment.integer("mb") << 20),
        media_("crossfade media"),
        settings_(environment.integer("kernel_tls") == 1) {
    const OpensslPath path;
    path.require_cap(environment.isa_level());
    environment.note_library("OpenSSL", OpensslPath::version(), path.aes_gcm());
    allow_descriptors(environment.workers());
    std::uint64_t dataset_digest = make_media(environment);
    choose_path(environment);
    for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
      for (std::uint32_t index = 0; index < kClasses[class_id].pool; ++index) {
        jobs_[class_id].push_back(make_job(class_id, index));
        const std::string& text = jobs_[class_id].back().text;
        dataset_digest = digest(text.data(), text.size(), dataset_digest);
      }
    }
    environment.note_dataset_digest(dataset_digest);
  }

  std::uint64_t seed() const { return seed_; }
  const MemoryFile& media() const { return media_; }
  std::uint64_t media_bytes() const { return media_bytes_; }
  const TlsSettings& settings() const { return settings_; }
  const Job& job(const cf_request& request) const {
    return jobs_[request.class_id][request.index % kClasses[request.class_id].pool];
  }

 private:
  std::uint64_t make_media(const Environment& environment) const {
    std::vector<std::byte> block(kBlockBytes);
    std::uint64_t all = 0;
    for (std::uint64_t number = 0; number < media_bytes_ / kBlockBytes; ++number) {
      if (number % 64 == 0) {
        environment.check_cancelled();
      }
      make_block(seed_, number, std::span(block).first<kBlockBytes>());
      all = digest(block, all);
      media_.write(block, number * kBlockBytes);
    }
    return all;
  }

  /// What one connection does, all do: they differ in nothing but their keys.
  void choose_path(const Environment& environment) {
    std::string path = "pread, SSL_write";
    if (const Connection trial(settings_); trial.kernel_encrypts()) {
      Server server(media_, media_bytes_);
      Viewer viewer(kMostSegmentBytes);
      const bool exact = std::all_of(kSegmentBytes.begin(), kSegmentBytes.end(), [&](std::size_t bytes) {
        return arrives_exactly(trial, server, viewer, {0, bytes, 0}, bytes);
      });
      path = exact ? "sendfile, kernel TLS" : path + " (the kernel's TLS cuts records otherwise)";
      if (!exact) {
        settings_ = TlsSettings(false);
      }
    }
    environment.note_library("path of the media", "1", path);
  }

  Job make_job(std::uint32_t class_id, std::uint32_t index) const {
    const std::uint64_t choice = mix(seed_ ^ mix(std::uint64_t{index} << 8 | class_id));
    const std::uint64_t places = (media_bytes_ - kSegmentBytes[class_id]) / kBlockBytes + 1;
    Job job;
    job.order = {(choice >> 8) % places * kBlockBytes, kSegmentBytes[class_id], mix(choice)};
    job.text = request_text(job.order);
    job.connection = static_cast<std::uint32_t>(choice % kViewers);
    return job;
  }

  std::uint64_t seed_, media_bytes_;
  MemoryFile media_;
  TlsSettings settings_;
  std::array<std::vector<Job>, kClasses.size()> jobs_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset),
        events_(epoll_create1(EPOLL_CLOEXEC)),
        server_(dataset.media(), dataset.media_bytes()),
        viewer_(kMostSegmentBytes) {
    if (events_.number() < 0) {
      throw system_failure("cannot wait for sockets", "epoll_create1");
    }
    for (std::uint32_t number = 0; number < kConnections; ++number) {
      const auto& made = connections_.emplace_back(std::make_unique<Connection>(dataset.settings()));
      watch(EPOLL_CTL_ADD, made->server_socket(), EPOLLIN, number << 1 | kServerSide);
      watch(EPOLL_CTL_ADD, made->client_socket(), EPOLLIN, number << 1);
    }
  }

  void request(const cf_request& request, cf_answer& answer) {
    const Job& job = dataset_.job(request);
    deliver(job, job.connection, false);
    const Proof proof{.head = digest(server_.head().data(), server_.head().size()),
                      .arrived = viewer_.arrived(),
                      .order = server_.order()};
    answer.digest = digest(&proof, sizeof proof);
    answer.bytes_in = job.text.size();
    answer.bytes_out = wire_bytes(job.order.bytes);
    answer.items = static_cast<std::uint32_t>(job.order.bytes / kRecordContentBytes);
  }

  void verify(const cf_request& request, const cf_answer& answer) {
    const Job& job = dataset_.job(request);
    deliver(job, kReader, true);
    const auto head = viewer_.head();
    const auto range = viewer_.range(job.order.bytes);
    if (parse_head({reinterpret_cast<const char*>(head.data()), head.size()}) != job.order) {
      throw wrong("the head of the answer is of another request", "its length, range or number differs");
    }
    if (std::memcmp(range.data(), make_range(dataset_.seed(), job.order).data(), range.size()) != 0) {
      throw wrong("the segment arrives with other bytes", "they differ from the media made anew");
    }
    const Proof expected{
        .head = digest(head),
        .arrived = wire_bytes(job.order.bytes),
        .order = job.order,
    };
    if (answer.digest != digest(&expected, sizeof expected) || answer.bytes_in != job.text.size() ||
        answer.bytes_out != wire_bytes(job.order.bytes) ||
        answer.items != job.order.bytes / kRecordContentBytes) {
      throw wrong("the answer does not describe the segment", "digest or counts differ");
    }
  }

 private:
  static constexpr std::uint32_t kServerSide = 1;  // lowest bit of an event's number

  /// What the digest of an answer is made of.
  struct Proof {
    std::uint64_t head = 0;
    std::uint64_t arrived = 0;  ///< bytes on the wire
    Order order;                ///< as the server read it
  };

  /// The event loop, until the viewer has all.
  void deliver(const Job& job, std::uint32_t number, bool reads) {
    constexpr int patience_ms = 10'000;
    const Connection& connection = *connections_[number];
    ERR_clear_error();  // libssl wants an empty queue before it works
    server_.expect();
    viewer_.ask(connection, job.text, job.order.bytes, reads);
    bool waits_for_room = false;
    std::array<epoll_event, 8> events;
    while (!viewer_.done()) {
      const int count =
          epoll_wait(events_.number(), events.data(), static_cast<int>(events.size()), patience_ms);
      if (count == 0) {
        throw Failure{CF_FAILED, "a delivery does not go on", "epoll_wait", viewer_.amounts(), {}};
      }
      for (int index = 0; index < count; ++index) {
        const std::uint32_t event = events[static_cast<std::size_t>(index)].data.u32;
        if (event >> 1 != number) {
          throw Failure{CF_FAILED, "a connection that should be idle is not", "epoll_wait", {}, {}};
        }
        if ((event & kServerSide) == 0) {
          viewer_.take(connection);
          continue;
        }
        const bool full = server_.advance(connection) == Progress::would_block;
        if (full != waits_for_room) {
          watch(EPOLL_CTL_MOD, connection.server_socket(), full ? EPOLLIN | EPOLLOUT : EPOLLIN, event);
          waits_for_room = full;
        }
      }
    }
    if (waits_for_room) {
      watch(EPOLL_CTL_MOD, connection.server_socket(), EPOLLIN, number << 1 | kServerSide);
    }
    if (!server_.done()) {
      throw wrong("the viewer has all before the server sent all", viewer_.amounts());
    }
  }

  void watch(int operation, int socket, std::uint32_t what, std::uint32_t number) const {
    epoll_event event{};
    event.events = what;
    event.data.u32 = number;
    if (epoll_ctl(events_.number(), operation, socket, &event) != 0) {
      throw system_failure("cannot watch a socket", "epoll_ctl");
    }
  }

  const Dataset& dataset_;
  FileDescriptor events_;
  Server server_;
  Viewer viewer_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
