#include "analysis/report/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/cost.h"
#include "analysis/distinct_recordings.h"
#include "analysis/price_names.h"
#include "analysis/render/render.h"
#include "analysis/report/comparison_document.h"
#include "analysis/report/counter_catalogue.h"
#include "analysis/report/legend.h"
#include "analysis/report/list_document.h"
#include "analysis/report/noise_document.h"
#include "analysis/report/recording_document.h"
#include "analysis/report/selection.h"
#include "results/catalogue.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::Result;

constexpr std::size_t prose_width = 110;

std::string rendered(Document d, const Options& options, const Terminal& terminal) {
  switch (options.format) {
    case Format::markdown:
      return render_markdown(d);
    case Format::csv:
      return render_csv(d);
    case Format::json:
      return render_json(d);
    case Format::text:
      break;
  }
  if (auto terms = legend(d)) d.tables.push_back(*std::move(terms));
  // Long lines of prose are hard to read, however wide the terminal is.
  const std::size_t prose = std::min(prose_width, terminal.width.value_or(prose_width));
  return render_text(
      d, {options.width.value_or(prose), terminal.colour, options.width ? options.width : terminal.width});
}

Result<Report> comparison(const Options& options, const Terminal& terminal) {
  auto book =
      options.price_book ? PriceBook::read(*options.price_book) : Result<PriceBook>(PriceBook::shipped());
  CF_TRY(book);
  CF_TRY(check_price_choice(options.cost.choice, *book));
  auto selection = select(options.places);
  CF_TRY(selection);
  std::vector<Side> sides{selection->base};
  sides.insert(sides.end(), selection->candidates.begin(), selection->candidates.end());
  CF_TRY(check_price_names(options.cost.hourly_prices, sides));
  std::vector<Comparison> comparisons;
  std::vector<std::string> left_out = selection->left_out;
  std::optional<Error> failed;
  CompareOptions compare_options = options.compare;
  compare_options.noise = HostNoise(selection->calibrations);
  for (const Side& candidate : selection->candidates) {
    auto c = compare(selection->base, candidate, compare_options);
    if (c) {
      comparisons.push_back(*std::move(c));
    } else {
      failed = c.error();
      left_out.push_back("Left out: " + results::to_line(c.error()));
    }
  }
  if (comparisons.empty()) return *failed;
  const CostTable table = cost(comparisons, *book, options.cost);
  Document d = options.command == Command::cost ? cost_document(comparisons, options.compare, table)
                                                : comparison_document(comparisons, options.compare, table);
  // What was found stands last.
  d.footer.insert(d.footer.begin(), left_out.begin(), left_out.end());
  return Report{rendered(d, options, terminal), {}, std::move(left_out)};
}

Result<Report> noise(const Options& options, const Terminal& terminal) {
  std::vector<RecordingPointer> recordings;
  for (const auto& place : options.places.base) {
    auto opened = results::read_recording(place);
    CF_TRY(opened);
    recordings.push_back(std::make_shared<const results::OpenedRecording>(*std::move(opened)));
  }
  const DistinctRecordings distinct = distinct_recordings(recordings);
  Document d = noise_document(distinct.recordings);
  for (const LeftOut& copy : distinct.left_out)
    d.footer.push_back(fmt::format("Left out: {}.", left_out_text(copy)));
  return Report{rendered(std::move(d), options, terminal), {}, {}};
}

Report listing(const Options& options, const Terminal& terminal) {
  const auto& places = options.places.base;
  const auto entries = results::catalogue(places);
  Report report;
  for (const results::CatalogueEntry& entry : entries) {
    if (entry.summary) continue;
    if (std::find(places.begin(), places.end(), entry.path) != places.end()) {
      report.unusable.push_back(entry.summary.error());
    } else {
      report.left_out.push_back("Left out: " + results::to_line(entry.summary.error()));
    }
  }
  const bool nothing_to_list = !report.unusable.empty() && report.unusable.size() == entries.size();
  if (!nothing_to_list) report.text = rendered(list_document(entries), options, terminal);
  return report;
}

}  // namespace

Result<Report> make_report(const Options& options, const Terminal& terminal) {
  switch (options.command) {
    case Command::show: {
      if (options.places.base.empty())
        return Report{rendered(counter_catalogue(), options, terminal), {}, {}};
      const auto opened = results::read_recording(options.places.base.front());
      CF_TRY(opened);
      return Report{rendered(recording_document(*opened, {options.counters}), options, terminal), {}};
    }
    case Command::noise:
      return noise(options, terminal);
    case Command::list:
      return listing(options, terminal);
    case Command::compare:
    case Command::cost:
      break;
  }
  return comparison(options, terminal);
}

}  // namespace crossfade::analysis
