// VerdictView: migrate, stay or inconclusive: of the candidate against the baseline, for the mix and each
// workload, on one page: the answer, its strongest reasons, what would settle it, the gates and the policy.
#pragma once

#include "gui/views/candidate_choice.h"
#include "gui/views/document_view.h"
#include "gui/views/price_plan_choice.h"

class QCheckBox;

namespace crossfade::gui {

class VerdictView : public DocumentView {
  Q_OBJECT
 public:
  VerdictView(Session& session, QWidget* parent = nullptr);

  QCheckBox& accept_single_host() { return *accept_single_host_; }

 protected:
  PageContent content() override;
  void fill_choices() override;
  std::optional<std::size_t> pointed_side() const override { return candidate_.candidate(); }

 private:
  CandidateChoice candidate_;
  QComboBox& plan_box_;
  PricePlanChoice plan_;
  QCheckBox* accept_single_host_;
};

}  // namespace crossfade::gui
