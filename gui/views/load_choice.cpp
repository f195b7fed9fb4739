#include "gui/views/load_choice.h"

#include <QComboBox>
#include <QLocale>
#include <QSignalBlocker>
#include <vector>

#include "analysis/quantity.h"
#include "gui/format.h"
#include "gui/models/percentile_scene.h"

namespace crossfade::gui {

LoadChoice::LoadChoice(QComboBox& box, Session& session, const std::function<void()>& chosen)
    : box_(box), session_(session) {
  QObject::connect(&box, &QComboBox::activated, &box, [this, chosen](int index) {
    chosen_ = box_.itemData(index).toDouble();
    chosen();
  });
}

bool LoadChoice::is_empty() const {
  return box_.count() == 0;
}

void LoadChoice::fill() {
  const Study& study = *session_.study();
  const QSignalBlocker quiet(box_);
  box_.clear();
  const std::vector<double> loads = offered_loads(study, session_.workload());
  for (const double rate : loads) box_.addItem(format_quantity(rate, "s-1", {}, QLocale()), rate);
  if (chosen_for_ != session_.workload() || !analysis::has_rate(loads, chosen_)) {
    chosen_for_ = session_.workload();
    chosen_ = usual_load(study, chosen_for_).value_or(0);
  }
  for (int i = 0; i < box_.count(); ++i)
    if (analysis::same_rate(box_.itemData(i).toDouble(), chosen_)) box_.setCurrentIndex(i);
}

}  // namespace crossfade::gui
