// BannerStack: one banner for each file that could not be read, above the views: what, where, why, what to
// do; each can be dismissed. Never a modal box. After a few the rest is counted, not stacked.
#pragma once

#include <QVBoxLayout>
#include <QWidget>

#include "gui/session.h"
#include "gui/theme.h"

namespace crossfade::gui {

class BannerStack : public QWidget {
  Q_OBJECT
 public:
  static constexpr int most = 3;

  explicit BannerStack(Session& session, QWidget* parent = nullptr);
  void set_theme(const Theme& theme);
  int banners() const { return shown_; }

 signals:
  void all_wanted();  ///< the user asked for the whole list

 private:
  void rebuild();
  QWidget* make_banner(const LoadProblem& problem, std::size_t index);

  Session& session_;
  QVBoxLayout* layout_;
  const Theme* theme_ = &Theme::light();
  int shown_ = 0;
};

}  // namespace crossfade::gui
