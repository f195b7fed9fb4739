// LegendHtml: what the marks of a view mean, in one line that breaks between the marks and never inside one.
#pragma once

#include <QString>
#include <QStringList>

namespace crossfade::gui {

/// The items are HTML.
QString legend_html(const QStringList& items);

}  // namespace crossfade::gui
