// Price books out of a cloud's own files. Those in price_lists/ have the shape of real ones, their SKUs are
// made up.
#include "analysis/prices/price_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "analysis/prices/json_leaves.h"
#include "analysis/prices/spot_history.h"
#include "tests/analysis/report_case.h"

namespace crossfade::analysis {
namespace {

using results::ErrorKind;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::string fixture(const char* name) {
  return std::string(CROSSFADE_SOURCE_DIRECTORY) + "/tests/analysis/price_lists/" + name;
}

class PriceImport : public testing::ReportCase {
 protected:
  static ImportedPrices imported(const std::vector<std::filesystem::path>& files,
                                 const ImportChoice& choice = {}, std::optional<double> discount = {}) {
    auto prices = import_prices(files, choice, discount);
    EXPECT_TRUE(prices) << results::to_line(prices.error());
    return prices ? *std::move(prices) : ImportedPrices{};
  }

  static std::optional<Price> find(const ImportedPrices& imported, const char* type, const char* plan,
                                   const char* region = "us-east-1") {
    for (const Price& p : imported.prices)
      if (p.instance_type == type && p.plan == plan && p.region == region) return p;
    return std::nullopt;
  }

  /// The fixture with one text for another.
  std::string changed(const char* name, const std::string& from, const std::string& to) const {
    std::string text = testing::read_text(fixture(name));
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    write("changed.json", text);
    return (folder_ / "changed.json").string();
  }

