#include "analysis/prices/json_leaves.h"

#include <fmt/format.h>

#include <istream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::size_t deepest = 64;  // a price list has 7

/// Hands on what nlohmann's parser meets.
class Handler final : public nlohmann::json::json_sax_t {
 public:
  Handler(const std::string& name, JsonVisitor& visitor) : name_(name), visitor_(visitor), keys_(deepest) {}

  const std::optional<Error>& error() const { return error_; }

  bool null() override { return leaf(""); }
  bool boolean(bool value) override { return leaf(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return leaf(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return leaf(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return leaf(text); }
  bool string(string_t& text) override { return leaf(text); }
  bool binary(binary_t&) override { return true; }  // not in JSON
  bool start_object(std::size_t) override { return open(); }
  bool key(string_t& text) override {
    keys_[depth_ - 1].swap(text);
    return true;
  }
  bool end_object() override {
    --depth_;
    return go_on(visitor_.object_end(path()));
  }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    error_ = Error{ErrorKind::data, "cannot read the prices", name_,
                   fmt::format("it is not JSON from byte {} on: broken there, or cut off", position),
                   "download it again, and unpack it if it is compressed"};
    return false;
  }

 private:
  JsonPath path() const { return {keys_.data(), depth_}; }
  bool leaf(const std::string& text) { return go_on(visitor_.leaf(path(), text)); }
  bool go_on(const Result<void>& result) {
    if (!result) error_ = result.error();
    return !error_;
  }
  bool open() {
    if (depth_ == deepest) {
      error_ = Error{ErrorKind::data, "cannot read the prices", name_,
                     fmt::format("it is nested deeper than {} levels", deepest),
                     "give a price list or a spot price history as the cloud writes them"};
      return false;
    }
    keys_[depth_].clear();
    ++depth_;
    return true;
  }

  const std::string& name_;
  JsonVisitor& visitor_;
  std::vector<std::string> keys_;  ///< of the objects and arrays that are open
  std::size_t depth_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<void> read_json(std::istream& in, const std::string& name, JsonVisitor& visitor) {
  Handler handler(name, visitor);
  const bool whole = nlohmann::json::sax_parse(in, &handler);
  if (in.bad())
    return Error{ErrorKind::io, "cannot read the prices", name, "reading it failed", "check the disk"};
  const std::optional<Error>& refused = handler.error();
  if (refused) return *refused;
  CF_ASSERT(whole, "what is not read to its end has a reason");
  return {};
}

}  // namespace crossfade::analysis
