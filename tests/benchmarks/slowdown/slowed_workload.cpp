// A workload made slower by a known share of its own time, for comparisons whose true answer somebody knows.
// It takes another plug-in's place and passes everything on; after requests it works off what it owes them.
// What to do stands in the file `slowdown` in its own folder, three lines: path of the other plug-in,
// `instructions` or `memory`, the share (0.02 = every request takes 2 % longer). Nothing of it shows in a
// recording: the object is the same whatever the file says. What memory traffic costs the request itself, by
// the cache lines it loses, comes on top of the share.
#include <dlfcn.h>
#include <x86intrin.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "workloads/abi.h"

namespace {

/// Debts below this are carried on: leaving a request to pay costs some 20 ns itself.
constexpr double least_payment_ticks = 2000;
/// Beyond any debt: whoever was preempted while paying owes nothing, and is not paid in return.
constexpr double most_overpaid_ticks = 20'000;
constexpr std::size_t buffer_lines = std::size_t{512} * 1024;  // 32 MiB: beyond the L2 of every CPU so far

struct Slowdown {
  const cf_workload* inner = nullptr;
  bool memory = false;
  double share = 0;
};

struct alignas(64) Line {
  std::uint64_t value[8];
};

const Slowdown& slowdown() {
  static const Slowdown it = [] {
    Dl_info here{};
    dladdr(reinterpret_cast<void*>(&slowdown), &here);
    const auto file = std::filesystem::path(here.dli_fname).parent_path() / "slowdown";
    std::ifstream in(file);
    std::string plugin, kind;
    Slowdown read;
    in >> plugin >> kind >> read.share;
    read.memory = kind == "memory";
    void* const object = in ? dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
    void* const table = object != nullptr ? dlsym(object, "crossfade_workload_v1") : nullptr;
    if (table == nullptr || (!read.memory && kind != "instructions")) {
      std::cerr << "slowed workload: " << file << " does not name a plug-in, a kind and a share\n";
      std::abort();
    }
    read.inner = reinterpret_cast<const cf_workload* (*)()>(table)();
    return read;
  }();
  return it;
}

class Worker {
 public:
  explicit Worker(void* inner) : inner_(inner) {
    if (slowdown().memory) buffer_.resize(buffer_lines, Line{});
  }
  ~Worker() { slowdown().inner->worker_destroy(inner_); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void* inner() const { return inner_; }

  int request(const cf_request* request, cf_answer* answer) {
    const std::uint64_t begin = __rdtsc();
    const int status = slowdown().inner->request(inner_, request, answer);
    owed_ticks_ += slowdown().share * static_cast<double>(__rdtsc() - begin);
    if (owed_ticks_ > least_payment_ticks) pay();
    return status;
  }

 private:
  void pay() {
    const std::uint64_t begin = __rdtsc();
    double paid_ticks = 0;
    do {
      if (slowdown().memory) {
        read_lines();
      } else {
        execute();
      }
      paid_ticks = static_cast<double>(__rdtsc() - begin);
    } while (paid_ticks < owed_ticks_);
    owed_ticks_ -= paid_ticks;
    if (owed_ticks_ < -most_overpaid_ticks) owed_ticks_ = 0;
  }

  void execute() {
    std::array<std::uint64_t, 4> sums{1, 2, 3, 4};
    for (int i = 0; i < 16; ++i) {
      for (std::uint64_t& sum : sums) sum += sum >> 3U;
      asm volatile("" : "+r"(sums[0]), "+r"(sums[1]), "+r"(sums[2]), "+r"(sums[3]));
    }
  }

  void read_lines() {
    std::uint64_t sum = 0;
    for (int i = 0; i < 16; ++i) {
      sum += buffer_[next_line_].value[0];
      next_line_ = (next_line_ + 1) % buffer_lines;
    }
    asm volatile("" : : "r"(sum));
  }

  void* inner_;
  double owed_ticks_ = 0;
  std::vector<Line> buffer_;
  std::size_t next_line_ = 0;
};

int worker_create(void* data, std::uint32_t worker, void** state, cf_error* error) {
  void* inner = nullptr;
  const int status = slowdown().inner->worker_create(data, worker, &inner, error);
  if (status == CF_OK) *state = new Worker(inner);
  return status;
}

int request(void* worker, const cf_request* request, cf_answer* answer) {
  return static_cast<Worker*>(worker)->request(request, answer);
}

int verify(void* worker, const cf_request* request, const cf_answer* answer, cf_error* error) {
  return slowdown().inner->verify(static_cast<Worker*>(worker)->inner(), request, answer, error);
}

void worker_destroy(void* worker) {
  delete static_cast<Worker*>(worker);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const cf_workload* crossfade_workload_v1() {
  static const cf_workload table = [] {
    cf_workload same = *slowdown().inner;
    same.worker_create = worker_create;
    same.request = request;
    same.verify = verify;
    same.worker_destroy = worker_destroy;
    return same;
  }();
  return &table;
}
