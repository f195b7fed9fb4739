#include "analysis/side_price.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/cpus_used.h"
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

std::string why_price_is_of_more(const Side& side, const std::vector<Price>& prices) {
  if (prices.empty() || is_given(prices.front()) || part_of_cpus(side).empty()) return "";
  return "the price is that of a whole machine of which a part was measured";
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
  // A price that was given is of any plan, for the user knows it; two plans of a book have no ratio.
  const bool one = base.size() == 1 && base.front().currency == candidate.currency &&
                   (is_given(base.front()) || is_given(candidate));
  return one ? &base.front() : nullptr;
}

std::vector<std::string> scenario_cautions(const Price& base, const Price& candidate) {
  std::vector<std::string> out;
  if (!base.region.empty() && !candidate.region.empty() && base.region != candidate.region) {
    out.push_back(fmt::format(
        "the baseline's price is of {} and this one of {}: a part of the cost ratio is the region's",
        base.region, candidate.region));
  }
  if (is_given(base) != is_given(candidate)) {
    const Price& of_book = is_given(base) ? candidate : base;
    out.push_back(fmt::format(
        "one price was given and the other is of the plan {}: a part of the cost ratio may be the plan's",
        of_book.plan));
  }
  return out;
}

std::string why_no_counterpart(const std::vector<Price>& base, const Price& candidate) {
  if (base.empty()) return "no price of the baseline is known";
  Values currencies, plans;
  for (const Price& p : base) {
    add(currencies, p.currency);
    if (p.currency == candidate.currency) add(plans, p.plan);
  }
  if (plans.empty()) {
    return fmt::format(
        "the baseline is priced in {} and this in {}, and money of two kinds has no ratio: choose with "
        "--currency, or give both in one",
        joined(currencies, " and "), candidate.currency);
  }
  if (std::find(plans.begin(), plans.end(), candidate.plan) == plans.end()) {
    return fmt::format(
        "the baseline has no price of the plan {}, only of {}, and prices of two plans are no scenario: "
        "choose "
        "with --plan, or give one",
        candidate.plan, joined(plans, ", "));
  }
  return fmt::format(
      "the baseline has prices of several regions for the plan {}, none of {}: choose with --region",
      candidate.plan, candidate.region.empty() ? "this one" : candidate.region);
}

}  // namespace crossfade::analysis
