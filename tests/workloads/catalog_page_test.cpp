// The catalogue of catalog_page: what is packed is what was put in, and pages obey their limits.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/catalog_page/bit_array.h"
#include "workloads/catalog_page/catalogue.h"
#include "workloads/catalog_page/member.h"
#include "workloads/catalog_page/row_list.h"
#include "workloads/catalog_page/title.h"
#include "workloads/environment.h"

namespace crossfade::workloads::catalog_page {
namespace {

constexpr std::uint64_t kSeed = 99;

const Catalogue& small_catalogue() {
  static const Catalogue catalogue = [] {
    cf_env host{};
    host.size = sizeof host;
    return Catalogue(Environment(&host, {}), kSeed, 1 << 20, PageSize::small);
  }();
  return catalogue;
}

TEST(BitArray, NumbersOfEveryWidthAtEveryBit) {
  for (std::uint32_t width = 1; width <= BitArray::kMostBits; ++width) {
    BitArray array(std::uint64_t{width} * 20, PageSize::small);
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    for (std::uint64_t place = 0; place < 20; ++place) {
      array.write(place * width, width, mix(place * 64 + width));
    }
    for (std::uint64_t place = 0; place < 20; ++place) {
      const std::uint64_t expected = mix(place * 64 + width) & mask;
      ASSERT_EQ(array.read(place * width, width), expected) << width;
      for (std::uint32_t bit = 0; bit < width; ++bit) {
        ASSERT_EQ(array.test(place * width + bit), (expected >> bit & 1) != 0);
      }
    }
  }
}

TEST(BitArray, WidthHoldsTheLargest) {
  EXPECT_EQ(width_of(0), 1u);
  EXPECT_EQ(width_of(1), 1u);
  EXPECT_EQ(width_of(2), 2u);
  EXPECT_EQ(width_of(255), 8u);
  EXPECT_EQ(width_of(256), 9u);
}

TEST(TitleLayout, GrowsWithTheCatalogueAndStaysBelowTwoLines) {
  EXPECT_EQ(TitleLayout(1000, 10000).bits + 4 + 1, TitleLayout(2000, 20000).bits)
      << "four ordinals of similar titles and the first artwork, a bit more each";
  EXPECT_LT(TitleLayout(100'000'000, 2'000'000'000).bits, 8u * 128);
}

TEST(CatalogPage, PackedTitlesAreWhatWasPutIn) {
  const Catalogue& catalogue = small_catalogue();
  Random random(4);
  for (std::uint32_t ordinal = 0; ordinal < catalogue.titles(); ++ordinal) {
    const Title title = make_title(kSeed, ordinal, catalogue.titles());
    const Member member = make_member(random, catalogue.lists());
    const bool allowed =
        (title.countries >> member.country & 1) != 0 && (title.devices >> member.device & 1) != 0 &&
        title.maturity <= member.most_maturity && title.opens <= member.day && member.day < title.closes;
    ASSERT_EQ(catalogue.may_show(ordinal, member), allowed) << ordinal;
    for (std::uint32_t choice = 0; choice < kSimilar; ++choice) {
      ASSERT_EQ(catalogue.similar(ordinal, choice), title.similar[choice]);
      ASSERT_LT(title.similar[choice], catalogue.titles());
    }
    const std::uint16_t best = catalogue.best_artwork(ordinal, member);
    ASSERT_LT(best, title.artworks);
    const auto score = [&](std::uint32_t place) {
      const Artwork& artwork = title.artwork[place];
      const bool understood = artwork.language == 0 || artwork.language == member.language;
      return understood ? member.artwork_score(artwork.image, artwork.style, artwork.boost) : 0;
    };
    for (std::uint32_t place = 0; place < title.artworks; ++place) {
      ASSERT_GE(score(best), score(place)) << ordinal;
    }
  }
}

TEST(CatalogPage, EveryRuleForbidsSomething) {
  const Catalogue& catalogue = small_catalogue();
  Random random(4);
  std::array<std::uint32_t, 5> forbidden{};
  std::uint32_t shown = 0;
  for (std::uint32_t ordinal = 0; ordinal < catalogue.titles(); ++ordinal) {
    const Title title = make_title(kSeed, ordinal, catalogue.titles());
    const Member member = make_member(random, catalogue.lists());
    forbidden[0] += (title.countries >> member.country & 1) == 0 ? 1 : 0;
    forbidden[1] += (title.devices >> member.device & 1) == 0 ? 1 : 0;
    forbidden[2] += title.maturity > member.most_maturity ? 1 : 0;
    forbidden[3] += title.opens > member.day ? 1 : 0;
    forbidden[4] += title.closes <= member.day ? 1 : 0;
    shown += catalogue.may_show(ordinal, member) ? 1 : 0;
  }
  for (const std::uint32_t count : forbidden) {
    EXPECT_GT(count, catalogue.titles() / 20);
  }
  EXPECT_GT(shown, catalogue.titles() / 4);
  EXPECT_LT(shown, catalogue.titles() / 2);
}

TEST(CatalogPage, MemoryIsWhatWasAskedFor) {
  const Catalogue& catalogue = small_catalogue();
  const TitleLayout layout(catalogue.titles(), std::uint64_t{catalogue.titles()} * 12);
  const double bytes =
      catalogue.titles() * (layout.bits + 12.0 * ArtworkLayout::kBits) / 8 +
      static_cast<double>(catalogue.lists()) * static_cast<double>(kTitlesPerRow * sizeof(std::uint32_t));
  EXPECT_NEAR(bytes, 1 << 20, (1 << 20) * 0.02);
}

TEST(CatalogPage, ListsCanBeMadeAgainAndNameTitles) {
  const Catalogue& catalogue = small_catalogue();
  const RowLists maker(kSeed, catalogue.titles());
  std::set<std::uint32_t> named;
  for (std::uint32_t number = 0; number < catalogue.lists(); ++number) {
    std::array<std::uint32_t, kTitlesPerRow> list;
    maker.make(number, list);
    const auto stored = catalogue.list(number);
    ASSERT_TRUE(std::equal(list.begin(), list.end(), stored.begin()));
    for (const std::uint32_t ordinal : list) {
      ASSERT_LT(ordinal, catalogue.titles());
      named.insert(ordinal);
    }
  }
  EXPECT_GT(named.size(), catalogue.titles() / 3);
}

// A limit that nothing reaches, or everything, is not tested by comparing pages.
TEST(CatalogPage, SomeRowsAreFullAndSomeAreNot) {
  const Catalogue& catalogue = small_catalogue();
  Random random(5);
  std::uint32_t full = 0, rows = 0;
  for (int round = 0; round < 50; ++round) {
    const Member member = make_member(random, catalogue.lists());
    for (std::uint32_t row = 0; row < kRowsPerPage; ++row) {
      std::uint32_t allowed = 0;
      for (const std::uint32_t ordinal : catalogue.list(member.list_of(row, catalogue.lists()))) {
        allowed += catalogue.may_show(ordinal, member) ? 1 : 0;
      }
      full += allowed >= kShownPerRow ? 1 : 0;
      ++rows;
    }
  }
  EXPECT_GT(full, rows / 100);
  EXPECT_LT(full, rows / 2);
}

TEST(CatalogPagePlugin, ItsLargestPresetIsFourTimesTheLastLevelOfSapphireRapids) {
  const Plugin plugin(CROSSFADE_WORKLOAD_DIRECTORY "/catalog_page.so");
  std::map<std::string, std::uint64_t> mb;
  for (std::uint32_t p = 0; p < plugin.table().n_presets; ++p) {
    const auto given = preset_parameters(plugin.table().presets[p].parameters);
    mb[plugin.table().presets[p].name] = given.contains("mb") ? std::stoull(given.at("mb")) : 24;
  }
  EXPECT_LE(mb["l2"], 2u);
  EXPECT_LT(mb["l3"], 32u) << "a core complex of Zen 3 to 5";
  EXPECT_GE(mb["dram"], 4 * 105u) << "a socket of Sapphire Rapids, shown whole to its guests";
}

}  // namespace
}  // namespace crossfade::workloads::catalog_page
