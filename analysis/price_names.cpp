#include "analysis/price_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/nearest_name.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

Result<void> check(const std::string& typed, const std::vector<std::string>& known, const char* option,
                   const char* thing, const char* known_are) {
  if (std::find(known.begin(), known.end(), typed) != known.end()) return {};
  const auto near = results::nearest_names(typed, known, 1);
  return Error{ErrorKind::usage, fmt::format("there is no {} \"{}\"", thing, typed), option,
               known.empty() ? fmt::format("{} none", known_are)
                             : fmt::format("{} \"{}\"", known_are, fmt::join(known, "\", \"")),
               near.empty() ? "use one of these names" : fmt::format("did you mean \"{}\"?", near.front())};
}

}  // namespace

Result<void> check_price_names(const std::vector<std::pair<std::string, double>>& hourly_prices,
                               std::span<const Side> sides) {
  std::vector<std::string> names;
  for (const Side& side : sides) {
    add_once(names, side.label);
    for (const RecordingPointer& r : side.recordings) add_once(names, r->recording.header.instance_type);
  }
  for (const auto& [name, price] : hourly_prices)
    CF_TRY(check(name, names, "--hourly-price", "side or instance type", "compared are"));
  return {};
}

Result<void> check_price_choice(const PriceChoice& choice, const PriceBook& book) {
  std::vector<std::string> plans, regions, currencies;
  for (const Price& p : book.prices()) {
    add_once(plans, p.plan);
    add_once(regions, p.region);
    add_once(currencies, p.currency);
  }
  if (choice.plan) CF_TRY(check(*choice.plan, plans, "--plan", "plan", "the price book has"));
  if (choice.region) CF_TRY(check(*choice.region, regions, "--region", "region", "the price book has"));
  if (choice.currency)
    CF_TRY(check(*choice.currency, currencies, "--currency", "currency", "the price book has"));
  return {};
}

}  // namespace crossfade::analysis
