// RecordingsModel: the list at the left: every open recording with its side's colour and a check mark, and
// every file that could not be read with its reason.
#pragma once

#include <QAbstractListModel>

#include "gui/session.h"
#include "gui/theme.h"

namespace crossfade::gui {

class RecordingsModel : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit RecordingsModel(Session& session, QObject* parent = nullptr);
  void set_theme(const Theme& theme);
  /// The recording of a row; nullopt for a file that could not be read.
  std::optional<std::size_t> recording_of(const QModelIndex& index) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  void refresh();
  QVariant recording_data(std::size_t row, int role) const;
  QVariant problem_data(std::size_t row, int role) const;

  Session& session_;
  std::vector<OpenRecording> recordings_;  ///< as of the last change: what the view has been told
  std::vector<LoadProblem> problems_;
  const Theme* theme_ = &Theme::light();
};

}  // namespace crossfade::gui
