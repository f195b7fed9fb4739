// ThroughputView: capacity and SLO throughput of one workload by side, with every repetition beside its host,
// so that what hosts differ by is seen against what process runs differ by; and the same as tables.
#pragma once

#include "gui/views/document_view.h"
#include "gui/views/workload_choice.h"

namespace crossfade::gui {

class ThroughputView : public DocumentView {
  Q_OBJECT
 public:
  ThroughputView(Session& session, QWidget* parent = nullptr);

 protected:
  PageContent content() override;
  void fill_choices() override;

 private:
  WorkloadChoice workload_;
};

}  // namespace crossfade::gui
