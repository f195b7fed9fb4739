#include "analysis/report/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/aa_check.h"
#include "analysis/cost.h"
#include "analysis/distinct_recordings.h"
#include "analysis/price_names.h"
#include "analysis/prices/price_import.h"
#include "analysis/render/render.h"
#include "analysis/replayed_instructions.h"
#include "analysis/report/aa_document.h"
#include "analysis/report/comparison_document.h"
#include "analysis/report/cost_questions.h"
#include "analysis/report/counter_catalogue.h"
#include "analysis/report/explanation.h"
#include "analysis/report/hardware_shapes.h"
#include "analysis/report/import_document.h"
#include "analysis/report/legend.h"
#include "analysis/report/list_document.h"
#include "analysis/report/noise_document.h"
#include "analysis/report/precision_document.h"
#include "analysis/report/recording_document.h"
#include "analysis/report/recording_export.h"
#include "analysis/report/replay_document.h"
#include "analysis/report/samples_csv.h"
#include "analysis/report/selection.h"
#include "analysis/report/validation.h"
#include "analysis/report/verdict_document.h"
#include "analysis/report/why_document.h"
#include "analysis/side_price.h"
#include "analysis/verdict/verdict.h"
#include "results/catalogue.h"
#include "results/folder_search.h"

namespace crossfade::analysis {
namespace {

using results::Error;
using results::Result;

constexpr std::size_t longest_prose = 110;

std::string rendered(Document d, const Options& options, const results::Terminal& terminal) {
  switch (options.format) {
    case Format::markdown:
      return render_markdown(d);
    case Format::csv:
      return render_csv(d);
    case Format::json:
      return render_json(d);
    case Format::html:
    case Format::text:
      break;
  }
  if (auto terms = legend(d)) d.tables.push_back(*std::move(terms));
  if (options.format == Format::html) return render_html(d);
  const std::size_t prose = results::prose_width(terminal, longest_prose);
  return render_text(
      d, {options.width.value_or(prose), terminal.colour, options.width ? options.width : terminal.width});
}

Result<void> check_one_candidate(const std::vector<Comparison>& comparisons, const char* what) {
  if (comparisons.size() == 1) return {};
  return Error{results::ErrorKind::usage, what, comparisons[1].candidate.label,
               fmt::format("{} is another", comparisons[0].candidate.label),
               "name the recordings of one type and CPU behind --to"};
}

/// One candidate type, so that a verdict has one answer.
Result<void> check_one_type(const std::vector<Comparison>& comparisons) {
  for (const Comparison& c : comparisons) {
    const std::string type = common_instance_type(c.candidate);
    const std::string first = common_instance_type(comparisons.front().candidate);
    if (type == first && (comparisons.size() == 1 || !type.empty())) continue;
    return Error{results::ErrorKind::usage, "a verdict is on one candidate type", c.candidate.label,
                 fmt::format("{} is another", comparisons.front().candidate.label),
                 "name the recordings of one type behind --to"};
  }
  return {};
}

Result<Mix> mix_of(const Options& options) {
  return options.mix ? read_mix(*options.mix) : Result<Mix>(Mix{});
}

/// Bounds on the workloads of the mix, behind the gates of the policy.
Result<Document> bounded(const std::vector<Comparison>& comparisons, const Mix& mix, const Policy& policy,
                         const Options& options, int& exit_code) {
  const auto bounds = parse_bounds(options.bounds);
  CF_TRY(bounds);
  const bool mix_is_declared = !mix.requests.empty();
  std::vector<std::vector<BoundResult>> results;
  std::vector<BoundResult> all;
  for (const Comparison& c : comparisons) {
    const auto workloads = mix_workloads(c, mix);
    CF_TRY(workloads);
    results.push_back(check_bounds(c, *bounds, mix_is_declared ? *workloads : std::vector<std::string>{}));
    const auto gates = evidence_gates(c, *workloads, mix_is_declared, policy);
    if (const GateResult* failed = first_failed(gates))
      hold_open(results.back(), fmt::format("gate {}: {}", failed->id, failed->found));
    all.insert(all.end(), results.back().begin(), results.back().end());
  }
  exit_code = analysis::exit_code(all);
  return gate_document(comparisons, results, policy, options.compare);
}

Result<Document> judged(const std::vector<Comparison>& comparisons, const PriceBook& book,
                        const Options& options, int& exit_code) {
  CF_TRY(check_one_type(comparisons));
  Policy policy;
  if (options.policy) {
    auto read = read_policy(*options.policy);
    CF_TRY(read);
    policy = *std::move(read);
  }
  policy.accept_single_host = policy.accept_single_host || options.accept_single_host;
  const auto mix = mix_of(options);
  CF_TRY(mix);
  if (!options.bounds.empty()) return bounded(comparisons, *mix, policy, options, exit_code);
  std::vector<Verdict> strata;
  for (const Comparison& c : comparisons) {
    auto v = verdict(c, *mix, policy, book, options.cost, options.compare);
    CF_TRY(v);
    strata.push_back(*std::move(v));
  }
  std::optional<CommitmentTable> paid_back;
  if (!options.questions.commitments.empty()) {
    auto table = commitments(comparisons, moves_of(strata), options.questions.commitments,
                             day_of_move(options.questions));
    CF_TRY(table);
    paid_back = *std::move(table);
  }
  exit_code = analysis::exit_code(common_decision(strata));
  return verdict_document(strata, comparisons, policy, options.compare, paid_back);
}

Result<Document> explained(const std::vector<Comparison>& comparisons, const Options& options) {
  CF_TRY(check_one_candidate(comparisons, "the factors are those of one candidate"));
  const Comparison& c = comparisons.front();
  std::vector<RecordingPointer> lenders;
  for (const auto& path : options.counters_from) {
    auto opened = results::read_recording(path);
    CF_TRY(opened);
    if (is_instruction_replay(opened->recording)) {
      return Error{results::ErrorKind::data, "cannot take counters from a simulation", path.string(),
                   "its instructions were counted by callgrind, and no comparison rests on those",
                   "name a recording with hardware counters"};
    }
    lenders.push_back(std::make_shared<const results::OpenedRecording>(*std::move(opened)));
  }
  std::vector<std::string> workloads = options.workloads;
  if (workloads.empty())
    for (const WorkloadComparison& w : c.workloads) workloads.push_back(w.workload);
  std::vector<Decomposition> all;
  for (const std::string& workload : workloads) {
    auto d = decompose(c, workload, lenders, options.compare);
    CF_TRY(d);
    all.push_back(*std::move(d));
  }
  return why_document(c, all, options.compare);
}

/// Of files, the *.h5 in folders and below, and what selectors pick.
Result<Report> same_host_check(const Options& options, const results::Terminal& terminal) {
  auto picked = pick(options.places);
  CF_TRY(picked);
  std::vector<RecordingPointer> recordings;
  std::vector<std::string> left_out = std::move(picked->left_out);
  for (const results::CatalogueEntry& entry : results::catalogue(picked->places.base)) {
    auto opened = results::read_recording(entry.path);
    if (!opened) {
      left_out.push_back("Left out: " + results::to_line(opened.error()));
      continue;
    }
    recordings.push_back(std::make_shared<const results::OpenedRecording>(*std::move(opened)));
  }
  const auto check = aa_check(recordings, options.compare);
  CF_TRY(check);
  Document d = aa_document(*check);
  d.footer.insert(d.footer.begin(), left_out.begin(), left_out.end());
  return Report{rendered(d, options, terminal), {}, std::move(left_out), check->failed() ? 1 : 0};
}

std::string_view word_of(Command command) {
  switch (command) {
    case Command::cost:
      return "cost";
    case Command::verdict:
      return "verdict";
    case Command::why:
      return "why";
    case Command::plan:
      return "plan";
    case Command::shapes:
      return "shapes";
    default:
      return "compare";
  }
}

Result<Report> comparison(const Options& options, const results::Terminal& terminal) {
  if (options.same_host_check) return same_host_check(options, terminal);
  auto book =
      options.price_book ? PriceBook::read(*options.price_book) : Result<PriceBook>(PriceBook::shipped());
  CF_TRY(book);
  CF_TRY(check_price_choice(options.cost.choice, *book));
  auto selection = select(options.places, word_of(options.command));
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
  // Of a decision every stratum has its say: one that cannot be compared leaves none. So it is with a file
  // that a planner takes for all there is.
  const bool takes_all = options.command == Command::verdict || options.command == Command::shapes;
  if (comparisons.empty() || (failed && takes_all)) return *failed;
  if (options.command == Command::shapes) {
    const auto mix = mix_of(options);
    CF_TRY(mix);
    auto text = hardware_shapes(comparisons, *mix, options.shape_files, options.compare);
    CF_TRY(text);
    return Report{*std::move(text), {}, std::move(left_out)};
  }
  Document d;
  int exit_code = 0;
  if (options.command == Command::verdict) {
    auto document = judged(comparisons, *book, options, exit_code);
    CF_TRY(document);
    d = *std::move(document);
  } else if (options.command == Command::plan) {
    CF_TRY(check_one_candidate(comparisons, "a plan is for one candidate"));
    const double width = options.half_width;
    d = precision_document(comparisons[0], precision_plan(comparisons[0], width, options.compare), width);
  } else if (options.command == Command::why) {
    auto document = explained(comparisons, options);
    CF_TRY(document);
    d = *std::move(document);
  } else {
    const CostTable table = cost(comparisons, *book, options.cost, options.compare);
    if (options.command == Command::cost) {
      const auto answers = cost_answers(comparisons, table, *book, options.questions, options.compare);
      CF_TRY(answers);
      d = cost_document(comparisons, options.compare, table, *answers);
    } else {
      d = comparison_document(comparisons, options.compare, table, options.objectives);
    }
  }
  // What was found stands last.
  d.footer.insert(d.footer.begin(), left_out.begin(), left_out.end());
  return Report{rendered(d, options, terminal), {}, std::move(left_out), exit_code};
}

Error no_replay(const std::filesystem::path& path) {
  return {results::ErrorKind::data, "cannot take instructions from a recording", path.string(),
          "it is not one of crossfade-collect instructions",
          "make one: crossfade-collect instructions -o FILE.h5"};
}

Result<Report> show(const Options& options, const results::Terminal& terminal) {
  const auto opened = results::read_recording(options.places.base.front());
  CF_TRY(opened);
  if (options.log) {
    const std::string& log = opened->recording.log;
    return Report{log.empty() ? "The log of this recording is empty.\n" : log, {}};
  }
  std::optional<results::OpenedRecording> simulated;
  if (options.instructions_from) {
    auto replay = results::read_recording(*options.instructions_from);
    CF_TRY(replay);
    if (!is_instruction_replay(replay->recording)) return no_replay(*options.instructions_from);
    simulated = *std::move(replay);
  }
  Document document =
      is_instruction_replay(opened->recording)
          ? replay_document(*opened)
          : recording_document(*opened, {options.counters, simulated ? &*simulated : nullptr});
  return Report{rendered(std::move(document), options, terminal), {}};
}

Result<Report> noise(const Options& options, const results::Terminal& terminal) {
  std::vector<RecordingPointer> recordings;
  for (const auto& place : options.places.base) {
    auto opened = results::read_recording(place);
    CF_TRY(opened);
    if (is_instruction_replay(opened->recording)) {
      return Error{results::ErrorKind::data, "cannot say what noise is in a recording", place.string(),
                   "it holds simulated instructions, and nothing that was measured",
                   "show it: crossfade-report show " + place.string()};
    }
    recordings.push_back(std::make_shared<const results::OpenedRecording>(*std::move(opened)));
  }
  const DistinctRecordings distinct = distinct_recordings(recordings);
  Document d = noise_document(distinct.recordings);
  // What was found stands last.
  for (const LeftOut& copy : distinct.left_out)
    d.footer.insert(d.footer.begin(), fmt::format("Left out: {}.", left_out_text(copy)));
  return Report{rendered(std::move(d), options, terminal), {}, {}};
}

bool is_within(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto below = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return !below.empty() && *below.begin() != "..";
}

Result<Report> listing(const Options& options, const results::Terminal& terminal) {
  auto picked = pick(options.places);
  CF_TRY(picked);
  const auto& places = picked->places.base;
  const auto entries = results::catalogue(places);
  Report report;
  report.left_out = std::move(picked->left_out);
  for (const results::CatalogueEntry& entry : entries) {
    if (entry.summary) continue;
    if (std::find(places.begin(), places.end(), entry.path) != places.end()) {
      report.unusable.push_back(entry.summary.error());
    } else {
      report.left_out.push_back("Left out: " + results::to_line(entry.summary.error()));
    }
  }
  for (const std::filesystem::path& place : places) {
    if (std::none_of(entries.begin(), entries.end(),
                     [&](const results::CatalogueEntry& entry) { return is_within(entry.path, place); }))
      report.left_out.push_back(fmt::format("{}: {}", place.string(), results::no_recording_in_folder));
  }
  const bool nothing_to_list = !report.unusable.empty() && report.unusable.size() == entries.size();
  if (!nothing_to_list) report.text = rendered(list_document(entries), options, terminal);
  return report;
}

}  // namespace

Result<Report> make_report(const Options& options, const results::Terminal& terminal) {
  switch (options.command) {
    case Command::show: {
      if (options.places.base.empty())
        return Report{rendered(counter_catalogue(), options, terminal), {}, {}};
      return show(options, terminal);
    }
    case Command::samples: {
      const auto& path = options.places.base.front();
      const auto opened = results::read_recording(path);
      CF_TRY(opened);
      auto text = samples_csv(*opened, path.string());
      CF_TRY(text);
      return Report{*std::move(text), {}, {}};
    }
    case Command::tables: {
      const auto opened = results::read_recording(options.places.base.front());
      CF_TRY(opened);
      CF_TRY(export_recording(*opened, options.format, options.output));
      return Report{};
    }
    case Command::prices: {
      const auto imported = import_prices(options.places.base, options.import_choice, options.discount);
      CF_TRY(imported);
      auto text = price_book_csv(*imported);
      CF_TRY(text);
      return Report{*std::move(text), {}, {}};
    }
    case Command::explain: {
      if (options.explained.empty()) return Report{explained_names(), {}, {}};
      auto text = explanation(options.explained);
      CF_TRY(text);
      return Report{*std::move(text), {}, {}};
    }
    case Command::noise:
      return noise(options, terminal);
    case Command::list:
      return listing(options, terminal);
    case Command::validate: {
      const auto files = validate_all(options.places.base);
      CF_TRY(files);
      return Report{rendered(validation_document(*files), options, terminal), {}, {}, exit_code(*files)};
    }
    case Command::import_results: {
      auto document = import_document(options.places);
      CF_TRY(document);
      return Report{rendered(*std::move(document), options, terminal), {}, {}};
    }
    case Command::compare:
    case Command::cost:
    case Command::verdict:
    case Command::why:
    case Command::plan:
    case Command::shapes:
      break;
  }
  return comparison(options, terminal);
}

}  // namespace crossfade::analysis
