// Spot history: what spot machines cost over a time, from the answer of `aws ec2
// describe-spot-price-history` (JSON), to a median and a 90th percentile weighted by time. A price holds from
// its moment to the next of its type and zone; the last one holds to the latest moment of the files. Zones of
// a region have equal weight: what a fleet pays that is spread over them. Not a forecast, and nothing about
// interruptions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/price_book.h"
#include "analysis/prices/import_choice.h"
#include "analysis/prices/json_leaves.h"

namespace crossfade::analysis {

struct SpotPrice {
  std::int64_t from_s = 0;  ///< since 1970, UTC
  double per_hour = 0;
};

class SpotHistory {
 public:
  /// Of type and zone, "us-east-1a".
  void add(const std::string& type, const std::string& zone, SpotPrice price);

  /// Plans "spot-median" and "spot-p90" of each type and region. Errors: data, if one type has two prices in
  /// one zone at one moment.
  results::Result<std::vector<Price>> prices() const;

  /// Each zone by itself: a line each.
  std::vector<std::string> zone_lines() const;

  std::size_t size() const { return size_; }

 private:
  using Zones = std::map<std::string, std::vector<SpotPrice>>;
  std::map<std::pair<std::string, std::string>, Zones> by_region_;  ///< type and region
  std::int64_t latest_s_ = 0;
  std::size_t size_ = 0;
};

/// Reads one file into a history that several share.
class SpotHistoryReader final : public JsonVisitor {
 public:
  /// All must outlive it.
  SpotHistoryReader(const std::string& name, const ImportChoice& choice, SpotHistory& history)
      : name_(name), choice_(choice), history_(history) {}

  results::Result<void> leaf(JsonPath path, const std::string& text) override;
  results::Result<void> object_end(JsonPath path) override;

  bool was_met() const { return was_met_; }
  std::vector<std::string> notes() const;

 private:
  struct Record {
    std::string type, zone, product, price, moment;
  };

  results::Result<void> take();
  results::Error error(std::string why) const;

  const std::string& name_;
  const ImportChoice& choice_;
  SpotHistory& history_;
  bool was_met_ = false, has_more_pages_ = false;
  Record record_;  ///< that is being read
  std::uint64_t seen_ = 0, taken_ = 0;
};

/// "us-east-1" of "us-east-1a"; nullopt if it does not end so.
std::optional<std::string> region_of_zone(const std::string& zone);

}  // namespace crossfade::analysis
