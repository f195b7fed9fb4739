// What viewer and server say to each other: a GET for a range of a media file, and the head of the answer
// (HTTP/1.1, RFC 9110 and 9112). Every field has a fixed width, so that all heads are of one length and the
// bytes on the wire can be told beforehand. Only what this workload sends is understood.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace crossfade::workloads::cdn_tls_send {

/// A range of the media file, asked for by one request.
struct Order {
  std::uint64_t offset = 0, bytes = 0;
  std::uint64_t id = 0;  ///< comes back in the head
  bool operator==(const Order&) const = default;
};

inline constexpr std::size_t kRequestBytes = 414;
inline constexpr std::size_t kHeadBytes = 338;
inline constexpr std::size_t kSlack =
    64;  // for numbers wider than their fields: none of a file that can exist

inline std::string request_text(const Order& order) {
  char text[kRequestBytes + kSlack];
  const int length =
      std::snprintf(text, sizeof text,
                    "GET /range/%012llu-%09llu?o=AQF8bWVkaWF8bGFkZGVy&v=5&e=1790000000 HTTP/1.1\r\n"
                    "Host: edge-17.cdn.example\r\n"
                    "X-Request-Id: %016llx\r\n"
                    "User-Agent: Mozilla/5.0 (Linux; tv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0 "
                    "Player/6.44\r\n"
                    "Accept: */*\r\n"
                    "Accept-Encoding: identity\r\n"
                    "Accept-Language: en-GB,en;q=0.9\r\n"
                    "Origin: https://player.example\r\n"
                    "Referer: https://player.example/watch\r\n"
                    "Connection: keep-alive\r\n\r\n",
                    static_cast<unsigned long long>(order.offset),
                    static_cast<unsigned long long>(order.bytes), static_cast<unsigned long long>(order.id));
  return {text, static_cast<std::size_t>(length)};
}

/// Writes kHeadBytes bytes and no zero behind them.
inline void write_head(const Order& order, std::uint64_t file_bytes, char* target) {
  char text[kHeadBytes + kSlack];
  static_cast<void>(std::snprintf(
      text, sizeof text,
      "HTTP/1.1 206 Partial Content\r\n"
      "Server: edge\r\n"
      "Content-Type: video/mp4\r\n"
      "Content-Length: %09llu\r\n"
      "Content-Range: bytes %012llu-%012llu/%012llu\r\n"
      "X-Request-Id: %016llx\r\n"
      "Cache-Control: no-store\r\n"
      "Access-Control-Allow-Origin: https://player.example\r\n"
      "Timing-Allow-Origin: https://player.example\r\n"
      "Connection: keep-alive\r\n\r\n",
      static_cast<unsigned long long>(order.bytes), static_cast<unsigned long long>(order.offset),
      static_cast<unsigned long long>(order.offset + order.bytes - 1),
      static_cast<unsigned long long>(file_bytes), static_cast<unsigned long long>(order.id)));
  for (std::size_t index = 0; index < kHeadBytes; ++index) {
    target[index] = text[index];
  }
}

/// Reads numbers and the words between them; each step fails for good once one did.
class TextReader {
 public:
  explicit TextReader(std::string_view text) : rest_(text) {}

  TextReader& word(std::string_view expected) {
    ok_ = ok_ && rest_.starts_with(expected);
    rest_.remove_prefix(ok_ ? expected.size() : 0);
    return *this;
  }
  TextReader& number(std::uint64_t& target, int base = 10) {
    const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), target, base);
    ok_ = ok_ && problem == std::errc();
    rest_.remove_prefix(ok_ ? static_cast<std::size_t>(end - rest_.data()) : 0);
    return *this;
  }
  /// Goes on behind the next occurrence.
  TextReader& skip_past(std::string_view mark) {
    const std::size_t place = rest_.find(mark);
    ok_ = ok_ && place != std::string_view::npos;
    rest_.remove_prefix(ok_ ? place + mark.size() : 0);
    return *this;
  }
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// The server's side; nothing if it is not a whole request for a range inside the file.
inline std::optional<Order> parse_request(std::string_view text, std::uint64_t file_bytes) {
  Order order;
  TextReader reader(text);
  reader.word("GET /range/").number(order.offset).word("-").number(order.bytes);
  reader.skip_past("\r\nX-Request-Id: ").number(order.id, 16);
  if (!reader.ok() || !text.ends_with("\r\n\r\n") || order.bytes == 0 || order.bytes > file_bytes ||
      order.offset > file_bytes - order.bytes) {
    return std::nullopt;
  }
  return order;
}

/// The viewer's side, for verification.
inline std::optional<Order> parse_head(std::string_view text) {
  Order order;
  std::uint64_t last = 0;
  TextReader reader(text);
  reader.word("HTTP/1.1 206 ").skip_past("\r\nContent-Length: ").number(order.bytes);
  reader.word("\r\nContent-Range: bytes ").number(order.offset).word("-").number(last);
  reader.skip_past("\r\nX-Request-Id: ").number(order.id, 16);
  if (!reader.ok() || !text.ends_with("\r\n\r\n") || last + 1 - order.offset != order.bytes) {
    return std::nullopt;
  }
  return order;
}

}  // namespace crossfade::workloads::cdn_tls_send
