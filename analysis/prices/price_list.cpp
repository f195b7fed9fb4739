#include "analysis/prices/price_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "analysis/calendar_day.h"
#include "results/finite_number.h"
#include "results/letter_case.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::string_view service = "AmazonEC2";
constexpr std::size_t most_products = 1'000'000;  ///< of all regions there are some 30,000
constexpr double hours_per_year = 8760;           ///< 365 days, as the cloud reckons

/// A member that old files lack says nothing against a product.
bool is(const std::string& text, std::string_view wanted) {
  return text.empty() || text == wanted;
}

/// "No Upfront" -> "no-upfront".
std::string slug(const std::string& text) {
  std::string out = results::lower_case(text);
  std::replace(out.begin(), out.end(), ' ', '-');
  return out;
}

}  // namespace

Error PriceListReader::error(const std::string& where, std::string why, std::string remedy) const {
  return Error{ErrorKind::data, "cannot take prices from the price list",
               where.empty() ? name_ : fmt::format("{}, {}", name_, where), std::move(why),
               std::move(remedy)};
}

Result<void> PriceListReader::leaf(JsonPath path, const std::string& text) {
  static constexpr auto attributes = std::to_array<std::pair<std::string_view, std::string Product::*>>(
      {{"instanceType", &Product::type},
       {"regionCode", &Product::region},
       {"locationType", &Product::location_type},
       {"operatingSystem", &Product::system},
       {"tenancy", &Product::tenancy},
       {"preInstalledSw", &Product::software},
       {"capacitystatus", &Product::capacity},
       {"licenseModel", &Product::license},
       {"operation", &Product::operation},
       {"marketoption", &Product::market}});
  if (path.size() == 1) {
    if (path[0] == "offerCode") offer_code_ = text;
    if (path[0] == "version") version_ = text;
    if (path[0] == "publicationDate") published_ = text;
    was_met_ = was_met_ || path[0] == "offerCode";
  } else if (path.size() >= 3 && path[0] == "products") {
    was_met_ = true;
    if (path.size() == 3 && path[2] == "productFamily") product_.family = text;
    if (path.size() != 4 || path[2] != "attributes") return {};
    const auto known = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const auto& attribute) { return attribute.first == path[3]; });
    if (known != attributes.end()) product_.*(known->second) = text;
  } else if (path.size() >= 5 && path[0] == "terms") {
    was_met_ = terms_met_ = true;
    if (path.size() == 5 && path[4] == "effectiveDate") term_.effective_date = text;
    if (path.size() == 6 && path[4] == "termAttributes") {
      if (path[5] == "LeaseContractLength") term_.lease = text;
      if (path[5] == "PurchaseOption") term_.purchase = text;
      if (path[5] == "OfferingClass") term_.offering_class = text;
    }
    if (path[4] != "priceDimensions") return {};
    if (path.size() == 7 && path[6] == "unit") dimension_.unit = text;
    if (path.size() == 8 && path[6] == "pricePerUnit") dimension_.amounts.emplace_back(path[7], text);
  }
  return {};
}

Result<void> PriceListReader::object_end(JsonPath path) {
  if (path.size() == 2 && path[0] == "products") {
    auto taken = take_product(path[1]);
    product_ = {};
    return taken;
  }
  if (path.size() == 6 && path[0] == "terms" && path[4] == "priceDimensions") {
    term_.dimensions.push_back(std::move(dimension_));
    dimension_ = {};
  }
  if (path.size() == 4 && path[0] == "terms") {
    auto taken = take_term(path[1], path[2], path[3]);
    term_ = {};
    return taken;
  }
  return {};
}

Result<void> PriceListReader::take_product(const std::string& sku) {
  if (terms_met_) {
    return error("", "its terms stand before its products, so what they are of is not known yet",
                 "give the file as the cloud publishes it");
  }
  ++products_seen_;
  const Product& p = product_;
  const bool is_machine = p.family == "Compute Instance" || p.family == "Compute Instance (bare metal)";
  const bool is_plain = p.system == "Linux" && p.tenancy == "Shared" && is(p.software, "NA") &&
                        is(p.capacity, "Used") && is(p.license, "No License required") &&
                        is(p.operation, "RunInstances") && is(p.market, "OnDemand") &&
                        is(p.location_type, "AWS Region");
  if (!is_machine || !is_plain || p.type.empty()) return {};
  if (p.region.empty()) {
    ++without_region_;
    return {};
  }
  if (!choice_.takes(p.type, p.region)) return {};
  if (taken_.size() == most_products) {
    return error("", fmt::format("it has more than {} machines to take", most_products),
                 "take fewer with --region or --family");
  }
  taken_.insert_or_assign(sku, std::pair(p.type, p.region));
  return {};
}