  static results::Error refused(const std::filesystem::path& file, const ImportChoice& choice = {}) {
    const auto prices = import_prices({file}, choice, {});
    EXPECT_FALSE(prices);
    return prices ? results::Error{} : prices.error();
  }
};

TEST_F(PriceImport, TakesPlainLinuxMachinesOfAPriceList) {
  const ImportedPrices all = imported({fixture("AmazonEC2.json")});
  ASSERT_EQ(all.prices.size(), 7U)
      << "Windows, dedicated, reserved capacity, SQL, local zones and storage are out";
  const auto m5 = find(all, "m5.xlarge", "on-demand");
  ASSERT_TRUE(m5);
  EXPECT_EQ(m5->per_hour, 0.192);
  EXPECT_EQ(m5->currency, "USD");
  EXPECT_EQ(m5->date, "2026-07-20");
  EXPECT_EQ(m5->source, "price list AmazonEC2 version 20260720190331");
  EXPECT_EQ(find(all, "m7a.xlarge", "on-demand")->per_hour, 0.23184);
  EXPECT_EQ(find(all, "m7a.xlarge", "on-demand", "eu-west-1")->per_hour, 0.25877);
}

TEST_F(PriceImport, AnUpfrontFeeIsSpreadOverTheTerm) {
  const ImportedPrices all = imported({fixture("AmazonEC2.json")});
  EXPECT_EQ(find(all, "m5.xlarge", "reserved-1yr-no-upfront")->per_hour, 0.121);
  EXPECT_NEAR(find(all, "m5.xlarge", "reserved-1yr-partial-upfront")->per_hour, 0.058 + 505.0 / 8760, 1e-12);
  EXPECT_NEAR(find(all, "m5.xlarge", "reserved-3yr-all-upfront")->per_hour, 1935.0 / (3 * 8760), 1e-12);
  EXPECT_EQ(find(all, "m5.xlarge", "reserved-3yr-no-upfront-convertible")->per_hour, 0.095);
}

TEST_F(PriceImport, SpotPricesAreWeightedByTimeAndZonesEqually) {
  const ImportedPrices all = imported({fixture("spot_price_history.json")});
  // us-east-1a: 5 days at 0.07, 4 at 0.08, 1 at 0.10; us-east-1b: 8 at 0.06, 2 at 0.09. Together 0.06 for
  // 40 %, 0.07 for 25 %, 0.08 for 20 %, 0.09 for 10 %, 0.10 for 5 %.
  EXPECT_EQ(find(all, "m5.xlarge", "spot-median")->per_hour, 0.07);
  const auto p90 = find(all, "m5.xlarge", "spot-p90");
  ASSERT_TRUE(p90);
  EXPECT_EQ(p90->per_hour, 0.09);
  EXPECT_EQ(p90->date, "2026-07-11");
  EXPECT_EQ(p90->currency, "USD");
  EXPECT_EQ(p90->source,
            "spot price history 2026-07-01 to 2026-07-11, by time, equal parts of us-east-1a us-east-1b");
  EXPECT_THAT(all.zones,
              Contains("spot m5.xlarge us-east-1a: median 0.07, p90 0.08; 3 prices over 10.0 days"));
  EXPECT_THAT(all.zones,
              Contains("spot m5.xlarge us-east-1b: median 0.06, p90 0.09; 3 prices over 10.0 days"));
}

TEST_F(PriceImport, AZoneSeenAtOneMomentHasThePriceOfThatMoment) {
  const ImportedPrices all = imported({fixture("spot_price_history.json")});
  EXPECT_EQ(find(all, "m7a.xlarge", "spot-median")->per_hour, 0.11);
  EXPECT_EQ(find(all, "m7a.xlarge", "spot-p90")->per_hour, 0.11);
}

TEST_F(PriceImport, PagesOfAHistoryMayOverlap) {
  const std::string page = fixture("spot_price_history.json");
  const ImportedPrices once = imported({page}), twice = imported({page, page});
  EXPECT_EQ(once.zones, twice.zones);
  const std::string more = changed("spot_price_history.json", "\n}\n", ",\n \"NextToken\": \"abc\"\n}\n");
  EXPECT_THAT(imported({more}).notes, Contains(HasSubstr("the history goes on in another answer")));
}

TEST_F(PriceImport, WhatIsNotChosenIsLeftOut) {
  ImportChoice choice;
  choice.region = "us-east-1";
  choice.families = {"m7a"};
  const ImportedPrices all =
      imported({fixture("AmazonEC2.json"), fixture("spot_price_history.json")}, choice);
  ASSERT_EQ(all.prices.size(), 3U);
  for (const Price& p : all.prices) {
    EXPECT_EQ(p.instance_type, "m7a.xlarge");
    EXPECT_EQ(p.region, "us-east-1");
  }
  choice.families = {"m7"};  // no family of m7a.xlarge
  EXPECT_THAT(refused(fixture("AmazonEC2.json"), choice).why, HasSubstr("in us-east-1 of family m7"));
}

TEST_F(PriceImport, ANegotiatedDiscountIsAPlanOfItsOwn) {
  const ImportedPrices all = imported({fixture("AmazonEC2.json")}, {}, 0.12);
  const auto negotiated = find(all, "m5.xlarge", "negotiated");
  ASSERT_TRUE(negotiated);
  EXPECT_NEAR(negotiated->per_hour, 0.192 * 0.88, 1e-12);
  EXPECT_THAT(negotiated->source, HasSubstr("less 12 % as stated"));
  EXPECT_EQ(find(all, "m5.xlarge", "on-demand")->per_hour, 0.192);
}

TEST_F(PriceImport, ThePriceBookReadsWhatWasWritten) {
  const ImportedPrices all =
      imported({fixture("AmazonEC2.json"), fixture("spot_price_history.json")}, {}, 0.1);
  const auto book = PriceBook::parse(*price_book_csv(all), "prices.csv");
  ASSERT_TRUE(book) << results::to_line(book.error());
  ASSERT_EQ(book->prices().size(), all.prices.size());
  for (std::size_t i = 0; i < all.prices.size(); ++i) {
    const Price &read = book->prices()[i], &written = all.prices[i];
    EXPECT_EQ(read.instance_type + read.plan + read.region + read.currency + read.date + read.source,
              written.instance_type + written.plan + written.region + written.currency + written.date +
                  written.source);
    EXPECT_NEAR(read.per_hour, written.per_hour, 1e-9 * written.per_hour);
  }
}

TEST_F(PriceImport, ABookThatCouldNotBeReadIsNotWritten) {
  ImportedPrices many;
  many.prices.assign(
      200'000, {"m5.xlarge", "on-demand", "us-east-1", "USD", 0.192, "2026-07-20", std::string(80, 's')});
  const auto text = price_book_csv(many);
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().why, HasSubstr("200000 prices"));
  EXPECT_THAT(text.error().remedy, HasSubstr("--region"));
}

TEST_F(PriceImport, APriceWithoutDateOrSourceIsRefused) {
  EXPECT_THAT(refused(changed("AmazonEC2.json", "2026-07-20T19:03:31Z", "")).why,
              HasSubstr("a price without a day is none"));
  EXPECT_THAT(refused(changed("AmazonEC2.json", "\"20260720190331\"", "\"\"")).why,
              HasSubstr("a price without a source is none"));
  const auto spot = refused(changed("spot_price_history.json", "2026-07-06T00:00:00+00:00", "last week"));
  EXPECT_THAT(spot.why, HasSubstr("\"last week\""));
  EXPECT_THAT(spot.where, HasSubstr("changed.json, price 6"));
}

TEST_F(PriceImport, NegativePricesAndSuchAreRefused) {
  for (const char* bad : {"-0.192", "free", "", "nan"}) {
    const auto e = refused(changed("AmazonEC2.json", "\"0.1920000000\"", "\"" + std::string(bad) + "\""));
    EXPECT_EQ(e.kind, ErrorKind::data);
    EXPECT_THAT(e.why, HasSubstr("\"" + std::string(bad) + "\": a price is not below 0"));
    EXPECT_THAT(e.where, HasSubstr("m5.xlarge in us-east-1, term F3RW4EX5MPL5XL01.JRTCKXETXF"));
  }
  for (const char* bad : {"-0.07", "0", "free", "inf"}) {
    const auto e =
        refused(changed("spot_price_history.json", "\"0.070000\"", "\"" + std::string(bad) + "\""));
    EXPECT_THAT(e.why, HasSubstr("a price is a number above 0")) << bad;
  }
  EXPECT_THAT(refused(changed("spot_price_history.json", "\"us-east-1b\"", "\"use1-az2\"")).why,
              HasSubstr("does not read like us-east-1a"));
}

TEST_F(PriceImport, WhatChargesNothingIsNoPrice) {
  const ImportedPrices all = imported({changed("AmazonEC2.json", "\"0.1920000000\"", "\"0.0000000000\"")});
  EXPECT_FALSE(find(all, "m5.xlarge", "on-demand"));
  EXPECT_THAT(all.notes, Contains(HasSubstr("left out: terms that charge nothing: 1")));
}

TEST_F(PriceImport, MixedCurrenciesAreRefused) {
  const auto within = refused(changed("AmazonEC2.json", "\"USD\" : \"0.2318400000\"", "\"CNY\" : \"1.6\""));
  EXPECT_EQ(within.kind, ErrorKind::data);
  EXPECT_THAT(within.why, HasSubstr("CNY"));
  EXPECT_THAT(within.why, HasSubstr("USD"));
  EXPECT_THAT(within.remedy, HasSubstr("--currency"));
  const auto both = changed("AmazonEC2.json", "\"USD\" : \"0.1920000000\"",
                            "\"USD\" : \"0.1920000000\", \"CNY\" : \"1.4\"");
  EXPECT_THAT(refused(both).why, HasSubstr("a price in USD and one in CNY"));
  ImportChoice in_yuan;
  in_yuan.currency = "CNY";
  const ImportedPrices yuan = imported({both}, in_yuan);
  ASSERT_EQ(yuan.prices.size(), 1U);
  EXPECT_EQ(yuan.prices[0].per_hour, 1.4);
  EXPECT_EQ(yuan.prices[0].currency, "CNY");

  const std::string china = changed("spot_price_history.json", "us-east-1b", "cn-north-1b");
  const auto files = import_prices({china}, {}, {});
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().what, HasSubstr("mixed currencies"));
  EXPECT_THAT(files.error().why, HasSubstr("CNY"));
}

TEST_F(PriceImport, TwoPricesOfOneThingAreRefused) {
  write("other.json", testing::read_text(changed("AmazonEC2.json", "\"0.1920000000\"", "\"0.2000000000\"")));
  const auto files = import_prices({fixture("AmazonEC2.json"), at("other.json")}, {}, {});
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().where, HasSubstr("m5.xlarge on-demand in us-east-1"));
  EXPECT_THAT(files.error().why, HasSubstr("0.192"));
  const auto moment = refused(changed("spot_price_history.json", "2026-07-06", "2026-07-01"));
  EXPECT_THAT(moment.why, HasSubstr("two prices from one moment on, 0.07 and 0.08"));
}

