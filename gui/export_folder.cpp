#include "gui/export_folder.h"

#include <algorithm>
#include <array>

#include "analysis/report/new_folder.h"
#include "gui/export.h"
#include "gui/text.h"
#include "gui/views/view.h"

namespace crossfade::gui {
namespace {

using results::Result;

constexpr std::array<const char*, 3> pictures{".png", ".svg", ".pdf"};
constexpr std::array<const char*, 2> tables{".md", ".csv"};

bool is_ours(const MainWindow& window, const std::filesystem::path& name) {
  const std::string ending = name.extension().string();
  const auto is_ending = [&](const char* each) { return ending == each; };
  return window.view(to_qt(name.stem().string())) != nullptr &&
         (std::any_of(pictures.begin(), pictures.end(), is_ending) ||
          std::any_of(tables.begin(), tables.end(), is_ending));
}

/// The overview with all of its metrics, not the one that is looked at.
analysis::Document whole_document(const MainWindow& window, const View& view, const Session& session) {
  return &view == window.views().front() ? overview_document(session, {}) : document_of(view, session);
}

Result<void> write_view(MainWindow& window, View& view, const std::filesystem::path& folder) {
  const Session& session = window.session();
  const auto place = [&](const char* ending) { return folder / (to_utf8(view.id()) + ending); };
  for (const char* ending : pictures) CF_TRY(write_picture(view, session.caption(), place(ending)));
  const analysis::Document document = whole_document(window, view, session);
  for (const char* ending : tables) CF_TRY(write_document(document, place(ending)));
  return {};
}

}  // namespace

Result<void> export_all_views(MainWindow& window, const std::filesystem::path& folder, bool replace) {
  auto made = analysis::NewFolder::create(folder, replace,
                                          [&](const std::string& name) { return is_ours(window, name); });
  CF_TRY(made);
  const View* before = window.current_view();
  for (View* view : window.views()) {
    window.show_settled(view->id());
    CF_TRY(write_view(window, *view, made->path()));
  }
  window.show_view(before->id());
  return made->publish();
}

}  // namespace crossfade::gui
