#include "gui/views/recording_choice.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <algorithm>
#include <utility>

#include "gui/text.h"

namespace crossfade::gui {
namespace {

constexpr int widest_name_px = 420;

}  // namespace

RecordingChoice::RecordingChoice(QComboBox& box, Session& session, std::function<void()> chosen)
    : box_(box), session_(session), chosen_now_(std::move(chosen)) {
  QObject::connect(&box_, &QComboBox::activated, &session_,
                   [this](int index) { choose(listed_[static_cast<std::size_t>(index)]); });
}

void RecordingChoice::choose(const analysis::RecordingPointer& recording) {
  chosen_ = recording->path;
  const auto side = session_.side_of(*recording);
  // A calibration is on no side: then none is selected.
  if (session_.selected_side() != side) {
    session_.select_side(side);
  } else {
    chosen_now_();
  }
}

analysis::RecordingPointer RecordingChoice::usual() const {
  const Study& study = *session_.study();
  const auto side = session_.selected_side();
  for (const auto& recording : listed_) {
    const bool is_chosen = chosen_ == recording->path;
    if (is_chosen && (!side || session_.side_of(*recording) == side)) return recording;
  }
  if (const std::size_t wanted = side.value_or(study.baseline);
      wanted < study.sides.size() && !study.sides[wanted].recordings.empty())
    return study.sides[wanted].recordings.front();
  return listed_.empty() ? nullptr : listed_.front();
}

void RecordingChoice::fill() {
  const QSignalBlocker quiet(box_);
  box_.clear();
  listed_.clear();
  const Study& study = *session_.study();
  for (const OpenRecording& open : session_.recordings()) {
    if (!open.included) continue;
    listed_.push_back(open.recording);
    QString name = to_qt(open.recording->path.filename().string());
    if (const auto side = session_.side_of(*open.recording))
      name = QStringLiteral("%1 (%2)").arg(name, to_qt(study.sides[*side].label));
    box_.addItem(box_.fontMetrics().elidedText(name, Qt::ElideRight, widest_name_px));
    box_.setItemData(box_.count() - 1, to_qt(open.recording->path.string()), Qt::ToolTipRole);
  }
  recording_ = usual();
  const auto at = std::find(listed_.begin(), listed_.end(), recording_);
  box_.setCurrentIndex(at == listed_.end() ? -1 : static_cast<int>(at - listed_.begin()));
  box_.setEnabled(box_.count() > 1);
}

}  // namespace crossfade::gui
