// CandidateChoice: which side is compared with the baseline: the selected one, else the first other.
#pragma once

#include <optional>

#include "gui/session.h"

class QComboBox;

namespace crossfade::gui {

class CandidateChoice {
 public:
  /// `box` chooses; both outlive this.
  CandidateChoice(QComboBox& box, Session& session);
  /// Lists the sides there are.
  void fill();
  /// Index of a side that is not the baseline; absent if there is none.
  std::optional<std::size_t> candidate() const;

 private:
  QComboBox& box_;
  Session& session_;
};

}  // namespace crossfade::gui
