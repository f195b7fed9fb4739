#include "analysis/prices/price_import.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <ranges>
#include <tuple>
#include <utility>

#include "analysis/number_text.h"
#include "analysis/prices/json_leaves.h"
#include "analysis/prices/price_list.h"
#include "analysis/prices/spot_history.h"
#include "analysis/render/csv_field.h"
#include "results/text.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

/// What kind of file it is shows as it is read: both readers look at it.
class FileReader final : public JsonVisitor {
 public:
  FileReader(const std::string& name, const ImportChoice& choice, SpotHistory& history)
      : list(name, choice), spot(name, choice, history) {}

  Result<void> leaf(JsonPath path, const std::string& text) override {
    CF_TRY(spot.leaf(path, text));
    return list.leaf(path, text);
  }
  Result<void> object_end(JsonPath path) override {
    CF_TRY(spot.object_end(path));
    return list.object_end(path);
  }

  PriceListReader list;
  SpotHistoryReader spot;
};

Result<std::ifstream> open(const std::filesystem::path& path) {
  const auto cannot = [&](ErrorKind kind, std::string why, std::string remedy) {
    return Error{kind, "cannot read the prices", path.string(), std::move(why), std::move(remedy)};
  };
  std::error_code failed;
  if (!std::filesystem::exists(path, failed))
    return cannot(ErrorKind::io, "there is no such file", "check the path");
  if (std::filesystem::is_directory(path, failed))
    return cannot(ErrorKind::io, "it is a folder", "name the files in it");
  std::ifstream in(path, std::ios::binary);
  if (!in) return cannot(ErrorKind::io, "it cannot be opened", "check who may read it");
  if (in.peek() == 0x1f)
    return cannot(ErrorKind::data, "it is compressed", "unpack it first: gunzip " + path.string());
  return Result<std::ifstream>(std::move(in));
}

using Key = std::tuple<std::string, std::string, std::string>;

/// Two files may say the same, not something else.
Result<void> merge(std::map<Key, Price>& into, std::vector<Price> prices) {
  for (Price& p : prices) {
    const auto [known, is_new] = into.try_emplace({p.instance_type, p.plan, p.region}, p);
    if (is_new || known->second.per_hour == p.per_hour) continue;
    return Error{ErrorKind::data, "cannot make one price book of the files",
                 fmt::format("{} {} in {}", p.instance_type, p.plan, p.region),
                 fmt::format("it is {} in {} and {} in {}", known->second.per_hour, known->second.source,
                             p.per_hour, p.source),
                 "leave one of the files out"};
  }
  return {};
}

Result<void> check_currency(const std::map<Key, Price>& prices) {
  for (const auto& [key, p] : prices) {
    const Price& first = prices.begin()->second;
    if (p.currency == first.currency) continue;
    return Error{
        ErrorKind::data, "cannot make one price book of mixed currencies",
        fmt::format("{} in {} and {} in {}", first.instance_type, first.region, p.instance_type, p.region),
        fmt::format("one price is in {} and one in {}", first.currency, p.currency),
        "choose one with --currency or --region"};
  }
  return {};
}

Error nothing_left(const ImportChoice& choice, const std::vector<std::string>& notes) {
  std::string why = "the files have none of a Linux machine with shared tenancy";
  if (choice.region) why += " in " + *choice.region;
  for (std::size_t i = 0; i < choice.families.size(); ++i)
    why += fmt::format("{}{}", i == 0 ? " of family " : " or ", choice.families[i]);
  if (choice.currency) why += " in " + *choice.currency;
  std::string seen;
  for (const std::string& note : notes) seen += (seen.empty() ? "" : " ") + note;
  return Error{ErrorKind::data, "no price to take", seen, why, "check --region, --family and --currency"};
}

void append(std::vector<std::string>& to, const std::vector<std::string>& notes) {
  to.insert(to.end(), notes.begin(), notes.end());
}

Price negotiated(Price p, double discount) {
  p.plan = "negotiated";
  p.per_hour *= 1 - discount;
  p.source += fmt::format(", less {} as stated", percent_text(discount));
  return p;
}

}  // namespace

Result<ImportedPrices> import_prices(const std::vector<std::filesystem::path>& files,
                                     const ImportChoice& choice, std::optional<double> discount) {
  ImportedPrices out;
  std::map<Key, Price> all;
  SpotHistory history;
  for (const std::filesystem::path& path : files) {
    auto in = open(path);
    CF_TRY(in);
    const std::string name = path.string();
    FileReader reader(name, choice, history);
    CF_TRY(read_json(*in, name, reader));
    if (!reader.list.was_met() && !reader.spot.was_met()) {
      return Error{
          ErrorKind::data, "cannot read the prices", name,
          "it has neither the products and terms of a price list nor a SpotPriceHistory",
          "give a bulk price list of AmazonEC2 or the answer of aws ec2 describe-spot-price-history"};
    }
    if (reader.list.was_met()) {
      auto listed = reader.list.prices();
      CF_TRY(listed);
      CF_TRY(merge(all, *std::move(listed)));
    }
    if (reader.list.was_met()) append(out.notes, reader.list.notes());
    if (reader.spot.was_met()) append(out.notes, reader.spot.notes());
  }
  auto spot = history.prices();
  CF_TRY(spot);
  out.zones = history.zone_lines();
  CF_TRY(merge(all, *std::move(spot)));
  if (all.empty()) return nothing_left(choice, out.notes);
  CF_TRY(check_currency(all));
  for (const Price& p : std::views::values(all)) {
    out.prices.push_back(p);
    if (discount && p.plan == "on-demand") out.prices.push_back(negotiated(p, *discount));
  }
  return out;
}

Result<std::string> price_book_csv(const ImportedPrices& imported) {
  std::string text = "# Price book for crossfade-report --price-book, made by crossfade-report prices.\n";
  for (const auto* lines : {&imported.notes, &imported.zones}) {
    for (const std::string& line : *lines) text += "# " + results::one_line(line) + "\n";
  }
  text += price_book_heading() + "\n";
  for (const Price& p : imported.prices) {
    text += fmt::format("{},{},{},{},{:.10g},{},{}\n", csv_field(p.instance_type), csv_field(p.plan),
                        csv_field(p.region), csv_field(p.currency), p.per_hour, p.date, csv_field(p.source));
  }
  if (text.size() > largest_book_bytes) {
    return Error{ErrorKind::data, "the price book is too large to be read again", "",
                 fmt::format("it would have {} prices and {} MiB, and may have {} MiB",
                             imported.prices.size(), text.size() >> 20U, largest_book_bytes >> 20U),
                 "take fewer with --region or --family"};
  }
  return text;
}

}  // namespace crossfade::analysis
