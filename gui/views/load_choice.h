// LoadChoice: which of a workload's offered loads a view is about: the chosen one, else the usual one.
#pragma once

#include <functional>
#include <string>

#include "gui/session.h"

class QComboBox;

namespace crossfade::gui {

class LoadChoice {
 public:
  /// `chosen`: called when the user took another load. All of them outlive this.
  LoadChoice(QComboBox& box, Session& session, const std::function<void()>& chosen);
  /// Lists the loads of the session's workload.
  void fill();
  bool is_empty() const;
  double offered_per_s() const { return chosen_; }

 private:
  QComboBox& box_;
  Session& session_;
  std::string chosen_for_;  ///< the workload that the chosen load is of
  double chosen_ = 0;
};

}  // namespace crossfade::gui
