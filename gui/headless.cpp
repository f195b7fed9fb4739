#include "gui/headless.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

#include "analysis/price_names.h"
#include "gui/export.h"
#include "gui/export_folder.h"
#include "gui/overview.h"
#include "gui/text.h"
#include "gui/views/view.h"
#include "results/nearest_name.h"

namespace crossfade::gui {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

Result<void> check(const std::string& wanted, const std::vector<std::string>& known, const char* option,
                   const char* what) {
  if (wanted.empty() || std::find(known.begin(), known.end(), wanted) != known.end()) return {};
  return Error{ErrorKind::usage, fmt::format("there is no {} '{}' in these recordings", what, wanted), option,
               known.empty() ? fmt::format("they hold no {}", what)
                             : fmt::format("they hold {}", fmt::join(known, ", ")),
               results::did_you_mean(wanted, known,
                                     known.empty() ? "name recordings that hold one" : "use one of these")};
}

Result<void> check_output(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (!std::filesystem::is_regular_file(status))
    return {};  // a pipe is written to; the rest fails when opened
  return Error{ErrorKind::cannot_create, "the output exists", file.string(), "it would be overwritten",
               "use --force to replace it, or another name"};
}

Result<void> write_screenshot(MainWindow& window, const Screenshot& screenshot) {
  window.show_settled(to_qt(screenshot.view));
  if (screenshot.file.extension() == ".png") return write_window(window, screenshot.file);
  return write_picture(*window.current_view(), window.session().caption(), screenshot.file);
}

}  // namespace

Result<void> check_outputs(const Options& options) {
  if (options.replace) return {};
  for (const Screenshot& screenshot : options.screenshots) CF_TRY(check_output(screenshot.file));
  for (const auto& file : options.exports) CF_TRY(check_output(file));
  return {};
}

Result<void> apply_choices(MainWindow& window, const Options& options) {
  Session& session = window.session();
  CF_TRY(analysis::check_price_names(options.hourly_prices, session.study()->sides));
  CF_TRY(check(options.metric, overview_metrics(*session.study()), "--metric", "metric"));
  std::vector<std::string> workloads;
  for (const WorkloadLoad& load : session.study()->load) workloads.push_back(load.workload);
  CF_TRY(check(options.workload, workloads, "--workload", "workload"));
  if (!options.metric.empty()) session.set_metric(options.metric);
  if (!options.workload.empty()) session.set_workload(options.workload);
  return {};
}

Result<void> write_outputs(MainWindow& window, const Options& options) {
  if (window.session().recordings().empty()) {
    return Error{ErrorKind::data,
                 "nothing written",
                 {},
                 "none of the files named could be read",
                 "see the messages above"};
  }
  CF_TRY(apply_choices(window, options));
  for (const Screenshot& screenshot : options.screenshots) CF_TRY(write_screenshot(window, screenshot));
  for (const auto& file : options.exports)
    CF_TRY(write_document(overview_document(window.session(), options.metric), file));
  if (options.export_folder) CF_TRY(export_all_views(window, *options.export_folder, options.replace));
  return {};
}

}  // namespace crossfade::gui
