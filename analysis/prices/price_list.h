// Price list: on-demand and reserved prices per hour out of the cloud's public bulk price list of AmazonEC2
// (the "offer file", JSON), taken as it streams by. Taken are Linux without licence or software on top,
// shared tenancy, whole regions. Not in it, so not here: spot prices (analysis/prices/spot_history.h),
// Savings Plans, and what was negotiated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analysis/price_book.h"
#include "analysis/prices/import_choice.h"
#include "analysis/prices/json_leaves.h"

namespace crossfade::analysis {

class PriceListReader final : public JsonVisitor {
 public:
  /// Both must outlive it.
  PriceListReader(const std::string& name, const ImportChoice& choice) : name_(name), choice_(choice) {}

  results::Result<void> leaf(JsonPath path, const std::string& text) override;
  results::Result<void> object_end(JsonPath path) override;

  /// True once something that only a price list has was met.
  bool was_met() const { return was_met_; }

  /// To be asked when the file has been read. By type, plan and region. Errors: data, if the list is of
  /// another service or has no version or day of publication: a price without date or source is none.
  results::Result<std::vector<Price>> prices() const;

  /// What was left out, and how many were looked at: a sentence each.
  std::vector<std::string> notes() const;

 private:
  struct Product {
    std::string family, type, region, location_type, system, tenancy, software, capacity, license, operation,
        market;
  };
  struct Dimension {
    std::string unit;
    std::vector<std::pair<std::string, std::string>> amounts;  ///< by currency, as written
  };
  struct Term {
    std::string effective_date, lease, purchase, offering_class;
    std::vector<Dimension> dimensions;
  };
  struct Listed {
    double per_hour = 0;
    std::string effective_date;
  };
  using Key = std::tuple<std::string, std::string, std::string>;  ///< type, plan, region

  results::Result<void> take_product(const std::string& sku);
  results::Result<void> take_term(const std::string& kind, const std::string& sku, const std::string& term);
  /// In the one currency that counts; nullopt if it is of another that was not chosen.
  results::Result<std::optional<double>> amount(const Dimension& dimension, const std::string& where);
  results::Result<void> add(const Key& key, Listed price);
  results::Error error(const std::string& where, std::string why, std::string remedy) const;

  const std::string& name_;
  const ImportChoice& choice_;
  bool was_met_ = false, terms_met_ = false;
  std::string offer_code_, version_, published_;
  Product product_;      ///< that is being read
  Dimension dimension_;  ///< the same
  Term term_;            ///< the same
  std::uint64_t products_seen_ = 0, without_region_ = 0, without_charge_ = 0, other_terms_ = 0;
  std::unordered_map<std::string, std::pair<std::string, std::string>> taken_;  ///< SKU -> type, region
  std::string currency_;
  std::map<Key, Listed> listed_;
};

}  // namespace crossfade::analysis
