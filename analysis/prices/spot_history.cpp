#include "analysis/prices/spot_history.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "analysis/calendar_day.h"
#include "analysis/statistics/weighted_quantile.h"
#include "results/finite_number.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::size_t most_prices = 20'000'000;
constexpr double seconds_per_day = 86'400;

/// One zone's prices, each with the share of the zone's time for which it held.
struct Held {
  std::vector<double> per_hour, share;
  double days = 0;
};

/// `sorted` by time; not empty.
Held held(const std::vector<SpotPrice>& sorted, std::int64_t until_s) {
  Held out;
  const auto whole_s = static_cast<double>(until_s - sorted.front().from_s);
  out.days = whole_s / seconds_per_day;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const std::int64_t end_s = i + 1 < sorted.size() ? sorted[i + 1].from_s : until_s;
    const bool is_last = i + 1 == sorted.size();
    out.per_hour.push_back(sorted[i].per_hour);
    // Of a zone seen at one moment only the price of that moment is known.
    out.share.push_back(whole_s > 0 ? static_cast<double>(end_s - sorted[i].from_s) / whole_s
                        : is_last   ? 1
                                    : 0);
  }
  return out;
}

std::vector<SpotPrice> by_time(std::vector<SpotPrice> prices) {
  std::sort(prices.begin(), prices.end(), [](const SpotPrice& a, const SpotPrice& b) {
    return std::pair(a.from_s, a.per_hour) < std::pair(b.from_s, b.per_hour);
  });
  // Pages of an answer overlap.
  const auto same = [](const SpotPrice& a, const SpotPrice& b) {
    return a.from_s == b.from_s && a.per_hour == b.per_hour;
  };
  prices.erase(std::unique(prices.begin(), prices.end(), same), prices.end());
  return prices;
}

double quantile(const std::vector<double>& values, const std::vector<double>& weights, double p) {
  const auto found = statistics::weighted_quantile(values, weights, p);
  CF_ASSERT(found, "a zone has a price, and its weights sum to 1");
  return *found;
}

/// The cloud charges in dollars, in China in yuan; the history names no currency.
const char* currency_in(const std::string& region) {
  return region.starts_with("cn-") ? "CNY" : "USD";
}

}  // namespace

std::optional<std::string> region_of_zone(const std::string& zone) {
  const bool ends_with_a_letter = zone.size() > 2 && zone.back() >= 'a' && zone.back() <= 'z';
  const char before = zone.size() > 2 ? zone[zone.size() - 2] : ' ';
  if (!ends_with_a_letter || before < '0' || before > '9') return std::nullopt;
  return zone.substr(0, zone.size() - 1);
}

void SpotHistory::add(const std::string& type, const std::string& zone, SpotPrice price) {
  const auto region = region_of_zone(zone);
  CF_ASSERT(region, "the zone is one");
  by_region_[{type, *region}][zone].push_back(price);
  latest_s_ = size_ == 0 ? price.from_s : std::max(latest_s_, price.from_s);
  ++size_;
}

Result<std::vector<Price>> SpotHistory::prices() const {
  std::vector<Price> out;
  for (const auto& [key, zones] : by_region_) {
    const auto& [type, region] = key;
    std::vector<double> per_hour, weight;
    std::int64_t first_s = latest_s_;
    std::vector<std::string> names;
    for (const auto& [zone, unsorted] : zones) {
      const auto sorted = by_time(unsorted);
      for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i].from_s != sorted[i - 1].from_s) continue;
        return Error{ErrorKind::data, "cannot use the spot price history",
                     fmt::format("{} in {}", type, zone),
                     fmt::format("it has two prices from one moment on, {} and {}", sorted[i - 1].per_hour,
                                 sorted[i].per_hour),
                     "ask for the history again"};
      }
      const Held in_zone = held(sorted, latest_s_);
      per_hour.insert(per_hour.end(), in_zone.per_hour.begin(), in_zone.per_hour.end());
      weight.insert(weight.end(), in_zone.share.begin(), in_zone.share.end());
      first_s = std::min(first_s, sorted.front().from_s);
      names.push_back(zone);
    }
    const std::string until = day_text(day_of(latest_s_));
    const std::string source = fmt::format(
        "spot price history {} to {}, by time, {}", day_text(day_of(first_s)), until,
        names.size() == 1 ? names.front() : fmt::format("equal parts of {}", fmt::join(names, " ")));
    for (const auto& [plan, p] : {std::pair("spot-median", 0.5), std::pair("spot-p90", 0.9)})
      out.push_back({type, plan, region, currency_in(region), quantile(per_hour, weight, p), until, source});
  }
  return out;
}

