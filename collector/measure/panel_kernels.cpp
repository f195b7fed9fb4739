#include "collector/measure/panel_kernels.h"

#include <emmintrin.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

constexpr std::uint64_t ring_seed = 0x70616e656c;

void load(const std::byte* address) {
  asm volatile("movq (%0), %%rax" : : "r"(address) : "rax", "memory");
}

}  // namespace

/// Adds a register, not a constant: some cores add constants in no time.
void run_addition_chain(std::uint64_t additions) {
  if (additions == 0) return;
  std::uint64_t sum = 1;  // NOLINT(misc-const-correctness): the assembly writes it
  const std::uint64_t addend = 3;
  static_assert(additions_per_round == 16);
  asm volatile(
      "1:\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "addq %[addend], %[sum]\n\taddq %[addend], %[sum]\n\t"
      "subq $16, %[left]\n\t"
      "jnz 1b"
      : [sum] "+r"(sum), [left] "+r"(additions)
      : [addend] "r"(addend)
      : "cc");
}

// Targets differ, so that no load waits for the register of another.
// NOLINTBEGIN(bugprone-macro-parentheses): an offset becomes text of the assembly.
#define CF_LOADS_4(offset)                                                                    \
  "movq " #offset "(%[block]), %%rax\n\tmovq " #offset "+8(%[block]), %%rcx\n\tmovq " #offset \
  "+16(%[block]), %%rdx\n\tmovq " #offset "+24(%[block]), %%r8\n\t"
#define CF_LOADS_16(offset) \
  CF_LOADS_4(offset) CF_LOADS_4(offset + 32) CF_LOADS_4(offset + 64) CF_LOADS_4(offset + 96)
#define CF_LOADS_64(offset) \
  CF_LOADS_16(offset) CF_LOADS_16(offset + 128) CF_LOADS_16(offset + 256) CF_LOADS_16(offset + 384)
// NOLINTEND(bugprone-macro-parentheses)

void run_independent_loads(std::span<const std::byte, l1_block_bytes> block, std::uint64_t rounds) {
  if (rounds == 0) return;
  static_assert(loads_per_round == 128);
  asm volatile("1:\n\t" CF_LOADS_64(0) CF_LOADS_64(512) "decq %[rounds]\n\tjnz 1b"
               : [rounds] "+r"(rounds)
               : [block] "r"(block.data())
               : "rax", "rcx", "rdx", "r8", "cc", "memory");
}

LineRing::LineRing(std::span<std::byte> memory, std::size_t stride, std::size_t lines) {
  workloads::Random random(ring_seed);
  const std::size_t slots = memory.size() / stride;
  const std::size_t lines_in_slot = stride / cache_line_bytes;
  lines = std::min(lines, slots);
  if (lines == 0) return;
  addresses_.reserve(lines);
  for (std::size_t i = 0; i < lines; ++i) {
    const std::size_t slot = i * slots / lines;  // over all of the memory
    addresses_.push_back(memory.data() + slot * stride + (random.next() % lines_in_slot) * cache_line_bytes);
  }
  std::vector<std::byte*> order = addresses_;
  for (std::size_t i = lines - 1; i > 0; --i) std::swap(order[i], order[random.next() % (i + 1)]);
  for (std::size_t i = 0; i < lines; ++i) {
    const std::byte* const next = order[(i + 1) % lines];
    std::memcpy(order[i], &next, sizeof next);
  }
  first_ = at_ = order.front();
}

void LineRing::chase(std::uint64_t steps) {
  if (at_ == nullptr || steps == 0) return;
  asm volatile(
      "1:\n\t"
      "movq (%[at]), %[at]\n\t"
      "decq %[steps]\n\t"
      "jnz 1b"
      : [at] "+r"(at_), [steps] "+r"(steps)
      :
      : "cc", "memory");
}

void LineRing::fetch() {
  for (const std::byte* address : addresses_) load(address);
  at_ = first_;
}

void LineRing::flush() {
  for (std::byte* address : addresses_) _mm_clflush(address);
  _mm_mfence();
  at_ = first_;
}

void sweep(std::span<const std::byte> memory) {
  for (std::size_t i = 0; i < memory.size(); i += cache_line_bytes) load(memory.data() + i);
}

void flush(std::span<const std::byte> memory) {
  for (std::size_t i = 0; i < memory.size(); i += cache_line_bytes) _mm_clflush(memory.data() + i);
  _mm_mfence();
}

}  // namespace crossfade::collector
