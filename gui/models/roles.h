// Roles: what our models answer beyond Qt's own roles, shared by delegates and by the export of any model.
#pragma once

#include <Qt>

namespace crossfade::gui {

enum Role : int {
  file_text_role = Qt::UserRole + 1,  ///< DisplayRole in the C locale, on one line: for files
  value_role,                         ///< double; invalid if there is none
  interval_low_role,                  ///< double; invalid if there is none
  interval_high_role,
  absent_role,      ///< QString: why there is no value; empty if there is one
  headline_role,    ///< QString: first line of a matrix cell
  detail_role,      ///< QString: second line: interval or reason
  tint_role,        ///< double: -1 (much worse) ... 0 ... 1 (much better)
  hatched_role,     ///< bool: there is nothing to compare
  warning_role,     ///< bool: a quality caution stands behind the value
  bold_role,        ///< bool: the ratio is resolved
  severity_role,    ///< int: Severity of analysis, or absent
  side_index_role,  ///< int: index of the side in the study
  path_role         ///< QString: path of the recording
};

}  // namespace crossfade::gui
