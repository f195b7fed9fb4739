// The values of options: durations, rates and counts.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "collector/options.h"
#include "collector/profile.h"
#include "results/nearest_name.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

Error refused(const std::string& option, const std::string& text, std::string why, std::string remedy) {
  return Error{ErrorKind::usage, "cannot use the value of an option", fmt::format("{} {}", option, text),
               std::move(why), std::move(remedy)};
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const auto comma = text.find(',', begin);
    parts.push_back(text.substr(begin, comma - begin));
    if (comma == std::string::npos) return parts;
    begin = comma + 1;
  }
}

/// The number at the start of `text` and what follows it.
std::pair<std::optional<double>, std::string> number_and_rest(const std::string& text) {
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{}) return {std::nullopt, text};
  return {value, std::string(end, text.data() + text.size())};
}

/// Any finite time.
Result<double> parse_time_ns(const std::string& text, const std::string& option, const std::string& remedy) {
  const auto [value, unit] = number_and_rest(text);
  if (!value) return refused(option, text, "it is not a time", remedy);
  double unit_ns = 0;
  if (unit.empty() || unit == "s") unit_ns = 1e9;
  if (unit == "ms") unit_ns = 1e6;
  if (unit == "m") unit_ns = 60e9;
  if (unit == "h") unit_ns = 3600e9;
  if (unit_ns == 0) return refused(option, text, fmt::format("'{}' is not a unit of time", unit), remedy);
  const double ns = *value * unit_ns;
  if (!std::isfinite(ns)) return refused(option, text, "it is not a finite time", remedy);
  return ns;
}

}  // namespace

Result<std::uint64_t> parse_duration_ns(const std::string& text, const std::string& option) {
  const std::string remedy = "give a time such as 0.5, 500ms, 2s or 1m";
  const auto ns = parse_time_ns(text, option, remedy);
  if (!ns) return ns.error();
  if (*ns <= 0) return refused(option, text, "a stage cannot last zero or negative time", remedy);
  // Shorter than a few ticks of the scheduler, and a stage says when it was interrupted, not how fast it was.
  if (*ns < 10e6 || *ns > 3600e9)
    return refused(option, text, "a stage lasts between 10 ms and 1 hour", remedy);
  return static_cast<std::uint64_t>(std::llround(*ns));
}

Result<std::uint64_t> parse_budget_ns(const std::string& text, const std::string& option) {
  const std::string remedy = "give a time such as 40m or 3h";
  const auto ns = parse_time_ns(text, option, remedy);
  if (!ns) return ns.error();
  if (*ns < 10e9 || *ns > 7 * 24 * 3600e9)
    return refused(option, text, "a run takes between 10 seconds and 7 days", remedy);
  return static_cast<std::uint64_t>(std::llround(*ns));
}

Result<std::vector<double>> parse_rates(const std::string& text, const std::string& option) {
  const std::string remedy = "give requests per second, separated by commas: 1000,2000";
  constexpr double highest_per_s = 1e9;
  std::vector<double> rates;
  for (const std::string& part : split(text)) {
    const auto [value, rest] = number_and_rest(part);
    if (!value || !rest.empty())
      return refused(option, text, fmt::format("'{}' is not a number", part), remedy);
    if (!std::isfinite(*value)) return refused(option, text, "a rate is finite", remedy);
    if (*value <= 0) return refused(option, text, "a rate is above zero", remedy);
    if (*value > highest_per_s) return refused(option, text, "no rate is above 1e9 per second", remedy);
    rates.push_back(*value);
  }
  std::sort(rates.begin(), rates.end());
  rates.erase(std::unique(rates.begin(), rates.end()), rates.end());
  return rates;
}

