#include "collector/protocol/codec.h"

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "collector/protocol/cbor_document.h"
#include "collector/protocol/message_fields.h"
#include "results/enum_names.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;
using results::Error;
using results::ErrorKind;

constexpr std::array error_kinds{ErrorKind::usage,         ErrorKind::data, ErrorKind::unavailable,
                                 ErrorKind::cannot_create, ErrorKind::io,   ErrorKind::interrupted};

/// One name for all kinds of values, so that a list of structs of lists finds its way.
struct Writer {
  template <class T>
  static json written(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      return value;
    } else {
      json object = json::object();
      Fields<T>::each([&](const char* name, const auto& member) { object[name] = written(member); }, value);
      return object;
    }
  }
  template <class T>
  static json written(const std::optional<T>& value) {
    return value ? written(*value) : json(nullptr);
  }
  template <class T>
  static json written(const std::vector<T>& values) {
    json array = json::array();
    for (const T& value : values) array.push_back(written(value));
    return array;
  }
  static json written(const std::vector<results::BucketCount>& buckets) {  // bucket, count, bucket, count ...
    json array = json::array();
    for (const auto& b : buckets) array.push_back(b.bucket), array.push_back(b.count);
    return array;
  }
  static json written(const std::vector<results::CounterSample>& samples) {  // worker, time, worker, time ...
    json array = json::array();
    for (const auto& s : samples) array.push_back(s.worker), array.push_back(s.time_ns);
    return array;
  }
};

/// Takes values out of the tree; the first problem is kept, with the path of the field, and the rest is void.
class Reader {
 public:
  template <class T>
  void read(const json& from, std::string_view name, T& to) {
    if constexpr (std::is_same_v<T, bool>) {
      if (expect(from.is_boolean(), name, "is not a truth value")) to = from.get<bool>();
    } else if constexpr (std::is_integral_v<T>) {
      if (expect(fits<T>(from), name, "is not an integer in range")) to = from.get<T>();
    } else if constexpr (std::is_floating_point_v<T>) {
      if (expect(from.is_number_float(), name, "is not a floating-point number")) to = from.get<T>();
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (expect(from.is_string(), name, "is not text")) to = from.get<std::string>();
    } else if constexpr (std::is_enum_v<T>) {
      if (expect(fits<std::int64_t>(from), name, "is not a number") &&
          expect(known<T>(from.get<std::int64_t>()), name, "has no such value"))
        to = static_cast<T>(from.get<std::int64_t>());
    } else {
      read_struct(from, name, to);
    }
  }
  template <class T>
  void read(const json& from, std::string_view name, std::optional<T>& to) {
    if (from.is_null()) {
      to = std::nullopt;
    } else {
      read(from, name, to.emplace());
    }
  }
  template <class T>
  void read(const json& from, std::string_view name, std::vector<T>& to) {
    if (!expect(from.is_array(), name, "is not a list")) return;
    to.reserve(from.size());
    for (const json& element : from) {
      read(element, name, to.emplace_back());
      if (!problem_.empty()) return;
    }
  }
  void read(const json& from, std::string_view name, std::vector<results::BucketCount>& to) {
    if (!expect(from.is_array() && from.size() % 2 == 0, name, "is not a list of pairs")) return;
    to.reserve(from.size() / 2);
    for (std::size_t i = 0; i < from.size(); i += 2) {
      results::BucketCount b;
      read(from[i], name, b.bucket), read(from[i + 1], name, b.count);
      const bool ascending = to.empty() || b.bucket > to.back().bucket;
      if (!expect(ascending && b.bucket < results::Histogram::buckets, name, "is not an ascending bucket"))
        return;
      to.push_back(b);
    }
  }
  void read(const json& from, std::string_view name, std::vector<results::CounterSample>& to) {
    if (!expect(from.is_array() && from.size() % 2 == 0, name, "is not a list of pairs")) return;
    to.reserve(from.size() / 2);
    for (std::size_t i = 0; i < from.size(); i += 2) {
      results::CounterSample& sample = to.emplace_back();
      read(from[i], name, sample.worker), read(from[i + 1], name, sample.time_ns);
      if (!problem_.empty()) return;
    }
  }
  const std::string& problem() const { return problem_; }

 private:
  template <class T>
  void read_struct(const json& from, std::string_view name, T& to) {
    if (!expect(from.is_object(), name, "is not an object")) return;
    std::size_t fields = 0;
    Fields<T>::each(
        [&](const char* field, auto& member) {
          ++fields;
          const auto found = from.find(field);
          if (expect(found != from.end(), field, "is missing")) read(*found, field, member);
        },
        to);
    expect(from.size() == fields, name, "has fields that this version does not know");
  }
  template <class T>
  static bool fits(const json& value) {
    if (value.is_number_unsigned()) return std::in_range<T>(value.get<std::uint64_t>());
    return value.is_number_integer() && std::in_range<T>(value.get<std::int64_t>());
  }
  template <class E>
  static bool known(std::int64_t number) {
    if constexpr (std::is_same_v<E, ErrorKind>) {
      for (const ErrorKind kind : error_kinds) {
        if (static_cast<std::int64_t>(kind) == number) return true;
      }
      return false;
    } else {
      return number >= 0 && std::cmp_less(number, results::enum_names<E>().size());
    }
  }
  bool expect(bool holds, std::string_view name, std::string_view otherwise) {
    if (!holds && problem_.empty()) {
      problem_ = "field '";
      problem_.append(name).append("' ").append(otherwise);
    }
    return holds && problem_.empty();
  }
  std::string problem_;
};

Error refused(std::string why) {
  return {ErrorKind::data, "cannot read a message", "payload", std::move(why),
          "use crossfade-collect and crossfade-measure of the same version"};
}

template <std::size_t index = 0>
results::Result<Message> read_as(std::uint16_t type, const json& tree) {
  if constexpr (index < std::variant_size_v<Message>) {
    if (type != index) return read_as<index + 1>(type, tree);
    std::variant_alternative_t<index, Message> message;
    Reader reader;
    reader.read(tree, "message", message);
    if (!reader.problem().empty()) return refused(reader.problem());
    return Message{std::move(message)};
  } else {
    return refused("there is no message of type " + std::to_string(type));
  }
}

}  // namespace

std::uint16_t type_of(const Message& message) {
  return static_cast<std::uint16_t>(message.index());
}

std::vector<std::byte> encode(const Message& message) {
  const json tree = std::visit([](const auto& m) { return Writer::written(m); }, message);
  const std::vector<std::uint8_t> bytes = json::to_cbor(tree);
  const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
  return {first, first + bytes.size()};
}

results::Result<Message> decode(std::uint16_t type, std::span<const std::byte> payload) {
  if (type >= std::variant_size_v<Message>)
    return refused("there is no message of type " + std::to_string(type));
  const auto tree = parse_cbor(payload);
  if (!tree) return tree.error();
  return read_as(type, *tree);
}

}  // namespace crossfade::collector
