// Text: the one border between UTF-8 std::string of the lower floors and QString.
#pragma once

#include <QString>
#include <string>
#include <string_view>

namespace crossfade::gui {

inline QString to_qt(std::string_view utf8) {
  return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}
inline std::string to_utf8(const QString& text) {
  return text.toStdString();
}

}  // namespace crossfade::gui
