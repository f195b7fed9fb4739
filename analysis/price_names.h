// Price names: whether the prices a user stated or chose are of something that is there. A name that fits
// nothing is a mistake, not a detail.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/price_book.h"
#include "analysis/side.h"
#include "results/error.h"

namespace crossfade::analysis {

/// Every name is a side's label or instance type. Errors: usage, with the nearest.
results::Result<void> check_price_names(const std::vector<std::pair<std::string, double>>& hourly_prices,
                                        std::span<const Side> sides);

/// The book has a price of this plan, of this region and of this currency. Errors: usage, with the nearest.
results::Result<void> check_price_choice(const PriceChoice& choice, const PriceBook& book);

}  // namespace crossfade::analysis
