#include "gui/views/candidate_choice.h"

#include <QComboBox>

#include "gui/text.h"

namespace crossfade::gui {

CandidateChoice::CandidateChoice(QComboBox& box, Session& session) : box_(box), session_(session) {
  QObject::connect(&box_, &QComboBox::activated, &session_, [this](int index) {
    session_.select_side(static_cast<std::size_t>(box_.itemData(index).toInt()));
  });
}

std::optional<std::size_t> CandidateChoice::candidate() const {
  const Study& study = *session_.study();
  if (const auto selected = session_.selected_side(); selected && *selected != study.baseline)
    return selected;
  for (std::size_t side = 0; side < study.sides.size(); ++side) {
    if (side != study.baseline) return side;
  }
  return std::nullopt;
}

void CandidateChoice::fill() {
  const Study& study = *session_.study();
  const QSignalBlocker quiet(box_);
  box_.clear();
  for (std::size_t side = 0; side < study.sides.size(); ++side) {
    if (side != study.baseline) box_.addItem(to_qt(study.sides[side].label), static_cast<int>(side));
  }
  const auto chosen = candidate();
  box_.setCurrentIndex(chosen ? box_.findData(static_cast<int>(*chosen)) : -1);
  box_.setEnabled(box_.count() > 1);
}

}  // namespace crossfade::gui
