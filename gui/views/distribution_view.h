// DistributionView: the share of a workload's requests by latency at one offered load, a curve with its band
// per side and a faint one for each repetition; and the same as a table.
#pragma once

#include "gui/views/document_view.h"
#include "gui/views/load_choice.h"
#include "gui/views/workload_choice.h"

namespace crossfade::gui {

class DistributionView : public DocumentView {
  Q_OBJECT
 public:
  DistributionView(Session& session, QWidget* parent = nullptr);

 protected:
  PageContent content() override;
  void fill_choices() override;

 private:
  WorkloadChoice workload_;
  LoadChoice load_;
};

}  // namespace crossfade::gui