Result<std::vector<double>> parse_factors(const std::string& text, const std::string& option) {
  const std::string remedy = "give multiples of the rate before the spike, separated by commas: 1.5,2,3";
  std::vector<double> factors;
  for (const std::string& part : split(text)) {
    const auto [value, rest] = number_and_rest(part);
    if (!value || !rest.empty())
      return refused(option, text, fmt::format("'{}' is not a number", part), remedy);
    if (!(*value > 1) || *value > highest_spike_factor)
      return refused(option, text, fmt::format("a spike is between 1 and {:g} times", highest_spike_factor),
                     remedy);
    factors.push_back(*value);
  }
  std::sort(factors.begin(), factors.end());
  factors.erase(std::unique(factors.begin(), factors.end()), factors.end());
  constexpr std::size_t most = 20;
  if (factors.size() > most) return refused(option, text, "there are more than 20", remedy);
  return factors;
}

Result<double> parse_share(const std::string& text, const std::string& option) {
  const std::string remedy = "give a share of the measured capacity such as 60% or 0.6";
  const auto [value, unit] = number_and_rest(text);
  if (!value || !(unit.empty() || unit == "%")) return refused(option, text, "it is not a share", remedy);
  const double share = unit == "%" ? *value / 100 : *value;
  if (!(share > 0 && share < 1)) return refused(option, text, "it is not between 0 and 1", remedy);
  return share;
}

Result<ArrivalChoice> parse_arrivals(const std::string& text, const std::string& option) {
  const auto colon = text.find(':');
  const std::string process = text.substr(0, colon);
  const bool named = colon != std::string::npos;
  const std::string value = named ? text.substr(colon + 1) : std::string{};
  if (process == "poisson" && !named) return ArrivalChoice{};
  if (process == "constant" && !named) return ArrivalChoice{.process = results::Arrival::constant};
  if (process == "step" && named) {
    auto steps = parse_rate_profile(value, fmt::format("{} {}", option, text));
    if (!steps) return steps.error();
    return ArrivalChoice{.process = results::Arrival::step, .steps = std::move(*steps)};
  }
  if (process == "trace" && !value.empty())
    return ArrivalChoice{.process = results::Arrival::trace, .trace_path = value};
  return refused(option, text, "there are no such arrivals",
                 "give poisson, constant, step:0=1,0.5=3 (time=factor of the rate) or trace:FILE");
}

Result<std::vector<std::uint32_t>> parse_counts(const std::string& text, const std::string& option) {
  const std::string remedy = "give whole numbers from 1, separated by commas: 1,2,4";
  constexpr std::uint32_t highest = 4096;
  std::vector<std::uint32_t> counts;
  for (const std::string& part : split(text)) {
    std::uint32_t value = 0;
    const auto [end, status] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (status != std::errc{} || end != part.data() + part.size() || value == 0 || value > highest) {
      return refused(option, text, fmt::format("'{}' is not a number of threads", part), remedy);
    }
    counts.push_back(value);
  }
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

Result<std::uint32_t> parse_isa_level(const std::string& text, const std::string& option) {
  static const std::vector<std::string> levels{"x86-64-v2", "x86-64-v3", "x86-64-v4"};
  for (std::uint32_t i = 0; i < levels.size(); ++i) {
    if (text == levels[i] || text == levels[i].substr(7)) return i + 2;
  }
  return refused(option, text, "there is no such level",
                 results::did_you_mean(text, levels, "give x86-64-v2, x86-64-v3 or x86-64-v4"));
}

Result<bool> parse_counted(const std::string& text, const std::string& option) {
  static const std::vector<std::string> kinds{"thread", "cpu"};
  if (text == kinds[0] || text == kinds[1]) return text == kinds[1];
  return refused(option, text, "it is neither threads nor CPUs that could be counted",
                 results::did_you_mean(text, kinds, "give thread or cpu"));
}

Result<void> check_profile(const std::string& name, const std::string& option) {
  if (find_profile(name) != nullptr) return {};
  std::vector<std::string> names;
  for (const Profile& p : profiles()) names.emplace_back(p.name);
  return refused(option, name, "there is no such profile",
                 results::did_you_mean(name, names, fmt::format("give one of: {}", fmt::join(names, ", "))));
}

}  // namespace crossfade::collector
