#include "collector/measure/panel.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>

#include "collector/measure/clock.h"
#include "collector/measure/core_map.h"
#include "collector/measure/hidden_siblings.h"

namespace crossfade::collector {
namespace {

constexpr std::size_t kib = 1024, mib = 1024 * kib;

// Long enough that reading the clock (some 25 ns) is less than half a percent, short enough that an
// interruption spoils one of many.
constexpr std::uint64_t additions = 24'576, load_rounds = 1'000;
constexpr std::size_t most_load_windows = 512;
// Of two workers that may be siblings: one that adds leaves the load ports to the other, so they add little.
constexpr std::uint64_t pair_additions = 4'096;
constexpr std::int64_t pair_budget_ns = 1'000'000;
constexpr std::size_t l2_windows = 30, l3_windows = 24, memory_windows = 24;
constexpr std::uint64_t l2_steps = 1'024, l3_steps = 256, memory_steps = 128;

constexpr std::size_t most_l2_ring_bytes = 256 * kib, least_l2_bytes = 256 * kib, most_sweep_bytes = 8 * mib;
// Two lines a slot: no neighbour of a line is ever used, so fetching pairs of lines gains nothing.
constexpr std::size_t l3_stride = 128, l3_lines = l3_windows * l3_steps;
// A line a page: the next line is never in an open row of memory by more than chance.
constexpr std::size_t memory_stride = 4 * kib, memory_ring_bytes = 8 * mib;
constexpr std::size_t memory_lines = memory_ring_bytes / memory_stride;
// 64 KiB take some us. All of it is far less than an L3, which it passes through.
constexpr std::size_t stream_windows = 32, stream_window_bytes = 64 * kib;
static_assert(stream_windows * stream_window_bytes <= memory_ring_bytes);
constexpr std::size_t huge_page = 2 * mib;

/// Touched memory on huge pages where the system has them; empty if there is none.
class TouchedMemory {
 public:
  explicit TouchedMemory(std::size_t bytes) {
    const std::size_t whole = (bytes + huge_page - 1) / huge_page * huge_page;
    memory_.reset(static_cast<std::byte*>(std::aligned_alloc(huge_page, whole)));
    if (!memory_) return;
    // Without huge pages the reading holds some TLB misses, before and after alike.
    (void)::madvise(memory_.get(), whole, MADV_HUGEPAGE);
    std::memset(memory_.get(), 1, bytes);
    bytes_ = bytes;
  }
  std::span<std::byte> bytes() { return {memory_.get(), bytes_}; }

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t bytes_ = 0;
};

template <class Kernel>
std::int64_t time_of(Kernel&& kernel) {
  const std::int64_t start = monotonic_ns();
  kernel();
  return monotonic_ns() - start;
}

template <std::size_t windows>
PanelCentre time_chase(LineRing& ring, std::uint64_t steps) {
  std::array<std::int64_t, windows> ns{};
  for (std::int64_t& window : ns) window = time_of([&] { ring.chase(steps); });
  return judge_chase(ns, steps);
}

/// Why there is no kernel for this cache; empty = there is one.
std::string why_no_l2(const PanelOrder& order) {
  if (order.l2_bytes == 0) return "the size of the L2 is not known: this machine does not show its caches";
  if (order.l2_bytes < least_l2_bytes)
    return fmt::format("an L2 of {} KiB is hardly larger than an L1", order.l2_bytes / kib);
  return {};
}

std::string why_no_l3(const PanelOrder& order) {
  if (order.l3_bytes == 0) return "the size of the L3 is not known: this machine does not show it";
  if (order.l2_bytes == 0) return "the size of the L2 is not known, so nothing can be kept out of it";
  if (2 * order.l2_bytes > most_sweep_bytes)
    return fmt::format("an L2 of {} KiB is too large to be swept", order.l2_bytes / kib);
  if (order.l3_bytes < 4 * order.l2_bytes)
    return fmt::format("an L3 of {} KiB is not four times the L2 of {} KiB", order.l3_bytes / kib,
                       order.l2_bytes / kib);
  return {};
}

}  // namespace

struct Panel::Core {
  explicit Core(std::size_t l2_ring_bytes)
      : l2_memory(l2_ring_bytes),
        l2_ring(l2_memory.bytes(), cache_line_bytes, l2_ring_bytes / cache_line_bytes) {
    windows.resize(most_load_windows);
    std::fill(windows.begin(), windows.end(), LoadWindow{1, 1});  // touched
  }

