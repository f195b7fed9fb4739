// PercentileView: latency by percentile of one workload at one offered load, a curve per side; each ends
// where its requests support no further percentile, and says so.
#pragma once

#include "gui/views/document_view.h"
#include "gui/views/load_choice.h"
#include "gui/views/workload_choice.h"

namespace crossfade::gui {

class PercentileView : public DocumentView {
  Q_OBJECT
 public:
  PercentileView(Session& session, QWidget* parent = nullptr);

 protected:
  PageContent content() override;
  void fill_choices() override;

 private:
  WorkloadChoice workload_;
  LoadChoice load_;
};

}  // namespace crossfade::gui
