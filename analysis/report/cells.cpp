#include "analysis/report/cells.h"

#include <fmt/format.h>

#include "analysis/comparability.h"
#include "analysis/number_text.h"

namespace crossfade::analysis {

namespace {

std::string bound_text(Bound bound) {
  switch (bound) {
    case Bound::at_least:
      return "at least ";
    case Bound::at_most:
      return "at most ";
    case Bound::none:
      break;
  }
  return "";
}

}  // namespace

Cell text_cell(std::string text) {
  return {std::move(text), {}, {}, ""};
}

Cell number_cell(double value) {
  return {fmt::format("{}", value), value, {}, ""};
}

Cell optional_number_cell(const std::optional<double>& value) {
  return value ? number_cell(*value) : Cell{};
}

Cell estimate_cell(const Estimate& e, std::string_view unit) {
  if (!e.value) return {"", {}, {}, e.absent_because.empty() ? "not measured" : e.absent_because};
  return {bound_text(e.bound) + quantity_text(*e.value, e.interval, unit), e.value, e.interval,
          e.no_interval_because, e.bound};
}

bool is_same(const Estimate& undisturbed, const Estimate& experienced) {
  return undisturbed.value && undisturbed.value == experienced.value && undisturbed.n == experienced.n;
}

Cell undisturbed_cell(const Estimate& undisturbed, const Estimate& experienced, std::string_view unit) {
  Cell cell = estimate_cell(undisturbed, unit);
  if (is_same(undisturbed, experienced)) cell.text = "same";
  return cell;
}

Cell ratio_cell(const Ratio& r) {
  if (!r.value) return {"", {}, {}, r.absent_because};
  const auto shown = r.resolved ? r.interval : std::nullopt;
  // The digits follow the interval also where only the verdict prints it.
  std::string text = ratio_text(*r.value, r.interval);
  if (!shown) text = text.substr(0, text.find(' '));
  return {std::move(text), r.value, r.interval, ""};
}

std::string verdict_text(const Ratio& r, bool neutral) {
  if (!r.value) return "no ratio";
  if (!r.interval) return "no interval";
  if (!r.resolved) return fmt::format("not resolved: {}", change_text(*r.interval));
  if (neutral) return "differs";
  return r.better ? "better" : "worse";
}

std::string conclusion_text(const Ratio& r, bool neutral, double disturbed_share) {
  std::string verdict = verdict_text(r, neutral);
  if (!r.resolved || !is_too_disturbed(disturbed_share)) return verdict;
  return fmt::format("disturbed {}: {}?", percent_text(disturbed_share), verdict);
}

std::string sample_size_text(const SampleSize& n) {
  return fmt::format("{}/{}/{}/{}", n.hosts, n.recordings, n.blocks, n.processes);
}

}  // namespace crossfade::analysis
