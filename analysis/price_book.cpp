#include "analysis/price_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <span>
#include <sstream>
#include <tuple>

#include "analysis/calendar_day.h"
#include "analysis/prices_table.h"
#include "results/csv.h"
#include "results/finite_number.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::ErrorKind;

constexpr auto columns = std::to_array<std::string_view>(
    {"instance_type", "plan", "region", "currency", "per_hour", "date", "source"});

Error bad_row(std::string_view name, std::size_t line, std::string why) {
  return Error{ErrorKind::data, "cannot use the price book", fmt::format("{}, line {}", name, line),
               std::move(why), "correct the line; the columns are " + price_book_heading()};
}

}  // namespace

std::string price_book_heading() {
  std::string text;
  for (const std::string_view c : columns) text += fmt::format("{}{}", text.empty() ? "" : ",", c);
  return text;
}

bool PriceChoice::takes(const Price& price) const {
  return (!plan || *plan == price.plan) && (!region || *region == price.region) &&
         (!currency || *currency == price.currency);
}

std::string PriceChoice::text() const {
  std::string text;
  const auto add = [&](const char* name, const std::optional<std::string>& value) {
    if (value) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, *value);
  };
  add("plan", plan);
  add("region", region);
  add("currency", currency);
  return text;
}

results::Result<PriceBook> PriceBook::parse(std::string_view csv, std::string_view name) {
  const auto rows = results::csv_rows(csv);
  PriceBook book;
  std::set<std::tuple<std::string, std::string, std::string>> seen;  // type, plan, region
  if (rows.empty()) return bad_row(name, 1, "it is empty");
  if (!std::equal(columns.begin(), columns.end(), rows.front().fields.begin(), rows.front().fields.end())) {
    return bad_row(name, rows.front().line, "the first line does not name the columns");
  }
  for (const results::CsvRow& row : std::span(rows).subspan(1)) {
    if (row.fields.size() != columns.size()) {
      return bad_row(name, row.line,
                     fmt::format("it has {} fields instead of {}", row.fields.size(), columns.size()));
    }
    const auto per_hour = results::finite_number(row.fields[4]);
    if (!per_hour || !(*per_hour > 0)) {
      return bad_row(name, row.line,
                     fmt::format("per_hour is \"{}\": a price is a number above 0", row.fields[4]));
    }
    if (row.fields[0].empty() || row.fields[1].empty()) {
      return bad_row(name, row.line, "the instance type or the plan is empty");
    }
    if (row.fields[3].empty()) return bad_row(name, row.line, "the currency is empty");
    if (!parse_day(row.fields[5])) {
      return bad_row(name, row.line,
                     fmt::format("date is \"{}\": a price needs its day, as 2026-07-20", row.fields[5]));
    }
    if (row.fields[6].empty())
      return bad_row(name, row.line, "the source is empty: a price needs one, if only \"invoice of June\"");
    Price price{row.fields[0], row.fields[1], row.fields[2], row.fields[3],
                *per_hour,     row.fields[5], row.fields[6]};
    if (!seen.emplace(price.instance_type, price.plan, price.region).second) {
      return bad_row(
          name, row.line,
          fmt::format("{} has two prices for {} in {}", price.instance_type, price.plan, price.region));
    }
    book.prices_.push_back(std::move(price));
  }
  return book;
}

results::Result<PriceBook> PriceBook::read(const std::filesystem::path& path) {
  const auto cannot = [&](std::string why) {
    return Error{ErrorKind::io, "cannot read the price book", path.string(), std::move(why),
                 "check the path"};
  };
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) return cannot("there is no such file");
  if (!std::filesystem::is_regular_file(path, failed)) return cannot("it is not a file");
  if (std::filesystem::file_size(path, failed) > largest_book_bytes)
    return cannot("it is larger than 16 MiB");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf() || file.peek() == std::ifstream::traits_type::eof())) {
    return cannot("it cannot be opened or read");
  }
  return parse(text.str(), path.string());
}

const PriceBook& PriceBook::shipped() {
  static const PriceBook book = [] {
    auto parsed = parse(prices_csv(), "analysis/prices.csv");
    CF_ASSERT(parsed, "the price book that ships can be read");
    return *std::move(parsed);
  }();
  return book;
}

std::vector<Price> PriceBook::find(std::string_view instance_type) const {
  std::vector<Price> found;
  for (const Price& p : prices_) {
    if (p.instance_type == instance_type) found.push_back(p);
  }
  return found;
}

}  // namespace crossfade::analysis
