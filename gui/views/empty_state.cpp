#include "gui/views/empty_state.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace crossfade::gui {

EmptyState::EmptyState(QWidget* parent) : QWidget(parent) {
  auto* title = new QLabel(tr("No recording is open"), this);
  QFont large = title->font();
  large.setPointSizeF(large.pointSizeF() * 1.6);
  title->setFont(large);
  auto* hint = new QLabel(tr("Drop recordings (*.h5) or folders here, or"), this);
  auto* layout = new QVBoxLayout(this);
  layout->addStretch();
  layout->addWidget(title, 0, Qt::AlignHCenter);
  layout->addWidget(hint, 0, Qt::AlignHCenter);
  const auto add_button = [&](const QString& text, void (EmptyState::*signal)()) {
    auto* button = new QPushButton(text, this);
    button->setMinimumWidth(260);
    connect(button, &QPushButton::clicked, this, signal);
    layout->addWidget(button, 0, Qt::AlignHCenter);
  };
  add_button(tr("&Open recordings…"), &EmptyState::open_files);
  add_button(tr("Open a &folder…"), &EmptyState::open_folder);
  add_button(tr("&How to record"), &EmptyState::explain_recording);
  layout->addStretch();
}

}  // namespace crossfade::gui
