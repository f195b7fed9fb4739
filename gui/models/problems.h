// Problems: everything that speaks against a number, in one list: files that could not be read, differences
// that are not the purpose, quality rules that fired, altered files. Found by others; here they are only put
// in words.
#pragma once

#include <QString>
#include <vector>

#include "gui/session.h"

namespace crossfade::gui {

struct Problem {
  enum class Source { file, difference, recording, rule };

  analysis::Severity severity = analysis::Severity::suspicious;
  QString subject, where, what, consequence;
  Source source = Source::recording;
  QString reason = {};  ///< of the threshold, where there is one
};

/// Worst first; equal severities in the order found. A rule is one problem for each recording it fired in.
std::vector<Problem> collect_problems(const Session& session);

/// "1 blocking, 8 suspicious"; what is expected speaks against nothing: counted if asked for. Empty if none.
QString count_by_severity(const std::vector<Problem>& problems, bool expected_too);
/// "1 file not read, 2 differences between sides, 6 quality rules fired (counted once per recording)",
/// whatever their severity. Empty if there is none.
QString count_by_source(const std::vector<Problem>& problems);

}  // namespace crossfade::gui
