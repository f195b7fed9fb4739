#include "gui/widgets/legend_html.h"

namespace crossfade::gui {

QString legend_html(const QStringList& items) {
  QStringList whole;
  for (QString item : items) {
    // Blanks inside a tag are not shown, and stay.
    bool tag = false;
    for (QChar& c : item) {
      if (c == QLatin1Char('<')) tag = true;
      if (c == QLatin1Char('>')) tag = false;
      if (c == QLatin1Char(' ') && !tag) c = QChar::Nbsp;
    }
    whole << item;
  }
  return QStringLiteral("<span>%1</span>").arg(whole.join(QStringLiteral("&nbsp;&nbsp; ")));
}

}  // namespace crossfade::gui
