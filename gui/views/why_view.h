// WhyView: why a candidate differs from the baseline at one workload: the waterfall of its factors, then what
// the cycles went into. Counters of other open recordings of the same CPU are joined and marked as inferred.
#pragma once

#include "gui/views/candidate_choice.h"
#include "gui/views/document_view.h"

namespace crossfade::gui {

class WhyView : public DocumentView {
  Q_OBJECT
 public:
  WhyView(Session& session, QWidget* parent = nullptr);

 protected:
  PageContent content() override;
  void fill_choices() override;
  std::optional<std::size_t> pointed_side() const override { return candidate_.candidate(); }

 private:
  CandidateChoice candidate_;
  QComboBox& workload_;
};

}  // namespace crossfade::gui