  /// Loads per cycle in windows with `chain` additions each, for so long.
  LoadFigures read_loads(std::uint64_t chain, std::int64_t budget_ns) {
    std::size_t n = 0;
    const std::int64_t end = monotonic_ns() + budget_ns;
    while (n < windows.size() && monotonic_ns() < end) {
      windows[n].chain_ns = time_of([&] { run_addition_chain(chain); });
      windows[n].loads_ns = time_of([&] { run_independent_loads(block, load_rounds); });
      ++n;
    }
    return judge_loads(std::span(windows).first(n), chain, load_rounds * loads_per_round);
  }

  results::PanelReading read() {
    results::PanelReading reading;
    const LoadFigures loads = read_loads(additions, panel_loads_budget_ns);
    reading.clock_hz = loads.clock_hz;
    reading.l1_loads_per_cycle = loads.loads_per_cycle.value;
    reading.l1_cv = loads.loads_per_cycle.cv;
    if (l2_ring.lines() == 0) return reading;
    l2_ring.fetch();
    l2_ring.chase(l2_ring.lines());
    const PanelCentre l2_ns = time_chase<l2_windows>(l2_ring, l2_steps);
    reading.l2_cycles = l2_ns.value * loads.clock_hz * 1e-9;
    reading.l2_cv = l2_ns.cv;
    return reading;
  }

  alignas(cache_line_bytes) std::array<std::byte, l1_block_bytes> block{};
  TouchedMemory l2_memory;
  LineRing l2_ring;
  std::vector<LoadWindow> windows;
};

struct Panel::Shared {
  explicit Shared(std::size_t sweep_bytes)
      : l3_memory(sweep_bytes == 0 ? 0 : l3_lines * l3_stride),
        sweep_memory(sweep_bytes),
        memory(memory_ring_bytes),
        l3_ring(l3_memory.bytes(), l3_stride, l3_lines),
        memory_ring(memory.bytes(), memory_stride, memory_lines) {}

  /// The sweep pushes the ring out of the L2; each line is then loaded once, so it comes from the L3, or from
  /// memory if a neighbour has pushed it out of there too.
  void read(results::PanelReading& reading) {
    if (l3_ring.lines() > 0) {
      l3_ring.fetch();
      sweep(sweep_memory.bytes());
      const PanelCentre l3 = time_chase<l3_windows>(l3_ring, l3_steps);
      reading.l3_ns = l3.value;
      reading.l3_cv = l3.cv;
    }
    // Flushed and not made larger than the L3: a walk through more than the L3 would throw out what the
    // workload has there.
    memory_ring.flush();
    const PanelCentre memory_latency =
        time_chase<std::min(memory_windows, memory_lines / memory_steps)>(memory_ring, memory_steps);
    reading.memory_ns = memory_latency.value;
    reading.memory_cv = memory_latency.cv;
    read_stream(reading);
  }

  void read_stream(results::PanelReading& reading) {
    const std::span<const std::byte> all = memory.bytes();
    if (all.empty()) return;
    flush(all.first(stream_windows * stream_window_bytes));
    std::array<std::int64_t, stream_windows> ns{};
    for (std::size_t w = 0; w < stream_windows; ++w)
      ns[w] = time_of([&] { sweep(all.subspan(w * stream_window_bytes, stream_window_bytes)); });
    const PanelCentre stream = judge_stream(ns, stream_window_bytes);
    reading.stream_bytes_per_s = stream.value;
    reading.stream_cv = stream.cv;
  }