std::vector<std::string> SpotHistory::zone_lines() const {
  std::vector<std::string> out;
  for (const auto& [key, zones] : by_region_) {
    for (const auto& [zone, unsorted] : zones) {
      const auto sorted = by_time(unsorted);
      const Held h = held(sorted, latest_s_);
      out.push_back(fmt::format("spot {} {}: median {}, p90 {}; {} price{} over {:.1f} days", key.first, zone,
                                quantile(h.per_hour, h.share, 0.5), quantile(h.per_hour, h.share, 0.9),
                                sorted.size(), sorted.size() == 1 ? "" : "s", h.days));
    }
  }
  return out;
}

Error SpotHistoryReader::error(std::string why) const {
  return Error{ErrorKind::data, "cannot use the spot price history",
               fmt::format("{}, price {}", name_, seen_), std::move(why),
               "give the answer of aws ec2 describe-spot-price-history as it is"};
}

Result<void> SpotHistoryReader::leaf(JsonPath path, const std::string& text) {
  if (path.size() == 1 && path[0] == "NextToken") has_more_pages_ = !text.empty();
  if (path.size() != 3 || path[0] != "SpotPriceHistory") return {};
  was_met_ = true;
  if (path[2] == "InstanceType") record_.type = text;
  if (path[2] == "AvailabilityZone") record_.zone = text;
  if (path[2] == "ProductDescription") record_.product = text;
  if (path[2] == "SpotPrice") record_.price = text;
  if (path[2] == "Timestamp") record_.moment = text;
  return {};
}

Result<void> SpotHistoryReader::object_end(JsonPath path) {
  if (path.size() != 2 || path[0] != "SpotPriceHistory") return {};
  was_met_ = true;
  ++seen_;
  auto taken = take();
  record_ = {};
  return taken;
}

Result<void> SpotHistoryReader::take() {
  const Record& r = record_;
  if (r.type.empty()) return error("it names no InstanceType");
  if (r.product.empty()) return error("it names no ProductDescription");
  if (r.product != "Linux/UNIX" && r.product != "Linux/UNIX (Amazon VPC)") return {};
  const auto region = region_of_zone(r.zone);
  if (!region)
    return error(fmt::format("its AvailabilityZone is \"{}\", which does not read like us-east-1a", r.zone));
  const auto per_hour = results::finite_number(r.price);
  if (!per_hour || !(*per_hour > 0))
    return error(fmt::format("its SpotPrice is \"{}\": a price is a number above 0", r.price));
  const auto moment = parse_moment(r.moment);
  if (!moment) {
    return error(fmt::format(
        "its Timestamp is \"{}\", no time as 2026-07-20T08:30:00Z: a price without a date is none",
        r.moment));
  }
  if (!choice_.takes(r.type, *region)) return {};
  if (choice_.currency && *choice_.currency != currency_in(*region)) return {};
  if (history_.size() == most_prices)
    return error(fmt::format("there are more than {} prices to keep: take fewer with --family", most_prices));
  history_.add(r.type, r.zone, {*moment, *per_hour});
  ++taken_;
  return {};
}

std::vector<std::string> SpotHistoryReader::notes() const {
  std::vector<std::string> out{fmt::format("{}: {} of {} spot prices (Linux/UNIX).", name_, taken_, seen_)};
  if (has_more_pages_)
    out.push_back(fmt::format("{}: it has a NextToken: the history goes on in another answer.", name_));
  return out;
}

}  // namespace crossfade::analysis
