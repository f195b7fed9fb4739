// Response: what goes back to who asked: which request it is, and then key and record of each asset, one
// after another, as an RPC would carry them. One per worker, reused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace crossfade::workloads::asset_index {

class Response {
 public:
  void begin(std::uint32_t class_id, std::uint64_t index) {
    bytes_.clear();
    assets_ = 0;
    append_number(class_id);
    append_number(static_cast<std::uint32_t>(index));
  }
  void add(std::string_view key, std::string_view record) {
    append_number(static_cast<std::uint32_t>(key.size()));
    append_number(static_cast<std::uint32_t>(record.size()));
    append(key.data(), key.size());
    append(record.data(), record.size());
    ++assets_;
  }
  /// There is no such asset, or, in the answer to a put, nothing to send back.
  void add_key_only(std::string_view key) { add(key, {}); }

  std::size_t size() const { return bytes_.size(); }
  const std::byte* data() const { return bytes_.data(); }
  std::uint32_t assets() const { return assets_; }
  bool operator==(const Response& other) const { return bytes_ == other.bytes_; }

 private:
  void append_number(std::uint32_t number) { append(&number, sizeof number); }
  void append(const void* data, std::size_t size) {
    const auto* start = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), start, start + size);
  }

  std::vector<std::byte> bytes_;
  std::uint32_t assets_ = 0;
};

}  // namespace crossfade::workloads::asset_index
