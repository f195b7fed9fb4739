#include "gui/views/verdict_view.h"

#include <QCheckBox>
#include <QComboBox>

#include "analysis/report/verdict_document.h"
#include "gui/text.h"
#include "gui/widgets/page_text.h"

namespace crossfade::gui {
namespace {

using analysis::Comparison;

/// The chosen side and the other CPU models of its type: a verdict is on a type.
std::vector<Comparison> strata_of(const Study& study, std::size_t candidate) {
  const std::string type = analysis::common_instance_type(study.sides[candidate]);
  std::vector<Comparison> strata;
  for (std::size_t side = 0; side < study.sides.size(); ++side) {
    const bool same =
        side == candidate || (!type.empty() && analysis::common_instance_type(study.sides[side]) == type);
    const auto& comparison = study.against[side].comparison;
    if (same && comparison) strata.push_back(*comparison);
  }
  return strata;
}

}  // namespace

VerdictView::VerdictView(Session& session, QWidget* parent)
    : DocumentView(session, QStringLiteral("verdict"), tr("Verdict"), parent),
      candidate_(add_choice(tr("&Candidate")), session),
      plan_box_(add_choice(tr("&Price plan"))),
      plan_(plan_box_),
      accept_single_host_(new QCheckBox(tr("Accept a &single host a side"), this)) {
  accept_single_host_->setAccessibleName(tr("Accept a single host a side"));
  accept_single_host_->setToolTip(
      tr("The policy asks for two hosts a side. With one the answer rests on an assumption of how much hosts "
         "differ, and is called provisional."));
  add_control(*accept_single_host_);
  connect(accept_single_host_, &QCheckBox::toggled, this, &VerdictView::refresh);
  connect(&plan_box_, &QComboBox::activated, this, &VerdictView::refresh);
}

void VerdictView::fill_choices() {
  candidate_.fill();
  plan_.fill(*session().study());
}

PageContent VerdictView::content() {
  const Study& study = *session().study();
  const auto candidate = candidate_.candidate();
  if (!candidate) return nothing_to_compare();
  const std::vector<Comparison> strata = strata_of(study, *candidate);
  if (!study.against[*candidate].comparison) return failed_page(study.against[*candidate].failure);
  analysis::Policy policy;
  policy.accept_single_host = accept_single_host_->isChecked();
  std::vector<analysis::Verdict> verdicts;
  for (const Comparison& comparison : strata) {
    auto verdict =
        analysis::verdict(comparison, {}, policy, analysis::PriceBook::shipped(), plan_.options(study), {});
    if (!verdict) return failed_page(results::to_line(verdict.error()));
    verdicts.push_back(*std::move(verdict));
  }
  PageContent page = page_of(analysis::verdict_document(verdicts, strata, policy, {}));
  const auto decision = analysis::decision_text(analysis::common_decision(verdicts));
  page.headline = to_qt(decision).toUpper();
  // The answer's sentence begins with the word that stands above it.
  if (!page.statements.isEmpty() && page.statements.front().startsWith(page.headline + QLatin1Char(':')))
    page.statements.front().remove(0, page.headline.size() + 2);
  page.tone = analysis::tone_of(decision);
  return page;
}

}  // namespace crossfade::gui
