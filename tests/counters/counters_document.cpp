#include "tests/counters/counters_document.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <vector>

#include "analysis/top_down_method.h"
#include "results/enum_names.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/event_code.h"
#include "results/vocabulary/metric.h"
#include "results/vocabulary/raw_code.h"

namespace crossfade::collector::testing {
namespace {

using results::catalogued_microarchitectures;
using results::event_codes;
using results::EventCode;

std::string spaced(std::string_view words) {
  std::string text(words);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string ids(const std::vector<std::string_view>& metrics) {
  std::string text;
  for (const std::string_view metric : metrics)
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", metric);
  return text;
}

std::string counted() {
  std::string text = "### What is counted\n\n| metric | unit | between CPUs | meaning |\n|---|---|---|---|\n";
  for (const results::Metric& metric : results::event_metrics()) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", metric.id, metric.unit,
                        spaced(results::name_of(metric.across_cpus)), metric.help);
  }
  return text;
}

std::string what_follows() {
  std::string text =
      "\n### What follows from it\n\nOf one metric that has several rows, the one whose events the CPU has "
      "holds.\n\n"
      "| metric | unit | formula | better | between CPUs | meaning |\n|---|---|---|---|---|---|\n";
  for (const results::DerivedMetric& row : results::derived_metrics()) {
    const results::Metric* const metric = results::find_metric(row.metric);
    if (metric == nullptr) continue;  // another test says so
    const std::string_view better = metric->direction == results::Direction::higher_is_better  ? "higher"
                                    : metric->direction == results::Direction::lower_is_better ? "lower"
                                                                                               : "neither";
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", metric->id, metric->unit, formula_of(row),
                        better, spaced(results::name_of(metric->across_cpus)), metric->help);
  }
  return text;
}

std::string top_down() {
  std::string text = "\n### Top-down\n";
  for (const analysis::TopDownMethod& method : analysis::top_down_methods()) {
    text +=
        fmt::format("\n- **{}**{}: {}.\n  Level 1 needs {}.", method.name,
                    method.approximate ? " (not measured: a hint)" : "", method.formula, ids(method.level_1));
    if (!method.level_2.empty()) text += fmt::format(" Level 2: {}.", ids(method.level_2));
  }
  return text + "\n";
}

std::string codes_of(const std::string& title, std::span<const EventCode> codes) {
  std::string text = fmt::format(
      "\n#### {}\n\n| metric | code | which is | name | counters | always opened | status |\n"
      "|---|---|---|---|---|---|---|\n",
      title);
  for (const EventCode& code : codes) {
    text += fmt::format("| `{}` | `{:#x}` | {} | {} | {} | {} | {} |\n", code.metric, code.config,
                        results::to_text(results::decoded(code.config)), code.name, text_of(code.place),
                        code.opened == results::Opened::always ? "yes" : "", status_of(code));
  }
  return text;
}

std::string all_codes() {
  std::string text = "\n### Codes\n";
  const auto cpus = catalogued_microarchitectures();
  for (std::size_t i = 0; i < cpus.size(); ++i) {
    const auto codes = event_codes(cpus[i]);
    std::string title(cpus[i]);
    while (i + 1 < cpus.size() && event_codes(cpus[i + 1]).data() == codes.data())
      title += fmt::format(", {}", cpus[++i]);
    text += codes_of(title, codes);
  }
  return text;
}

}  // namespace

std::string catalogue_document() {
  return counted() + what_follows() + top_down() + all_codes();
}

void expect_document_is_current(std::string_view section, const std::string& expected) {
  const std::string path = CROSSFADE_SOURCE_DIRECTORY "/docs/counters.md";
  const std::string begin = fmt::format("<!-- {}: begin -->\n", section);
  const std::string end = fmt::format("<!-- {}: end -->\n", section);
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::size_t first = text.find(begin), last = text.find(end);
  ASSERT_NE(first, std::string::npos) << path;
  ASSERT_NE(last, std::string::npos) << path;
  const std::string written = text.substr(first + begin.size(), last - first - begin.size());
  if (std::getenv("CROSSFADE_UPDATE_DOCS") != nullptr && written != expected) {
    text.replace(first + begin.size(), written.size(), expected);
    std::ofstream(path) << text;
    return;
  }
  EXPECT_EQ(written, expected) << "renew it with CROSSFADE_UPDATE_DOCS=1";
}

}  // namespace crossfade::collector::testing
