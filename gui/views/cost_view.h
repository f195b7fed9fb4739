// CostView: what a million requests within the objective cost on every side, by one plan of the price book,
// with what binds (CPU, network, memory), and the price below which each candidate is cheaper. Own prices are
// stated here; they go before the book.
#pragma once

#include "gui/views/document_view.h"
#include "gui/views/price_plan_choice.h"

class QDoubleSpinBox;

namespace crossfade::gui {

class CostView : public DocumentView {
  Q_OBJECT
 public:
  CostView(Session& session, QWidget* parent = nullptr);

 protected:
  PageContent content() override;
  void fill_choices() override;

 private:
  void state_price();

  QComboBox& plan_box_;
  PricePlanChoice plan_;
  QComboBox& priced_;
  QDoubleSpinBox* price_;
};

}  // namespace crossfade::gui
