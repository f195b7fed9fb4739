// PricePlanChoice: which plan of the price book costs are reckoned with.
#pragma once

#include "analysis/side_price.h"
#include "gui/session.h"

class QComboBox;

namespace crossfade::gui {

class PricePlanChoice {
 public:
  explicit PricePlanChoice(QComboBox& box);
  /// Lists the plans that the book has for the sides' types; keeps what is chosen.
  void fill(const Study& study);
  /// The stated prices, and the chosen plan of the book.
  analysis::CostOptions options(const Study& study) const;

 private:
  QComboBox& box_;
};

}  // namespace crossfade::gui
