// catalog_page: an API server assembles a member's home page of 40 rows from a catalogue that it holds in
// memory, packed bit by bit as Hollow packs Netflix's. Each row begins with a list of 75 candidate titles; at
// every second place the candidate is replaced by one similar to it, so that the next record to read is known
// only when this one has been read. Titles that country, device, maturity and window forbid are left out; for
// each title shown, one of its 4 to 20 artworks is chosen by a score. Some 3000 records a request.
//
// The size of the catalogue is the parameter that matters: 2 MB are about what second-level caches hold, 24
// MB what the last level of one core complex or of a mesh holds, and 512 MB are several times what most of
// them do (docs/workloads.md has their sizes). The steps between them are what differs between CPU families.
//
// Titles are not made unique across rows, ranking and the network are not part of it, and nothing is
// compressed. Nothing is written to the catalogue: answers are exact. The digest covers the whole page.
// verify() makes every list and title again from the seed and applies the rules to the unpacked facts.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "workloads/catalog_page/catalogue.h"
#include "workloads/catalog_page/member.h"
#include "workloads/catalog_page/row_list.h"
#include "workloads/catalog_page/title.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/page_memory.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace catalog_page;

// One pass over the pool reads 1.5 million similar titles and as many of the lists: most of what there is at
// 96 MB, and at 512 MB up to 0.4 GB of lines, which have left a last level of 105 MB before the pool begins
// again.
constexpr std::uint32_t kPool = 1024;

constexpr std::array kClasses{
    // Out: the mean over the pool. In: who is asking, and which rows the ranking has chosen.
    cf_class{"home_page", 1.0, 5'000'000, 0, 1, kPool, 0, 256, 8000, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"mb", "size of the catalogue", "MB", "24", "1", "16384"},
    cf_parameter{"huge_pages", "1: ask for transparent huge pages; 0: refuse them", "", "0", "0", "1"},
    cf_parameter{"rows", "of a page; fewer for a part of a mix that takes short turns", "", "40", "1", "40"},
};

constexpr std::array kPresets{
    cf_preset{"l3", ""},
    cf_preset{"l2", "mb=2"},
    cf_preset{"dram", "mb=512"},
};

constexpr Description kDescription{
    .name = "catalog_page",
    .version = "2",
    .summary = "Assembles a home page of 40 rows from a bit-packed in-memory catalogue",
    .seed_system = "home page from an in-memory catalogue",
    .unit = "one home page",
    .flags = CF_FLAG_EXACT,
    .classes = kClasses,
    .parameters = kParameters,
    .presets = kPresets,
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    return {.shared_bytes = (environment.integer("mb") << 20) + kPool * sizeof(Member),
            .per_worker_bytes = environment.integer("rows") * kShownPerRow * sizeof(Placed)};
  }

  explicit Dataset(const Environment& environment)
      : seed_(mix(environment.seed())),
        rows_(static_cast<std::uint16_t>(environment.integer("rows"))),
        catalogue_(environment, seed_, environment.integer("mb") << 20,
                   environment.integer("huge_pages") == 1 ? PageSize::huge : PageSize::small),
        contents_(catalogue_.contents_digest()) {
    environment.note_library("own catalogue and XXH3", "1", "x86-64-v2");
    Random random(seed_, 1);
    for (std::uint32_t member = 0; member < kPool; ++member) {
      members_.push_back(make_member(random, catalogue_.lists()));
    }
    environment.note_dataset_digest(digest(members_.data(), members_.size() * sizeof(Member), contents_));
  }

  /// Pages must not have changed the catalogue.
  void finish() const {
    if (catalogue_.contents_digest() != contents_) {
      throw wrong("the catalogue changed during the run", "its digest is another than after preparation");
    }
  }

  std::uint64_t seed() const { return seed_; }
  std::uint16_t rows() const { return rows_; }
  const Catalogue& catalogue() const { return catalogue_; }
  const Member& member(const cf_request& request) const { return members_[request.index % kPool]; }

 private:
  std::uint64_t seed_;
  std::uint16_t rows_;
  Catalogue catalogue_;
  std::uint64_t contents_;
  std::vector<Member> members_;
};

