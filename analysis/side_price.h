// Side prices: which prices of a book a side is reckoned with, and how well they fit it. Per hour, in the
// price's own currency. Not what a request costs (analysis/cost.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/price_book.h"
#include "analysis/side.h"

namespace crossfade::analysis {

struct CostOptions {
  /// "label or instance type" -> USD per hour, from --hourly-price; goes before the book.
  std::vector<std::pair<std::string, double>> hourly_prices = {};
  PriceChoice choice = {};  ///< among the prices of the book
};

/// The instance type of all recordings; empty if they have several or none.
std::string common_instance_type(const Side& side);

/// The price that was given, else those of the book: of the region that the side was recorded in, unless a
/// region is chosen or the book has none of it.
std::vector<Price> side_prices(const Side& side, const PriceBook& book, const CostOptions& options);

/// Why no price can be put to what was measured: it is of a whole machine of which a part was measured. Empty
/// = it can. A price that was given is the user's to know.
std::string why_price_is_of_more(const Side& side, const std::vector<Price>& prices);

/// True for a price of --hourly-price: of no plan, region or date.
bool is_given(const Price& price);

/// Why a price is not of where the side was recorded, or not of all of it; empty = it is, or nobody knows.
std::string region_note(const Side& side, const std::optional<Price>& price, const PriceChoice& choice);

/// The baseline's price to set a candidate's against: of the same plan, and of the same region if there is
/// one, else of the only region; or the only price there is, if one of the two was given. nullptr if there is
/// none: prices of two plans are no scenario.
const Price* counterpart(const std::vector<Price>& base, const Price& candidate);

/// What has to be said of two prices that are set against each other: of two regions, or one given and one of
/// a plan.
std::vector<std::string> scenario_cautions(const Price& base, const Price& candidate);

/// Why counterpart() found none: no price at all, another currency, another plan, or several regions.
std::string why_no_counterpart(const std::vector<Price>& base, const Price& candidate);

}  // namespace crossfade::analysis