Result<std::optional<double>> PriceListReader::amount(const Dimension& dimension, const std::string& where) {
  const std::pair<std::string, std::string>* found = nullptr;
  if (choice_.currency) {
    for (const auto& each : dimension.amounts)
      if (each.first == *choice_.currency) found = &each;
    if (found == nullptr) return std::optional<double>();
  } else {
    if (dimension.amounts.size() > 1) {
      return error(where,
                   fmt::format("it has a price in {} and one in {}", dimension.amounts[0].first,
                               dimension.amounts[1].first),
                   "choose the currency with --currency");
    }
    if (dimension.amounts.empty()) return std::optional<double>();
    found = &dimension.amounts.front();
  }
  const auto& [currency, text] = *found;
  if (currency_.empty()) currency_ = currency;
  if (currency != currency_) {
    return error(where,
                 fmt::format("its price is in {}, and others of the file are in {}", currency, currency_),
                 "choose the currency with --currency");
  }
  const auto value = results::finite_number(text);
  if (!value || *value < 0)
    return error(where, fmt::format("its price is \"{}\": a price is not below 0", text),
                 "download the file again, or leave its family out");
  return value;
}

Result<void> PriceListReader::take_term(const std::string& kind, const std::string& sku,
                                        const std::string& term) {
  const auto taken = taken_.find(sku);
  const bool is_reserved = kind == "Reserved";
  if (taken == taken_.end() || (kind != "OnDemand" && !is_reserved)) return {};
  const auto& [type, region] = taken->second;
  const std::string where = fmt::format("{} in {}, term {}", type, region, term);
  const double years = term_.lease == "1yr" ? 1 : term_.lease == "3yr" ? 3 : 0;
  if (is_reserved && years == 0) {
    ++other_terms_;
    return {};
  }
  double per_hour = 0;
  std::size_t hourly = 0;
  for (const Dimension& d : term_.dimensions) {
    const auto read = amount(d, where);
    CF_TRY(read);
    const std::optional<double>& value = *read;
    if (!value) return {};
    if (d.unit == "Hrs") {
      per_hour += *value;
      ++hourly;
    } else if (is_reserved && d.unit == "Quantity") {
      per_hour += *value / (years * hours_per_year);
    } else {
      ++other_terms_;
      return {};
    }
  }
  if (hourly > 1) {
    ++other_terms_;  // in steps by use, which machines are not charged by
    return {};
  }
  if (!(per_hour > 0)) {
    ++without_charge_;
    return {};
  }
  std::string plan = "on-demand";
  if (is_reserved) {
    const bool is_standard = term_.offering_class.empty() || term_.offering_class == "standard";
    plan = fmt::format("reserved-{}-{}{}", term_.lease, slug(term_.purchase),
                       is_standard ? "" : "-" + slug(term_.offering_class));
  }
  return add({type, plan, region}, {per_hour, term_.effective_date});
}

Result<void> PriceListReader::add(const Key& key, Listed price) {
  const auto [known, is_new] = listed_.try_emplace(key, price);
  if (is_new) return {};
  if (known->second.effective_date == price.effective_date && known->second.per_hour != price.per_hour) {
    return error(fmt::format("{} {} in {}", std::get<0>(key), std::get<1>(key), std::get<2>(key)),
                 fmt::format("it has two prices from {} on, {} and {}", price.effective_date,
                             known->second.per_hour, price.per_hour),
                 "leave its family out, or write the price into the book by hand");
  }
  // The later one is the one that holds; ISO dates sort as they follow each other.
  if (known->second.effective_date < price.effective_date) known->second = std::move(price);
  return {};
}

Result<std::vector<Price>> PriceListReader::prices() const {
  if (offer_code_ != service) {
    return error("",
                 fmt::format("it is a list of \"{}\", and machines are in that of {}", offer_code_, service),
                 "download that of AmazonEC2");
  }
  const std::string day = published_.substr(0, 10);
  if (!parse_day(day)) {
    return error("publicationDate", fmt::format("it is \"{}\": a price without a day is none", published_),
                 "download the file again");
  }
  if (version_.empty())
    return error("version", "it is missing: a price without a source is none", "download the file again");
  std::vector<Price> out;
  for (const auto& [key, listed] : listed_) {
    const auto& [type, plan, region] = key;
    out.push_back({type, plan, region, currency_, listed.per_hour, day,
                   fmt::format("price list {} version {}", service, version_)});
  }
  return out;
}

std::vector<std::string> PriceListReader::notes() const {
  std::vector<std::string> out;
  const auto count = [&](std::uint64_t n, const char* what) {
    if (n > 0) out.push_back(fmt::format("{}: left out: {}: {}.", name_, what, n));
  };
  out.push_back(fmt::format("{}: products {}, of them Linux machines with shared tenancy {}; prices {}.",
                            name_, products_seen_, taken_.size(), listed_.size()));
  count(without_region_, "machines without a region code");
  count(without_charge_, "terms that charge nothing");
  count(other_terms_, "terms of another length or unit");
  return out;
}

}  // namespace crossfade::analysis
