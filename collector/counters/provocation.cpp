#include "collector/counters/provocation.h"

#include <emmintrin.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace crossfade::collector {
namespace {

constexpr std::size_t page_bytes = 4096, line_bytes = 64;
constexpr std::size_t pages = 4096;  // fresh ones: no TLB has any before
constexpr int rounds = 2;
constexpr std::uint32_t guesses = 50'000;

/// Ids in the vocabulary: what the work below has thousands of on every CPU that counts it.
constexpr auto provoked = std::to_array<std::string_view>({"branches",
                                                           "branch_misses",
                                                           "l1d_misses",
                                                           "l1d_load_misses",
                                                           "l1d_demand_fills",
                                                           "l1d_miss_buffers",
                                                           "l2_misses",
                                                           "l2_misses_with_prefetch",
                                                           "l2_lines_in",
                                                           "l2_load_misses",
                                                           "dram_fills",
                                                           "l3_references",
                                                           "l3_load_misses",
                                                           "dtlb_walks",
                                                           "dtlb_load_walks",
                                                           "dtlb_walk_cycles",
                                                           "l1_dtlb_misses",
                                                           "stall_cycles",
                                                           "memory_stall_cycles",
                                                           "l1d_miss_stall_cycles",
                                                           "l3_miss_stall_cycles",
                                                           "mispredict_slots",
                                                           "memory_bound_slots",
                                                           "recovery_cycles",
                                                           "executed_ops",
                                                           "not_complete_cycles",
                                                           "load_not_complete_cycles",
                                                           "flops",
                                                           "frontend_slots",
                                                           "backend_slots",
                                                           "op_queue_empty_cycles"});
constexpr auto provoked_by_code =
    std::to_array<std::string_view>({"l1i_misses", "l1i_tag_misses", "op_cache_misses", "itlb_walks"});

/// One line of each page, another one of the next, so that they share no set of a cache.
const char* line_of(const char* memory, std::size_t page) {
  return memory + page * page_bytes + page * line_bytes % page_bytes;
}

void miss_caches_and_tlbs(const char* memory) {
  for (std::size_t page = 0; page < pages; ++page) _mm_clflush(line_of(memory, page));
  _mm_mfence();
  for (std::size_t page = 0; page < pages; ++page)
    (void)*static_cast<const volatile char*>(line_of(memory, page));
}

void guess_wrong() {
  std::uint32_t state = 1;
  for (std::uint32_t i = 0; i < guesses; ++i) {
    state = state * 1'664'525 + 1'013'904'223;
    if ((state & 0x80000000U) != 0)
      asm volatile("nop");  // no predictor knows the bit, no compiler drops the branch
  }
}

void multiply() {
  __m128 value = _mm_set1_ps(1.0F);
  const __m128 factor = _mm_set1_ps(1.0000001F);
  for (std::uint32_t i = 0; i < guesses; ++i) {
    value = _mm_mul_ps(value, factor);
    asm volatile("" : "+x"(value));  // no compiler works it out beforehand
  }
}

void* mapped(int protection) {
  void* const memory = ::mmap(nullptr, pages * page_bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  // One entry of a TLB would do for hundreds of pages.
  (void)::madvise(memory, pages * page_bytes, MADV_NOHUGEPAGE);
  return memory;
}

/// A return in each of thousands of pages, called one after the other. False where no memory may be executed.
bool miss_code() {
  void* const memory = mapped(PROT_READ | PROT_WRITE);
  if (memory == nullptr) return false;
  constexpr unsigned char return_instruction = 0xc3;
  for (std::size_t page = 0; page < pages; ++page)
    *const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(
        line_of(static_cast<const char*>(memory), page))) = return_instruction;
  const bool may = ::mprotect(memory, pages * page_bytes, PROT_READ | PROT_EXEC) == 0;
  for (int round = 0; may && round < rounds; ++round) {
    for (std::size_t page = 0; page < pages; ++page) {
      using Function = void (*)();
      reinterpret_cast<Function>(const_cast<char*>(line_of(static_cast<const char*>(memory), page)))();
    }
  }
  ::munmap(memory, pages * page_bytes);
  return may;
}

bool miss_data() {
  auto* const memory = static_cast<char*>(mapped(PROT_READ | PROT_WRITE));
  if (memory == nullptr) return false;
  for (std::size_t page = 0; page < pages; ++page) memory[page * page_bytes] = 1;
  for (int round = 0; round < rounds; ++round) miss_caches_and_tlbs(memory);
  guess_wrong();
  multiply();
  ::munmap(memory, pages * page_bytes);
  return true;
}

template <class Names>
bool contains(const Names& names, std::string_view metric) {
  return std::find(names.begin(), names.end(), metric) != names.end();
}

}  // namespace

Provoked run_provocation() {
  return {miss_data(), miss_code()};
}

Shown provoked_events(ThreadCounters& counters) {
  const std::size_t size = counters.counters().size();
  Shown shown{std::vector<std::string>(size), std::vector<bool>(size)};
  counters.start();
  const Provoked ran = run_provocation();
  counters.stop();
  for (std::size_t i = 0; i < size; ++i) {
    const results::Counter& counter = counters.counters()[i];
    const EventReading& reading = counters.readings()[i];
    shown.counted[i] = reading.total.value_or(0) > 0;
    const bool has_some = (ran.data && contains(provoked, counter.metric)) ||
                          (ran.code && contains(provoked_by_code, counter.metric));
    const bool is_zero = reading.state == results::CounterState::zeroed || reading.total == 0;
    if (!has_some || !counter.absent_because.empty() || !is_zero) continue;
    shown.hidden[i] =
        fmt::format("{} exists but never counts on this virtual machine: 0 where there were thousands",
                    counter.raw_event);
  }
  return shown;
}

}  // namespace crossfade::collector