  TouchedMemory l3_memory, sweep_memory, memory;
  LineRing l3_ring, memory_ring;
};

Panel::Panel(Crew& crew, const PanelOrder& order) : crew_(crew), cores_(crew.size()) {
  const std::string no_l2 = why_no_l2(order), no_l3 = why_no_l3(order);
  const auto absent = [&](const char* kernel, const std::string& why) {
    if (!why.empty()) absences_.push_back({fmt::format("stage.panel_{}", kernel), why});
  };
  absent("l2_cycles", no_l2);
  absent("l3_ns", no_l3);
  std::map<std::uint32_t, std::uint32_t> seen;
  for (std::uint32_t w = 0; w < crew.size(); ++w) rank_on_core_.push_back(seen[crew.member(w).core]++);
  const std::size_t l2_ring_bytes =
      no_l2.empty() ? std::min<std::size_t>(order.l2_bytes / 2, most_l2_ring_bytes) : 0;
  crew.run(crew.size(), [&](std::uint32_t w) {
    cores_[w] = std::make_unique<Core>(l2_ring_bytes);
    if (w == 0) shared_ = std::make_unique<Shared>(no_l3.empty() ? 2 * order.l2_bytes : 0);
  });
  if (no_l2.empty() && cores_.front()->l2_ring.lines() == 0)
    absent("l2_cycles", "there was no memory for it");
  if (no_l3.empty() && shared_->l3_ring.lines() == 0) absent("l3_ns", "there was no memory for it");
  if (shared_->memory_ring.lines() == 0) {
    absent("memory_ns", "there was no memory for it");
    absent("stream_bytes_per_s", "there was no memory for it");
  }
  find_hidden_siblings();
}

// All pairs at once: it takes as long with many CPUs as with two. Where threads of a core are not neighbours,
// they run at the same time even when they should be alone, and are not recognised.
void Panel::find_hidden_siblings() {
  if (!crew_.unpinned_because().empty()) return;
  std::vector<std::uint32_t> cpus, cores;
  for (std::uint32_t w = 0; w < crew_.size(); ++w) {
    cpus.push_back(crew_.member(w).cpu);
    cores.push_back(crew_.member(w).core);
  }
  const std::vector<WorkerPair> pairs = neighbouring_workers(cpus, cores);
  if (pairs.empty()) return;
  std::vector<std::vector<PairReading>> readings(pairs.size(),
                                                 std::vector<PairReading>(fewest_pair_readings));
  const auto look = [&](std::size_t attempt, bool first, bool second, auto figures) {
    const std::array<bool, 2> takes_part{first, second};
    crew_.run(crew_.size(), [&](std::uint32_t w) {
      for (std::size_t p = 0; p < pairs.size(); ++p) {
        for (std::size_t i = 0; i < 2; ++i) {
          if (pairs[p][i] != w || !takes_part[i]) continue;
          (readings[p][attempt].*figures)[i] =
              cores_[w]->read_loads(pair_additions, pair_budget_ns).loads_per_cycle.value;
        }
      }
    });
  };
  for (std::size_t attempt = 0; attempt < fewest_pair_readings; ++attempt) {
    look(attempt, true, false, &PairReading::alone);
    look(attempt, false, true, &PairReading::alone);
    look(attempt, true, true, &PairReading::together);
  }
  std::vector<WorkerPair> found;
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    if (!are_threads_of_one_core(readings[p])) continue;
    const auto [first, second] = pairs[p];
    rank_on_core_[second] = rank_on_core_[first] + 1;
    found.push_back({cpus[first], cpus[second]});
  }
  if (!found.empty()) absences_.push_back({uncertain_cores, hidden_siblings_text(found)});
}

Panel::~Panel() = default;

results::PanelReading Panel::read(std::uint32_t workers) {
  std::vector<results::PanelReading> readings(workers);
  std::uint32_t rounds = 0;
  for (std::uint32_t w = 0; w < workers; ++w) rounds = std::max(rounds, rank_on_core_[w] + 1);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    crew_.run(workers, [&](std::uint32_t w) {
      if (rank_on_core_[w] == round) readings[w] = cores_[w]->read();
    });
  }
  if (workers > 0) crew_.run(1, [&](std::uint32_t) { shared_->read(readings.front()); });
  return combine_panels(readings);
}

}  // namespace crossfade::collector
