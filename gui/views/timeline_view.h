// TimelineView: counters over the time of one recording's run: its stages, a lane for each quantity, who else
// was there, and the samples of a window in numbers.
#pragma once

#include <memory>

#include "analysis/timeline/timeline.h"
#include "gui/views/document_view.h"
#include "gui/views/recording_choice.h"

namespace crossfade::gui {

class TimelineFigure;

class TimelineView : public DocumentView {
  Q_OBJECT
 public:
  TimelineView(Session& session, QWidget* parent = nullptr);
  std::vector<analysis::Table> tables() const override;

 protected:
  PageContent content() override;
  void fill_choices() override;

 private:
  /// What the user looks at in a recording: it outlives the page.
  struct Looked {
    std::optional<analysis::TimeWindow> visible, selected;
  };

  void follow(const analysis::RecordingPointer& recording);
  void keep(TimelineFigure& figure);

  RecordingChoice recording_;
  std::weak_ptr<const results::OpenedRecording> shown_;  ///< what is closed elsewhere is not kept here
  analysis::TimelinePointer timeline_;
  Looked looked_;
};

}  // namespace crossfade::gui
