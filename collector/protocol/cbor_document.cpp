#include "collector/protocol/cbor_document.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace crossfade::collector {
namespace {

using nlohmann::json;

/// Builds the tree from the parser's events; returning false stops the parser, which recurses once a level.
class Builder final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return refuse("it holds a byte string"); }
  bool start_object(std::size_t /*elements*/) override { return open(json::object()); }
  bool start_array(std::size_t /*elements*/) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    if (open_.back()->contains(value)) return refuse("the key '" + value + "' stands twice");
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*problem*/) override {
    return refuse("it is not well-formed at byte " + std::to_string(position));
  }

  json take() { return std::move(root_); }
  const std::string& problem() const { return problem_; }

 private:
  bool refuse(std::string why) {
    problem_ = std::move(why);
    return false;
  }
  bool add(json value) { return place(std::move(value)) != nullptr; }
  bool open(json container) {
    if (open_.size() >= max_cbor_depth) return refuse("it is nested too deeply");
    json* placed = place(std::move(container));
    if (placed != nullptr) open_.push_back(placed);
    return placed != nullptr;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  json* place(json value) {
    if (++values_ > max_cbor_values) {
      refuse("it holds too many values");
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_object()) return &(parent[key_] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  json root_;
  std::vector<json*> open_;  // a container's address is stable while it is open: only its children grow
  std::string key_, problem_;
  std::size_t values_ = 0;
};

}  // namespace

results::Result<json> parse_cbor(std::span<const std::byte> bytes) {
  Builder builder;
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  bool complete = false;
  try {
    complete = json::sax_parse(first, first + bytes.size(), &builder, json::input_format_t::cbor);
  } catch (const json::exception& problem) {
    return results::Error{results::ErrorKind::data, "cannot read a message", "payload", problem.what(),
                          "this is a defect: please report it"};
  }
  if (!complete) {
    return results::Error{results::ErrorKind::data, "cannot read a message", "payload", builder.problem(),
                          "use crossfade-collect and crossfade-measure of the same version"};
  }
  return builder.take();
}

}  // namespace crossfade::collector
