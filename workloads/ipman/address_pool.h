// AddressPool: which addresses of the /24 subnets are leased, one bitmap of 256 bits a subnet. Gives the
// lowest free address; the first four and the last of a subnet are never given (a cloud network keeps them
// for router, resolver, its own use and broadcast). Counts everything, so that the books can be balanced. Of
// one thread.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::workloads::ipman {

/// One subnet; bit set = leased or never given.
using SubnetBitmap = std::array<std::uint64_t, 4>;

inline constexpr std::uint32_t kAddressesPerSubnet = 256;
inline constexpr std::uint32_t kFirstGiven = 4;
inline constexpr std::uint32_t kLastGiven = 254;
inline constexpr std::uint32_t kNeverGiven = kAddressesPerSubnet - (kLastGiven - kFirstGiven + 1);

/// Nothing leased.
inline constexpr SubnetBitmap kFreeSubnet{0xf, 0, 0, std::uint64_t{1} << 63};

/// What a pool did, and what is in it.
struct PoolBooks {
  std::uint64_t live_before = 0;      ///< leases that the pool began with
  std::uint64_t given = 0;            ///< leases since
  std::uint64_t released = 0;         ///< of those and of the first
  std::uint64_t not_leased = 0;       ///< releases of what was free: an address was given or released twice
  std::uint64_t live = 0;             ///< leases by counting bits
  std::uint64_t subnets_changed = 0;  ///< bitmaps that are not what the pool began with

  void add(const PoolBooks& other) {
    live_before += other.live_before;
    given += other.given;
    released += other.released;
    not_leased += other.not_leased;
    live += other.live;
    subnets_changed += other.subnets_changed;
  }

  /// What does not balance after every lease was released; empty if all is well.
  std::string imbalance() const {
    const auto text = [](std::uint64_t number) { return std::to_string(number); };
    if (not_leased != 0) {
      return text(not_leased) + " addresses were given or released twice";
    }
    if (live_before + given != released + live) {
      return text(live_before) + " leases before, " + text(given) + " given, " + text(released) +
             " released, but " + text(live) + " live";
    }
    if (subnets_changed != 0) {
      return text(subnets_changed) + " subnets are not as they were before";
    }
    return {};
  }
};

class AddressPool {
 public:
  explicit AddressPool(std::vector<SubnetBitmap> subnets) : subnets_(std::move(subnets)) {
    books_.live_before = count_live();
  }

  /// The lowest free address of the subnet, now leased; nothing if there is none.
  std::optional<std::uint32_t> lease(std::uint32_t subnet) {
    SubnetBitmap& bitmap = subnets_[subnet];
    for (std::uint32_t word = 0; word < bitmap.size(); ++word) {
      if (~bitmap[word] != 0) {
        const auto bit = static_cast<std::uint32_t>(std::countr_one(bitmap[word]));
        bitmap[word] |= std::uint64_t{1} << bit;
        ++books_.given;
        return word * 64 + bit;
      }
    }
    return std::nullopt;
  }

  void release(std::uint32_t subnet, std::uint32_t address) {
    std::uint64_t& word = subnets_[subnet][address / 64];
    const std::uint64_t bit = std::uint64_t{1} << address % 64;
    if ((word & bit) == 0) {
      ++books_.not_leased;
      return;
    }
    word &= ~bit;
    ++books_.released;
  }

  /// Balanced against what the pool began with.
  PoolBooks books(const std::vector<SubnetBitmap>& before) const {
    PoolBooks books = books_;
    books.live = count_live();
    for (std::size_t subnet = 0; subnet < subnets_.size(); ++subnet) {
      books.subnets_changed += subnets_[subnet] == before[subnet] ? 0 : 1;
    }
    return books;
  }

 private:
  std::uint64_t count_live() const {
    std::uint64_t taken = 0;
    for (const SubnetBitmap& bitmap : subnets_) {
      for (const std::uint64_t word : bitmap) {
        taken += static_cast<std::uint64_t>(std::popcount(word));
      }
    }
    return taken - subnets_.size() * kNeverGiven;
  }

  std::vector<SubnetBitmap> subnets_;
  PoolBooks books_;
};

}  // namespace crossfade::workloads::ipman
