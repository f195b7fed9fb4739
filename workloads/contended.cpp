// contended: a request of private arithmetic with operations in between on data that other workers may write
// too. What it shows is how throughput grows with the number of workers, not how fast one of them is. It
// stands for what made a migration to more cores fail: a hot word beside read-mostly data, a counter of all
// threads, a lock around something short.
//
// Every preset makes the same requests by the same instructions; they differ only in where three things lie:
// a hot counter beside a constant that is read (false sharing), a counter that is added to (true sharing),
// and a counter under a mutex (lock). Each is a worker's own, on cache lines of its own, or is near or the
// same as that of the others. `none`, all three private, is the control: what it loses with more workers is
// the machine's, and what the others lose beyond that is the sharing.
//
// Contention that never overlaps shows nothing, so one request in eight looks whether another worker was at
// the same work meanwhile and says so (cf_answer.items). Answers come from the private arithmetic alone and
// are exact; finish() counts whether an addition was lost.
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/glibc_path.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

constexpr std::uint32_t kPool = 4096;
constexpr std::uint32_t kSteps = 64;  // a request: private work, then the hot counter and the shared counter
constexpr std::uint32_t kStepsPerLock = 8;  // and every so many steps the lock
constexpr std::uint32_t kRequestsPerLook = 8;
// Two lines of 64 bytes: CPUs fetch the neighbour of a line together with it.
constexpr std::size_t kApart = 128;

constexpr std::array kClasses{
    cf_class{"steps64", 1.0, 200'000, 0, 1, kPool, 0, 8, 8, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"sharing", "what workers share: none, false_sharing, true_sharing, lock or mix (all three)",
                 "", "none", "", ""},
    cf_parameter{
        "work",
        "rounds of private arithmetic between contended operations, some 3 ns each; above about 1000 "
        "a request takes longer than its objective",
        "", "16", "0", "100000"},
};

constexpr std::array kPresets{
    cf_preset{"none", ""},
    cf_preset{"false_sharing", "sharing=false_sharing"},
    cf_preset{"true_sharing", "sharing=true_sharing"},
    cf_preset{"lock", "sharing=lock"},
    cf_preset{"mix", "sharing=mix"},
};

constexpr Description kDescription{
    .name = "contended",
    .version = "1",
    .summary = "Private arithmetic between operations on data that workers share, or not",
    .seed_system = "services that stopped scaling after a migration: false sharing, counters, locks",
    .unit = "64 steps of private work and contended operations",
    .flags = CF_FLAG_EXACT | CF_FLAG_CONTENDED | CF_FLAG_ONLY_NAMED,
    .classes = kClasses,
    .parameters = kParameters,
    .presets = kPresets,
};

/// Which of the three things workers share.
struct Sharing {
  bool hot = false, added = false, locked = false;

  static Sharing named(std::string_view name) {
    if (name == "none") return {};
    if (name == "false_sharing") return {.hot = true};
    if (name == "true_sharing") return {.added = true};
    if (name == "lock") return {.locked = true};
    if (name == "mix") return {true, true, true};
    throw unsupported("parameter refused", "sharing=" + std::string(name), "there is no such kind of sharing",
                      "give none, false_sharing, true_sharing, lock or mix");
  }
};

/// A counter that one worker writes, with a constant that it reads: eight of them fit into a line.
struct HotWord {
  std::atomic<std::uint32_t> count{0}, constant{0};
};

struct Guarded {
  std::mutex mutex;
  std::uint64_t count = 0;
};

template <class Thing>
struct alignas(kApart) Apart {
  Thing thing;
};

using HotNeighbours = std::array<HotWord, kApart / sizeof(HotWord)>;

/// How often a worker did what, for finish().
struct Done {
  std::uint64_t steps = 0, locks = 0;
};

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): what must not share a cache line lies apart
class Dataset {
 public:
  static Need need(const Environment& environment) {
    static_cast<void>(Sharing::named(environment.text("sharing")));
    return {.shared_bytes = kPool * sizeof(std::uint64_t) + 2 * kApart, .per_worker_bytes = 5 * kApart};
  }

  explicit Dataset(const Environment& environment)
      : sharing_(Sharing::named(environment.text("sharing"))),
        work_(environment.integer("work")),
        near_(environment.workers() / HotNeighbours().size() + 1),
        own_hot_(environment.workers()),
        own_added_(environment.workers()),
        own_guarded_(environment.workers()),
        progress_(environment.workers()),
        done_(environment.workers()) {
    environment.check_cancelled();
    environment.note_library("glibc", GlibcPath::version(), "pthread mutex");
    environment.note_library("own arithmetic", "1", "x86-64-v2");
    Random random(environment.seed());
    for (std::uint64_t& start : starts_) start = random.next();
    constant_ = static_cast<std::uint32_t>(random.next());
    for (std::uint32_t w = 0; w < environment.workers(); ++w) {
      near_hot(w).constant = constant_;
      own_hot_[w].thing.constant = constant_;
    }
    environment.note_dataset_digest(digest(starts_.data(), sizeof starts_, work_ ^ constant_));
  }

