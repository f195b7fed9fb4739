#include "gui/views/cost_view.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <algorithm>

#include "analysis/report/comparison_document.h"
#include "analysis/report/cost_questions.h"
#include "gui/text.h"
#include "gui/widgets/page_text.h"

namespace crossfade::gui {
namespace {

constexpr double highest_price = 10000;  // US dollars an hour

}  // namespace

CostView::CostView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("cost"), tr("Cost"), parent),
      plan_box_(add_choice(tr("&Price plan"))),
      plan_(plan_box_),
      priced_(add_choice(tr("&Own price of"))),
      price_(new QDoubleSpinBox(this)) {
  price_->setAccessibleName(tr("Own price, US dollars an hour"));
  price_->setPrefix(QStringLiteral("$ "));
  price_->setSuffix(tr(" /hour"));
  price_->setRange(0, highest_price);
  price_->setDecimals(4);
  price_->setSpecialValueText(tr("none stated"));
  price_->setKeyboardTracking(false);
  add_control(*price_);
  connect(price_, &QDoubleSpinBox::valueChanged, this, &CostView::state_price);
  connect(&priced_, &QComboBox::activated, this, &CostView::refresh);
  connect(&plan_box_, &QComboBox::activated, this, &CostView::refresh);
}

void CostView::fill_choices() {
  const Study& study = *session().study();
  plan_.fill(study);
  const QSignalBlocker quiet(priced_), quiet_price(price_);
  const int before = std::max(0, priced_.currentIndex());
  priced_.clear();
  for (const analysis::Side& side : study.sides) priced_.addItem(to_qt(side.label));
  priced_.setCurrentIndex(std::min(before, priced_.count() - 1));
  const std::string name = to_utf8(priced_.currentText());
  const auto stated = std::find_if(study.prices.begin(), study.prices.end(),
                                   [&](const auto& price) { return price.first == name; });
  price_->setValue(stated == study.prices.end() ? 0 : stated->second);
  price_->setEnabled(priced_.count() > 0);
}

void CostView::state_price() {
  HourlyPrices prices = session().study()->prices;
  const std::string name = to_utf8(priced_.currentText());
  std::erase_if(prices, [&](const auto& price) { return price.first == name; });
  if (price_->value() > 0) prices.emplace_back(name, price_->value());
  session().set_hourly_prices(std::move(prices));
}

PageContent CostView::content() {
  const Study& study = *session().study();
  std::vector<analysis::Comparison> comparisons;
  std::string failure;
  for (const Against& against : study.against) {
    if (against.comparison) comparisons.push_back(*against.comparison);
    if (failure.empty()) failure = against.failure;
  }
  if (comparisons.empty()) return failure.empty() ? nothing_to_compare() : failed_page(failure);
  const auto& book = analysis::PriceBook::shipped();
  const analysis::CostTable cost = analysis::cost(comparisons, book, plan_.options(study));
  const auto answers = analysis::cost_answers(comparisons, cost, book, {}, {});
  if (!answers) return failed_page(results::to_line(answers.error()));
  return page_of_tables(analysis::cost_document(comparisons, {}, cost, *answers));
}

}  // namespace crossfade::gui