/// The artwork that scores highest, from unpacked facts.
std::uint16_t best_artwork(const Title& title, const Member& member) {
  std::uint16_t best = 0;
  std::uint32_t highest = 0;
  for (std::uint16_t place = 0; place < title.artworks; ++place) {
    const Artwork& artwork = title.artwork[place];
    const bool understood = artwork.language == 0 || artwork.language == member.language;
    const std::uint32_t score = member.artwork_score(artwork.image, artwork.style, artwork.boost);
    if (understood && score > highest) {
      best = place;
      highest = score;
    }
  }
  return best;
}

bool may_show(const Title& title, const Member& member) {
  return (title.countries >> member.country & 1) != 0 && (title.devices >> member.device & 1) != 0 &&
         title.maturity <= member.most_maturity && title.opens <= member.day && title.closes > member.day;
}

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/)
      : dataset_(dataset), page_(std::size_t{dataset.rows()} * kShownPerRow) {}

  void request(const cf_request& request, cf_answer& answer) {
    const Member& member = dataset_.member(request);
    placed_ = 0;
    for (std::uint16_t row = 0; row < dataset_.rows(); ++row) {
      show_row(row, member);
    }
    answer.bytes_in = sizeof member;
    answer.bytes_out = placed_ * sizeof(Placed);
    answer.items = placed_;
    answer.digest = digest(page_.data(), answer.bytes_out);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    const Member& member = dataset_.member(request);
    const Catalogue& catalogue = dataset_.catalogue();
    const RowLists lists(dataset_.seed(), catalogue.titles());
    const auto title_of = [&](std::uint32_t ordinal) {
      return make_title(dataset_.seed(), ordinal, catalogue.titles());
    };
    std::uint32_t place = 0;
    for (std::uint32_t row = 0; row < dataset_.rows(); ++row) {
      std::array<std::uint32_t, kTitlesPerRow> list;
      lists.make(member.list_of(row, catalogue.lists()), list);
      std::uint32_t shown = 0;
      for (std::uint32_t position = 0; position < kTitlesPerRow && shown < kShownPerRow; ++position) {
        const std::uint32_t ordinal =
            position % 2 == 0 ? list[position] : title_of(list[position]).similar[member.similar_choice(row)];
        const Title title = title_of(ordinal);
        if (!may_show(title, member)) {
          continue;
        }
        const bool there = place < placed_ && page_[place].title == ordinal && page_[place].row == row;
        if (!there || page_[place].artwork != best_artwork(title, member)) {
          throw wrong(there ? "a title has another artwork than the member likes best"
                            : "the page does not show what the member may see",
                      "row " + std::to_string(row) + ", title " + std::to_string(ordinal));
        }
        ++place;
        ++shown;
      }
    }
    if (place != placed_ || answer.items != place || answer.bytes_out != place * sizeof(Placed) ||
        answer.digest != digest(page_.data(), place * sizeof(Placed))) {
      throw wrong("the answer does not describe the page", "digest or counts differ");
    }
  }

 private:
  void show_row(std::uint16_t row, const Member& member) {
    const Catalogue& catalogue = dataset_.catalogue();
    const auto list = catalogue.list(member.list_of(row, catalogue.lists()));
    const std::uint32_t choice = member.similar_choice(row);
    std::uint32_t shown = 0;
    for (std::uint32_t position = 0; position < kTitlesPerRow; ++position) {
      std::uint32_t ordinal = list[position];
      if (position % 2 != 0) {
        ordinal = catalogue.similar(ordinal, choice);
      }
      if (!catalogue.may_show(ordinal, member)) {
        continue;
      }
      page_[placed_++] = {ordinal, row, catalogue.best_artwork(ordinal, member)};
      if (++shown == kShownPerRow) {
        return;
      }
    }
  }

  const Dataset& dataset_;
  std::vector<Placed> page_;
  std::uint32_t placed_ = 0;  ///< of the page that are used
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