  HotWord& hot(std::uint32_t worker) { return sharing_.hot ? near_hot(worker) : own_hot_[worker].thing; }
  std::atomic<std::uint64_t>& added(std::uint32_t worker) {
    return sharing_.added ? shared_added_.thing : own_added_[worker].thing;
  }
  Guarded& guarded(std::uint32_t worker) {
    return sharing_.locked ? shared_guarded_.thing : own_guarded_[worker].thing;
  }
  std::atomic<std::uint64_t>& progress(std::uint32_t worker) { return progress_[worker].thing; }
  /// Somebody who works whenever this worker does and is not alone; nullptr if there is nobody else.
  const std::atomic<std::uint64_t>* partner(std::uint32_t worker) const {
    if (progress_.size() < 2) return nullptr;
    return &progress_[worker == 0 ? 1 : worker - 1].thing;
  }
  Done& done(std::uint32_t worker) { return done_[worker].thing; }

  std::uint64_t start(const cf_request& request) const { return starts_[request.index % kPool]; }
  std::uint64_t work() const { return work_; }
  std::uint32_t constant() const { return constant_; }

  /// No addition may be lost, whoever made it and wherever it went.
  void finish() {
    Done done;
    std::uint32_t hot = 0;  // counts wrap
    std::uint64_t added = shared_added_.thing, locked = shared_guarded_.thing.count;
    for (std::uint32_t w = 0; w < done_.size(); ++w) {
      done.steps += done_[w].thing.steps;
      done.locks += done_[w].thing.locks;
      hot += near_hot(w).count + own_hot_[w].thing.count;
      added += own_added_[w].thing;
      locked += own_guarded_[w].thing.count;
    }
    expect_equal("hot counters", hot, static_cast<std::uint32_t>(done.steps));
    expect_equal("added counters", added, done.steps);
    expect_equal("counters under a lock", locked, done.locks);
  }

 private:
  HotWord& near_hot(std::uint32_t worker) {
    return near_[worker / HotNeighbours().size()].thing[worker % HotNeighbours().size()];
  }

  static void expect_equal(const char* what, std::uint64_t counted, std::uint64_t made) {
    if (counted == made) return;
    throw wrong(std::string("the ") + what + " lost an addition",
                std::to_string(counted) + " counted of " + std::to_string(made) + " made");
  }

  Sharing sharing_;
  std::uint64_t work_;
  std::array<std::uint64_t, kPool> starts_;  ///< where the private arithmetic of a request begins
  std::uint32_t constant_ = 0;
  std::vector<Apart<HotNeighbours>> near_;  ///< false sharing: one beside the other
  std::vector<Apart<HotWord>> own_hot_;
  std::vector<Apart<std::atomic<std::uint64_t>>> own_added_;
  Apart<std::atomic<std::uint64_t>> shared_added_{};
  std::vector<Apart<Guarded>> own_guarded_;
  Apart<Guarded> shared_guarded_;
  std::vector<Apart<std::atomic<std::uint64_t>>> progress_;
  std::vector<Apart<Done>> done_;
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t worker)
      : dataset_(dataset),
        hot_(dataset.hot(worker)),
        added_(dataset.added(worker)),
        guarded_(dataset.guarded(worker)),
        progress_(dataset.progress(worker)),
        partner_(dataset.partner(worker)),
        done_(dataset.done(worker)),
        work_(dataset.work()) {}

  void request(const cf_request& request, cf_answer& answer) {
    const bool look = requests_++ % kRequestsPerLook == 0;
    const std::uint64_t before = look ? progress_of_partner() : 0;
    std::uint64_t value = dataset_.start(request);
    for (std::uint32_t step = 0; step < kSteps; ++step) {
      value = private_work(value);
      // Only this worker writes the count, but perhaps others write to its line.
      hot_.count.store(hot_.count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
      value ^= hot_.constant.load(std::memory_order_relaxed);
      added_.fetch_add(1, std::memory_order_relaxed);
      if (step % kStepsPerLock == 0) {
        const std::lock_guard lock(guarded_.mutex);
        ++guarded_.count;
        ++done_.locks;
        progress_.store(done_.locks, std::memory_order_relaxed);
      }
    }
    done_.steps += kSteps;
    answer.digest = mix(value);
    answer.bytes_in = sizeof request.index;
    answer.bytes_out = sizeof value;
    if (look) answer.items = progress_of_partner() == before ? CF_OVERLAP_NOT_SEEN : CF_OVERLAP_SEEN;
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    std::uint64_t value = dataset_.start(request);
    for (std::uint32_t step = 0; step < kSteps; ++step) value = private_work(value) ^ dataset_.constant();
    if (answer.digest != mix(value)) {
      throw wrong("the private arithmetic ends at another value", "request " + std::to_string(request.index));
    }
  }

 private:
  std::uint64_t private_work(std::uint64_t value) const {
    for (std::uint64_t round = 0; round < work_; ++round) value = mix(value);
    return value;
  }

  std::uint64_t progress_of_partner() const {
    return partner_ == nullptr ? 0 : partner_->load(std::memory_order_relaxed);
  }

  const Dataset& dataset_;
  HotWord& hot_;
  std::atomic<std::uint64_t>& added_;
  Guarded& guarded_;
  std::atomic<std::uint64_t>& progress_;
  const std::atomic<std::uint64_t>* partner_;
  Done& done_;
  std::uint64_t work_;
  std::uint64_t requests_ = 0;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
