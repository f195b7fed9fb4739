#include "gui/views/workload_choice.h"

#include <QComboBox>
#include <QSignalBlocker>

#include "gui/text.h"

namespace crossfade::gui {

WorkloadChoice::WorkloadChoice(QComboBox& box, Session& session) : box_(box), session_(session) {
  QObject::connect(&box, &QComboBox::activated, &box,
                   [&box, &session](int index) { session.set_workload(to_utf8(box.itemText(index))); });
}

void WorkloadChoice::fill() {
  const QSignalBlocker quiet(box_);
  box_.clear();
  for (const WorkloadLoad& load : session_.study()->load) box_.addItem(to_qt(load.workload));
  box_.setCurrentIndex(box_.findText(to_qt(session_.workload())));
}

}  // namespace crossfade::gui
