// ScalingView: throughput against threads of one workload, a curve per side: what was fitted to it and what
// that predicts, how much of its speed a thread keeps, and the same as tables; or why there is nothing to
// fit.
#pragma once

#include "gui/views/document_view.h"
#include "gui/views/workload_choice.h"

namespace crossfade::gui {

class ScalingView : public DocumentView {
  Q_OBJECT
 public:
  ScalingView(Session& session, QWidget* parent = nullptr);

 protected:
  PageContent content() override;
  void fill_choices() override;

 private:
  WorkloadChoice workload_;
};

}  // namespace crossfade::gui
