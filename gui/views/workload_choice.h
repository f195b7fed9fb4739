// WorkloadChoice: a box that shows and sets the session's workload.
#pragma once

#include "gui/session.h"

class QComboBox;

namespace crossfade::gui {

class WorkloadChoice {
 public:
  /// Both outlive this.
  WorkloadChoice(QComboBox& box, Session& session);
  /// Lists the workloads of the session's study.
  void fill();

 private:
  QComboBox& box_;
  Session& session_;
};

}  // namespace crossfade::gui