TEST_F(PriceImport, TheLaterOfTwoTermsHolds) {
  // A second product of the same machine, whose price starts later.
  std::string text = testing::read_text(fixture("AmazonEC2.json"));
  for (const char* from : {"\"operatingSystem\" : \"Windows\"", "\"licenseModel\" : \"License Included\"",
                           "\"operation\" : \"RunInstances:0002\""}) {
    const std::string word = from;
    const std::string to = word.find("System") != std::string::npos ? "\"operatingSystem\" : \"Linux\""
                           : word.find("license") != std::string::npos
                               ? "\"licenseModel\" : \"No License required\""
                               : "\"operation\" : \"RunInstances\"";
    text.replace(text.find(word), word.size(), to);
  }
  write("same.json", text);
  EXPECT_THAT(refused(at("same.json")).why, HasSubstr("two prices from 2026-07-01T00:00:00Z on"));
  const std::size_t price = text.find("\"0.3760000000\"");
  const std::size_t date = text.rfind("2026-07-01", price);
  text.replace(date, 10, "2026-07-15");
  write("later.json", text);
  EXPECT_EQ(find(imported({at("later.json")}), "m5.xlarge", "on-demand")->per_hour, 0.376);
}

TEST_F(PriceImport, FilesThatAreNone) {
  EXPECT_EQ(refused(at("none.json")).kind, ErrorKind::io);
  EXPECT_THAT(refused(folder_).why, HasSubstr("folder"));
  const std::string whole = testing::read_text(fixture("AmazonEC2.json"));
  write("cut.json", whole.substr(0, whole.size() / 2));
  const auto cut = refused(at("cut.json"));
  EXPECT_EQ(cut.kind, ErrorKind::data);
  EXPECT_THAT(cut.why, HasSubstr("not JSON from byte"));
  write("empty.json", "");
  EXPECT_THAT(refused(at("empty.json")).why, HasSubstr("not JSON from byte"));
  write("packed.json", "\x1f\x8b\x08");
  EXPECT_THAT(refused(at("packed.json")).why, HasSubstr("compressed"));
  write("other.json", "{\"prices\": [1, 2.5, true, null]}");
  EXPECT_THAT(refused(at("other.json")).why, HasSubstr("neither the products and terms"));
  write("deep.json", std::string(100'000, '['));
  EXPECT_THAT(refused(at("deep.json")).why, HasSubstr("nested deeper than 64"));
  EXPECT_THAT(refused(changed("AmazonEC2.json", "\"AmazonEC2\"", "\"AmazonRDS\"")).why,
              HasSubstr("AmazonRDS"));
  write("turned.json", R"({"offerCode": "AmazonEC2", "terms": {"OnDemand": {"S": {"S.T": {"sku": "S"}}}},
                           "products": {"S": {"sku": "S"}}})");
  EXPECT_THAT(refused(at("turned.json")).why, HasSubstr("terms stand before its products"));
}

TEST(RegionOfZone, IsTheZoneWithoutItsLetter) {
  EXPECT_EQ(region_of_zone("us-east-1a"), "us-east-1");
  EXPECT_EQ(region_of_zone("us-east-1-bos-1a"), "us-east-1-bos-1");
  for (const char* bad : {"", "a", "use1-az1", "us-east-1", "us-east-1A", "us-east"})
    EXPECT_FALSE(region_of_zone(bad)) << bad;
}

using PricesCommand = testing::ReportCase;

TEST_F(PricesCommand, WritesABookThatCostReads) {
  const std::string csv = *report(
      {"prices", fixture("AmazonEC2.json"), fixture("spot_price_history.json"), "--region", "us-east-1"});
  EXPECT_THAT(csv, HasSubstr("m5.xlarge,on-demand,us-east-1,USD,0.192,2026-07-20,price list AmazonEC2"));
  EXPECT_THAT(csv, HasSubstr("# spot m5.xlarge us-east-1a: median 0.07, p90 0.08"));
  EXPECT_THAT(csv, Not(HasSubstr("eu-west-1,")));
  write("prices.csv", csv);
  const std::string text = *report({"cost", base(), candidate(), "--price-book", at("prices.csv"), "--plan",
                                    "spot-p90", "--format", "json"});
  EXPECT_THAT(text, HasSubstr("0.09 USD"));
  EXPECT_THAT(text, HasSubstr("spot price history 2026-07-01 to 2026-07-11"));
}

TEST_F(PricesCommand, Mistakes) {
  EXPECT_THAT(error({"prices"}).what, HasSubstr("no price file"));
  const std::string list = fixture("AmazonEC2.json");
  for (const char* bad : {"0", "100%", "-5%", "much"})
    testing::expect_whole(error({"prices", list, std::string("--discount=") + bad}),
                          {"--discount", bad, "12%"});
  testing::expect_whole(error({"prices", list, "-o", at("prices.json")}), {"cannot write prices", ".csv"});
  EXPECT_THAT(error({"prices", list, "--region", "us-esat-1"}).why, HasSubstr("us-esat-1"));
}

}  // namespace
}  // namespace crossfade::analysis
