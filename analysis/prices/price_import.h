// Price import: a price book out of a cloud's own files: bulk price lists and spot price histories, in any
// number and order. What is written is the CSV that --price-book reads, with currency, date and source in
// every row. Nothing is fetched here: the files are the user's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/price_book.h"
#include "analysis/prices/import_choice.h"
#include "results/error.h"

namespace crossfade::analysis {

struct ImportedPrices {
  std::vector<Price> prices;       ///< by type, plan and region; one currency
  std::vector<std::string> notes;  ///< what was taken and left out, a sentence each
  std::vector<std::string> zones;  ///< spot prices of each zone, a line each
};

/// discount: a share of the on-demand price that was negotiated; it becomes the plan "negotiated". Errors:
/// io; data, also for two prices of one thing, mixed currencies, and where nothing is left.
results::Result<ImportedPrices> import_prices(const std::vector<std::filesystem::path>& files,
                                              const ImportChoice& choice, std::optional<double> discount);

/// As PriceBook reads it; notes and zones are comments. Errors: data, for more than it reads.
results::Result<std::string> price_book_csv(const ImportedPrices& imported);

}  // namespace crossfade::analysis
