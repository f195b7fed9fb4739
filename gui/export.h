// Export: pictures and tables of what is on the screen, into files and onto the clipboard, each with the
// caption that says which recordings and which baseline it is about.
#pragma once

#include <filesystem>

#include "analysis/table.h"
#include "gui/session.h"
#include "results/error.h"

class QMimeData;
class QWidget;

namespace crossfade::gui {

class View;

/// The overview as one table per metric, or of `only_metric` alone if that is not empty.
analysis::Document overview_document(const Session& session, const std::string& only_metric);
/// What a view shows, as tables.
analysis::Document document_of(const View& view, const Session& session);

/// By the name's ending: .md, .csv, .txt, .json or .html. Errors: usage, cannot_create, io.
results::Result<void> write_document(const analysis::Document& document, const std::filesystem::path& file);
/// By the name's ending: .png (twice the screen's resolution), .svg or .pdf (one sheet of A4). Errors: usage,
/// cannot_create, io.
results::Result<void> write_picture(View& view, const QString& caption, const std::filesystem::path& file);

/// The whole window as .png: what the user would see. Errors: cannot_create, io.
results::Result<void> write_window(QWidget& window, const std::filesystem::path& file);

/// Picture, HTML table and tab-separated text of a view, all at once; the caller owns it.
QMimeData* clipboard_data(View& view, const Session& session);

}  // namespace crossfade::gui
