// A batch as columns, the form in which it goes to storage: rows first, then windows; each column is its size
// and its values, numbers in groups of seven bits (LEB128), times as differences with the sign in the lowest
// bit (zigzag).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/events/event_row.h"
#include "workloads/events/window_table.h"
#include "workloads/failure.h"

namespace crossfade::workloads::events {

inline void append_number(std::string& bytes, std::uint64_t value) {
  while (value >= 128) {
    bytes += static_cast<char>(value | 128);
    value >>= 7;
  }
  bytes += static_cast<char>(value);
}

class ColumnWriter {
 public:
  /// The batch's bytes, valid until the next call.
  const std::string& write(std::span<const EventRow> rows, std::span<const Window> windows) {
    bytes_.clear();
    append_number(bytes_, rows.size());
    append_number(bytes_, windows.size());
    write_rows(rows);
    write_windows(windows);
    return bytes_;
  }

 private:
  /// value(item) is a number.
  template <class Item, class Value>
  void column(std::span<const Item> items, Value&& value) {
    column_.clear();
    for (const Item& item : items) {
      append_number(column_, value(item));
    }
    finish_column();
  }

  void finish_column() {
    append_number(bytes_, column_.size());
    bytes_ += column_;
  }

  void write_rows(std::span<const EventRow> rows) {
    std::uint64_t before = 0;
    column(rows, [&](const EventRow& row) {
      const auto difference = static_cast<std::int64_t>(row.time_ms - before);
      before = row.time_ms;
      return static_cast<std::uint64_t>(difference << 1 ^ difference >> 63);
    });
    column_.clear();
    for (const EventRow& row : rows) {
      column_.append(row.profile.data(), row.profile.size());
    }
    finish_column();
    column(rows, [](const EventRow& row) { return static_cast<std::uint64_t>(row.type); });
    column(rows, [](const EventRow& row) { return row.title; });
    column(rows, [](const EventRow& row) { return row.country; });
    column(rows, [](const EventRow& row) { return row.cdn; });
    column(rows, [](const EventRow& row) { return row.family; });
    column(rows, [](const EventRow& row) { return row.version; });
    column(rows, [](const EventRow& row) { return row.kbps; });
    column(rows, [](const EventRow& row) { return row.buffer_ms; });
    column(rows, [](const EventRow& row) { return row.vmaf_tenths; });
    column(rows, [](const EventRow& row) { return row.bitrates; });
    column(rows, [](const EventRow& row) { return row.shown; });
    column(rows, [](const EventRow& row) { return row.http_status; });
    column(rows, [](const EventRow& row) { return row.error_code; });
  }

  void write_windows(std::span<const Window> windows) {
    column(windows, [](const Window& window) { return window.key; });
    column(windows, [](const Window& window) { return window.events; });
    column(windows, [](const Window& window) { return window.errors; });
    column(windows, [](const Window& window) { return window.rebuffers; });
    column(windows, [](const Window& window) { return window.buffer_ms; });
    for (std::size_t bucket = 0; bucket < kBandwidthBuckets; ++bucket) {
      column(windows, [bucket](const Window& window) { return window.bandwidth[bucket]; });
    }
  }

  std::string bytes_, column_;
};

/// Reads what ColumnWriter wrote, for checks. Throws Failure if it is cut off or longer than it should be.
class ColumnReader {
 public:
  explicit ColumnReader(std::string_view bytes) : bytes_(bytes) {}

  void read(std::vector<EventRow>& rows, std::vector<Window>& windows) {
    rows.assign(number(), {});
    windows.assign(number(), {});
    std::uint64_t before = 0;
    column(rows, [&](EventRow& row) {
      const std::uint64_t folded = number();
      before += folded >> 1 ^ (folded & 1 ? ~std::uint64_t{0} : 0);
      row.time_ms = before;
    });
    column(rows, [&](EventRow& row) {
      require(bytes_.size() - place_ >= row.profile.size());
      bytes_.copy(row.profile.data(), row.profile.size(), place_);
      place_ += row.profile.size();
    });
    column(rows, [&](EventRow& row) { row.type = static_cast<EventType>(number()); });
    column(rows, [&](EventRow& row) { take(row.title); });
    column(rows, [&](EventRow& row) { take(row.country); });
    column(rows, [&](EventRow& row) { take(row.cdn); });
    column(rows, [&](EventRow& row) { take(row.family); });
    column(rows, [&](EventRow& row) { take(row.version); });
    column(rows, [&](EventRow& row) { take(row.kbps); });
    column(rows, [&](EventRow& row) { take(row.buffer_ms); });
    column(rows, [&](EventRow& row) { take(row.vmaf_tenths); });
    column(rows, [&](EventRow& row) { take(row.bitrates); });
    column(rows, [&](EventRow& row) { take(row.shown); });
    column(rows, [&](EventRow& row) { take(row.http_status); });
    column(rows, [&](EventRow& row) { take(row.error_code); });
    column(windows, [&](Window& window) { take(window.key); });
    column(windows, [&](Window& window) { take(window.events); });
    column(windows, [&](Window& window) { take(window.errors); });
    column(windows, [&](Window& window) { take(window.rebuffers); });
    column(windows, [&](Window& window) { take(window.buffer_ms); });
    for (std::size_t bucket = 0; bucket < kBandwidthBuckets; ++bucket) {
      column(windows, [&](Window& window) { take(window.bandwidth[bucket]); });
    }
    require(place_ == bytes_.size());
  }

 private:
  static void require(bool condition) {
    if (!condition) {
      throw wrong("the columns cannot be read",
                  "they are cut off, too long or of another size than they say");
    }
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      require(place_ < bytes_.size());
      const auto byte = static_cast<unsigned char>(bytes_[place_++]);
      value |= std::uint64_t{byte & 127u} << shift;
      if (byte < 128) {
        return value;
      }
    }
    require(false);
    return 0;
  }

  template <class Member>
  void take(Member& member) {
    member = static_cast<Member>(number());
  }

  template <class Item, class Read>
  void column(std::vector<Item>& items, Read&& read) {
    const std::uint64_t size = number();
    require(size <= bytes_.size() - place_);
    const std::size_t end = place_ + size;
    for (Item& item : items) {
      read(item);
    }
    require(place_ == end);
  }

  std::string_view bytes_;
  std::size_t place_ = 0;
};

}  // namespace crossfade::workloads::events
