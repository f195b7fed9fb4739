// Price book: dated prices per instance type and plan, from a CSV that ships compiled in or that the user
// names. A price is a scenario, not a fact about the future: plan, region, currency, date and source travel
// with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"

namespace crossfade::analysis {

struct Price {
  std::string instance_type, plan, region, currency;
  double per_hour = 0;
  std::string date, source;
};

/// A larger file is refused.
inline constexpr std::uintmax_t largest_book_bytes = 16U << 20U;
/// The first line of one: its columns, with commas between.
std::string price_book_heading();

/// Which prices of a book to use; absent = all.
struct PriceChoice {
  std::optional<std::string> plan, region, currency;

  bool takes(const Price& price) const;
  /// "plan spot, currency EUR"; empty if all are taken.
  std::string text() const;
};

class PriceBook {
 public:
  /// The book that ships (analysis/prices.csv).
  static const PriceBook& shipped();
  /// Columns: instance_type,plan,region,currency,per_hour,date,source; # starts a comment. Errors: io, data.
  static results::Result<PriceBook> read(const std::filesystem::path& path);
  static results::Result<PriceBook> parse(std::string_view csv, std::string_view name);

  std::vector<Price> find(std::string_view instance_type) const;
  const std::vector<Price>& prices() const { return prices_; }

 private:
  std::vector<Price> prices_;
};

}  // namespace crossfade::analysis
