// A condition as the evaluator wants it: addresses, numbers and dates parsed once. It holds for a request if
// one of its values does; the negated operators hold if none of them does. What the request does not have
// meets no comparison and every negated one (IAM User Guide, "Condition operators").
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "workloads/failure.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/iam/access_context.h"
#include "workloads/iam/glob.h"

namespace crossfade::workloads::iam {

namespace compiled_detail {

[[noreturn]] inline void refuse(std::string_view what, std::string_view text) {
  throw Failure{CF_FAILED, "cannot compile a policy", std::string(text), std::string(what), {}};
}

inline std::int64_t whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) {
    refuse("not a whole number", text);
  }
  return number;
}

/// Seconds since 1970 of YYYY-MM-DDTHH:MM:SSZ.
inline std::int64_t seconds_of(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[19] != 'Z') {
    refuse("not a date", text);
  }
  const auto part = [&](std::size_t place, std::size_t size) {
    return whole_number(text.substr(place, size));
  };
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(part(0, 4))),
                                        std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  if (!day.ok()) {
    refuse("no such day", text);
  }
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return days * 86400 + part(11, 2) * 3600 + part(14, 2) * 60 + part(17, 2);
}

struct AddressRange {
  std::uint32_t prefix, mask;
};

/// Of a.b.c.d/n.
inline AddressRange address_range(std::string_view text) {
  std::uint32_t address = 0;
  const char* place = text.data();
  const char* end = text.data() + text.size();
  for (int byte = 0; byte < 5; ++byte) {
    std::uint32_t number = 0;
    const auto [behind, problem] = std::from_chars(place, end, number);
    if (problem != std::errc() || number > (byte < 4 ? 255u : 32u)) {
      break;
    }
    if (byte == 4 && behind == end) {
      const auto mask = static_cast<std::uint32_t>(~std::uint64_t{0} << (32 - number));
      return {address & mask, mask};
    }
    if (byte == 4 || behind == end || *behind != (byte < 3 ? '.' : '/')) {
      break;
    }
    address = address << 8 | number;
    place = behind + 1;
  }
  refuse("not a range of addresses", text);
}

}  // namespace compiled_detail

class CompiledCondition {
 public:
  CompiledCondition(Operator compares, Key key) : compares_(compares), key_(key) {}
  bool is_of(Operator compares, Key key) const { return compares_ == compares && key_ == key; }

  void add_value(std::string_view value) {
    switch (compares_) {
      case Operator::ip_address:
      case Operator::not_ip_address:
        ranges_.push_back(compiled_detail::address_range(value));
        break;
      case Operator::boolean:
      case Operator::null:
        numbers_.push_back(value == "true" ? 1 : 0);
        break;
      case Operator::number_at_most:
      case Operator::number_above:
        numbers_.push_back(compiled_detail::whole_number(value));
        break;
      case Operator::date_before:
      case Operator::date_after:
        numbers_.push_back(compiled_detail::seconds_of(value));
        break;
      default:
        texts_.emplace_back(value);
    }
  }

  bool holds(const AccessContext& context) const {
    switch (compares_) {
      case Operator::ip_address:
        return in_a_range(context.source_ip);
      case Operator::not_ip_address:
        return !in_a_range(context.source_ip);
      case Operator::string_equals:
      case Operator::string_like:
        return is_one_of(text(context));
      case Operator::string_not_equals:
      case Operator::string_not_like:
        return !is_one_of(text(context));
      case Operator::null:
        return has(context) == (numbers_.front() == 0);
      default:
        return has(context) && a_number_holds(number(context));
    }
  }

  std::uint64_t digest_of(std::uint64_t all) const {
    all = mix(all ^ (static_cast<std::uint64_t>(compares_) << 8 | static_cast<std::uint64_t>(key_)));
    all = digest(numbers_.data(), numbers_.size() * sizeof(std::int64_t), all);
    all = digest(ranges_.data(), ranges_.size() * sizeof(compiled_detail::AddressRange), all);
    for (const std::string& one : texts_) {
      all = digest(one.data(), one.size(), all);
    }
    return all;
  }

 private:
  bool in_a_range(std::uint32_t address) const {
    return std::any_of(ranges_.begin(), ranges_.end(),
                       [&](const auto& range) { return (address & range.mask) == range.prefix; });
  }

  bool is_one_of(const std::string* value) const {
    if (value == nullptr) {
      return false;
    }
    const bool wildcards = compares_ == Operator::string_like || compares_ == Operator::string_not_like;
    return std::any_of(texts_.begin(), texts_.end(), [&](const std::string& one) {
      return wildcards ? matches(one, *value) : one == *value;
    });
  }

  bool a_number_holds(std::int64_t value) const {
    return std::any_of(numbers_.begin(), numbers_.end(), [&](std::int64_t one) {
      switch (compares_) {
        case Operator::number_at_most:
          return value <= one;
        case Operator::number_above:
        case Operator::date_after:
          return value > one;
        case Operator::date_before:
          return value < one;
        default:
          return value == one;
      }
    });
  }

  const std::string* text(const AccessContext& context) const {
    const auto place = [](const std::optional<std::string>& value) { return value ? &*value : nullptr; };
    switch (key_) {
      case Key::principal_org:
        return &context.principal_org;
      case Key::principal_team:
        return &context.principal_team;
      case Key::request_environment:
        return place(context.request_environment);
      case Key::source_endpoint:
        return place(context.source_endpoint);
      default:
        return nullptr;
    }
  }

  std::int64_t number(const AccessContext& context) const {
    switch (key_) {
      case Key::secure_transport:
        return context.secure_transport ? 1 : 0;
      case Key::mfa_present:
        return context.mfa_present ? 1 : 0;
      case Key::mfa_age:
        return context.mfa_age_s;
      case Key::current_time:
        return context.current_time_s;
      default:
        return 0;
    }
  }

  bool has(const AccessContext& context) const {
    switch (key_) {
      case Key::request_environment:
      case Key::source_endpoint:
        return text(context) != nullptr;
      case Key::mfa_age:
        return context.mfa_present;
      default:
        return true;
    }
  }

  Operator compares_;
  Key key_;
  std::vector<std::string> texts_;
  std::vector<compiled_detail::AddressRange> ranges_;
  std::vector<std::int64_t> numbers_;
};

}  // namespace crossfade::workloads::iam
