#include "gui/study.h"

namespace crossfade::gui {

int side_index(const Study& study, const std::string& label) {
  for (std::size_t side = 0; side < study.sides.size(); ++side) {
    if (study.sides[side].label == label) return static_cast<int>(side);
  }
  return 0;
}

StudyPointer make_study(std::vector<analysis::Side> sides, std::size_t baseline, const HourlyPrices& prices) {
  auto study = std::make_shared<Study>();
  study->sides = std::move(sides);
  study->baseline = baseline < study->sides.size() ? baseline : 0;
  study->against.resize(study->sides.size());
  std::vector<analysis::Comparison> comparisons;
  for (std::size_t side = 0; side < study->sides.size(); ++side) {
    study->described.push_back(analysis::describe(study->sides[side]));
    if (side == study->baseline) continue;
    auto compared = analysis::compare(study->sides[study->baseline], study->sides[side], {});
    if (compared) {
      comparisons.push_back(*compared);
      study->against[side].comparison = std::move(compared).value();
    } else {
      study->against[side].failure = results::to_line(compared.error());
    }
  }
  for (const std::string& workload : analysis::workload_names(study->sides)) {
    study->load.push_back({workload, analysis::load_curves(study->sides, workload)});
  }
  study->environment = analysis::environment_rows(study->sides);
  analysis::CostOptions options;
  options.hourly_prices = study->prices = prices;
  study->cost = analysis::cost(comparisons, analysis::PriceBook::shipped(), options);
  return study;
}

}  // namespace crossfade::gui
