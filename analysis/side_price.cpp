#include "analysis/side_price.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/distinct_values.h"

namespace crossfade::analysis {
namespace {

constexpr const char* given_price = "--hourly-price";

/// Where a side was recorded, as far as its recordings say.
Values regions_of(const Side& side) {
  Values regions;
  for (const RecordingPointer& r : side.recordings) {
    if (!r->recording.header.region.empty()) add(regions, r->recording.header.region);
  }
  return regions;
}

}  // namespace

bool is_given(const Price& price) {
  return price.source == given_price;
}

std::string common_instance_type(const Side& side) {
  std::set<std::string> types;
  for (const RecordingPointer& r : side.recordings) types.insert(r->recording.header.instance_type);
  return types.size() == 1 ? *types.begin() : "";
}

std::vector<Price> side_prices(const Side& side, const PriceBook& book, const CostOptions& options) {
  const std::string type = common_instance_type(side);
  for (const auto& [name, per_hour] : options.hourly_prices) {
    if (name == side.label || (!type.empty() && name == type)) {
      return {Price{type, "as given", "", "USD", per_hour, "", given_price}};
    }
  }
  std::vector<Price> prices = type.empty() ? std::vector<Price>{} : book.find(type);
  std::erase_if(prices, [&](const Price& price) { return !options.choice.takes(price); });
  const Values regions = regions_of(side);
  if (options.choice.region || regions.size() != 1) return prices;
  const auto elsewhere = [&](const Price& price) { return price.region != regions.front(); };
  if (!std::all_of(prices.begin(), prices.end(), elsewhere)) std::erase_if(prices, elsewhere);
  return prices;
}

std::string region_note(const Side& side, const std::optional<Price>& price, const PriceChoice& choice) {
  const Values regions = regions_of(side);
  if (!price || is_given(*price) || price->region.empty() || regions.empty()) return "";
  if (regions == Values{price->region}) return "";
  return fmt::format(
      "recorded in {}, and the price is of {}{}", joined(regions, " and "), price->region,
      choice.region ? ", as --region asks" : ": give its own with --hourly-price or --price-book");
}

const Price* counterpart(const std::vector<Price>& base, const Price& candidate) {
  const Price* of_plan = nullptr;
  std::size_t of_plan_count = 0;
  for (const Price& p : base) {
    if (p.plan != candidate.plan || p.currency != candidate.currency) continue;
    if (p.region == candidate.region) return &p;
    of_plan = &p;
    ++of_plan_count;
  }
  if (of_plan_count == 1) return of_plan;
  const bool one = base.size() == 1 && base.front().currency == candidate.currency;
  return one ? &base.front() : nullptr;
}

}  // namespace crossfade::analysis
