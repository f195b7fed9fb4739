#include "gui/views/price_plan_choice.h"

#include <QComboBox>
#include <algorithm>

#include "gui/text.h"

namespace crossfade::gui {
namespace {

constexpr const char* usual_plan = "on-demand";
constexpr int widest_plan = 18;  // characters

}  // namespace

PricePlanChoice::PricePlanChoice(QComboBox& box) : box_(box) {
  box_.setToolTip(QObject::tr("A price is a scenario: the plan of the price book it is of"));
  box_.setMinimumContentsLength(widest_plan);
}

void PricePlanChoice::fill(const Study& study) {
  const QSignalBlocker quiet(box_);
  const QString chosen = box_.count() > 0 ? box_.currentText() : to_qt(usual_plan);
  QStringList plans;
  for (const analysis::Side& side : study.sides) {
    for (const analysis::Price& price :
         analysis::PriceBook::shipped().find(analysis::common_instance_type(side))) {
      if (const QString plan = to_qt(price.plan); !plans.contains(plan)) plans << plan;
    }
  }
  std::sort(plans.begin(), plans.end());
  box_.clear();
  box_.addItems(plans);
  box_.setCurrentIndex(plans.isEmpty() ? -1
                                       : static_cast<int>(std::max<qsizetype>(0, plans.indexOf(chosen))));
  if (plans.isEmpty()) box_.setPlaceholderText(QObject::tr("no price in the book"));
  box_.setEnabled(plans.size() > 1);
}

analysis::CostOptions PricePlanChoice::options(const Study& study) const {
  analysis::CostOptions options;
  options.hourly_prices = study.prices;
  if (box_.currentIndex() >= 0) options.choice.plan = to_utf8(box_.currentText());
  return options;
}

}  // namespace crossfade::gui
