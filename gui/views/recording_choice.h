// RecordingChoice: which of the open recordings a view is about: the chosen one as long as its side is the
// selected one, else the first of the selected side, else of the baseline.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "gui/session.h"

class QComboBox;

namespace crossfade::gui {

class RecordingChoice {
 public:
  /// `box` chooses; `chosen`: called when another recording of the selected side was taken, of which the
  /// session says nothing. All of them outlive this.
  RecordingChoice(QComboBox& box, Session& session, std::function<void()> chosen);
  /// Lists the recordings that are included.
  void fill();
  /// Null if there is none.
  analysis::RecordingPointer recording() const { return recording_; }

 private:
  analysis::RecordingPointer usual() const;
  void choose(const analysis::RecordingPointer& recording);

  QComboBox& box_;
  Session& session_;
  std::function<void()> chosen_now_;
  std::vector<analysis::RecordingPointer> listed_;
  analysis::RecordingPointer recording_;
  std::optional<std::filesystem::path> chosen_;
};

}  // namespace crossfade::gui
