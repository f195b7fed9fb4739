#include "gui/models/problems_model.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <map>

#include "gui/format.h"
#include "gui/models/environment_model.h"
#include "gui/models/roles.h"
#include "gui/text.h"
#include "results/vocabulary/rule.h"

namespace crossfade::gui {
namespace {

using analysis::Severity;
using results::Recording;

QString workload_of(const Recording& recording, const results::Finding& finding) {
  if (finding.stage >= recording.stages.size()) return {};
  const auto repetition = recording.stages[finding.stage].repetition;
  if (repetition >= recording.repetitions.size()) return {};
  const auto workload = recording.repetitions[repetition].workload;
  return workload < recording.workloads.size() ? to_qt(recording.workloads[workload].name) : QString();
}

/// One row per rule and workload of a recording: the same rule fires on many stages.
void add_findings(const results::OpenedRecording& open, std::vector<Problem>& problems) {
  struct Seen {
    int stages = 0;
    double worst = results::missing;
    double threshold = results::missing;
  };
  std::map<std::pair<std::string, QString>, Seen> seen;
  for (const auto& finding : open.recording.findings) {
    Seen& entry = seen[{finding.rule, workload_of(open.recording, finding)}];
    ++entry.stages;
    // fmax passes over a missing value.
    entry.worst = std::fmax(entry.worst, finding.value);
    entry.threshold = finding.threshold;
  }
  const QLocale locale;
  for (const auto& [key, entry] : seen) {
    const results::Rule* rule = results::find_rule(key.first);
    Problem problem;
    problem.subject =
        key.second.isEmpty() ? to_qt(key.first) : QStringLiteral("%1 (%2)").arg(to_qt(key.first), key.second);
    problem.where = to_qt(open.path.filename().string());
    QString what = rule ? to_qt(rule->message) : ProblemsModel::tr("an unknown rule fired");
    if (std::isfinite(entry.worst) && std::isfinite(entry.threshold)) {
      const std::string_view unit = rule ? rule->unit : std::string_view("1");
      what = ProblemsModel::tr("%1 (largest value %2, threshold %3)")
                 .arg(what, format_quantity(entry.worst, unit, {}, locale),
                      format_quantity(entry.threshold, unit, {}, locale));
    }
    problem.what = entry.stages == 1 ? ProblemsModel::tr("%1, in 1 stage").arg(what)
                                     : ProblemsModel::tr("%1, in %n stages", nullptr, entry.stages).arg(what);
    problem.consequence = rule ? to_qt(rule->consequence) : QString();
    problems.push_back(std::move(problem));
  }
}

void add_outcomes(const results::OpenedRecording& open, std::vector<Problem>& problems) {
  const Recording& recording = open.recording;
  for (const auto& repetition : recording.repetitions) {
    if (repetition.outcome == results::RepetitionOutcome::ok ||
        repetition.outcome == results::RepetitionOutcome::running)
      continue;
    Problem problem;
    problem.subject = repetition.workload < recording.workloads.size()
                          ? to_qt(recording.workloads[repetition.workload].name)
                          : QString();
    problem.where = to_qt(open.path.filename().string());
    problem.what = ProblemsModel::tr("a repetition (block %1) did not end well: %2")
                       .arg(QString::number(repetition.block), to_qt(repetition.reason));
    problem.consequence = ProblemsModel::tr("It counts for nothing; n is smaller.");
    problems.push_back(std::move(problem));
  }
  if (recording.header.state != results::RecordingState::finished) {
    problems.push_back(
        {Severity::suspicious, ProblemsModel::tr("recording"), to_qt(open.path.filename().string()),
         ProblemsModel::tr("the run was not finished"),
         ProblemsModel::tr("It holds what was complete; crossfade-collect run --resume finishes it.")});
  }
  if (open.seal != results::Seal::intact) {
    problems.push_back(
        {Severity::suspicious, ProblemsModel::tr("recording"), to_qt(open.path.filename().string()),
         ProblemsModel::tr("the file has been changed by another program since it was recorded"),
         ProblemsModel::tr("Its numbers cannot be traced to the collector; use the original file.")});
  }
}

void add_differences(const Study& study, std::vector<Problem>& problems) {
  for (std::size_t side = 0; side < study.sides.size(); ++side) {
    const QString where = ProblemsModel::tr("%1 against %2")
                              .arg(to_qt(study.sides[side].label), to_qt(study.sides[study.baseline].label));
    if (!study.against[side].failure.empty()) {
      problems.push_back({Severity::blocking,
                          ProblemsModel::tr("comparison"),
                          where,
                          to_qt(study.against[side].failure),
                          {}});
    }
    if (!study.against[side].comparison) continue;
    for (const auto& difference : study.against[side].comparison->differences) {
      if (difference.severity == Severity::expected) continue;
      Problem problem;
      problem.severity = difference.severity;
      problem.subject = to_qt(difference.subject);
      if (!difference.workload.empty())
        problem.subject += QStringLiteral(" (%1)").arg(to_qt(difference.workload));
      problem.where = where;
      problem.what = ProblemsModel::tr("%1: %2 here, %3 in the baseline")
                         .arg(to_qt(difference.message), to_qt(difference.candidate), to_qt(difference.base));
      problem.consequence = to_qt(difference.consequence);
      problems.push_back(std::move(problem));
    }
  }
}

}  // namespace

std::vector<Problem> collect_problems(const Session& session) {
  std::vector<Problem> problems;
  for (const LoadProblem& failed : session.problems()) {
    problems.push_back({Severity::blocking, to_qt(failed.error.what), to_qt(failed.path.string()),
                        to_qt(failed.error.why), to_qt(failed.error.remedy)});
  }
  add_differences(*session.study(), problems);
  for (const OpenRecording& open : session.recordings()) {
    if (!open.included) continue;
    add_outcomes(*open.recording, problems);
    add_findings(*open.recording, problems);
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.severity > b.severity; });
  return problems;
}

ProblemsModel::ProblemsModel(QObject* parent) : QAbstractTableModel(parent) {}

void ProblemsModel::show(std::vector<Problem> problems) {
  beginResetModel();
  problems_ = std::move(problems);
  endResetModel();
}

void ProblemsModel::set_theme(const Theme& theme) {
  theme_ = &theme;
  if (!problems_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, column_count - 1));
}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(problems_.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : column_count;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Problem& problem = problems_[static_cast<std::size_t>(index.row())];
  const auto text = [&]() -> QString {
    switch (index.column()) {
      case severity:
        return severity_word(problem.severity);
      case where:
        return problem.where;
      case subject:
        return problem.subject;
      case what:
        return problem.what;
      default:
        return problem.consequence;
    }
  };
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case file_text_role:
      return text();
    case Qt::AccessibleTextRole:
      return QStringLiteral("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), text());
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(Qt::AlignTop | Qt::AlignLeft));
    case severity_role:
      return static_cast<int>(problem.severity);
    case Qt::ForegroundRole:
      return index.column() == severity ? QVariant(severity_colour(problem.severity, *theme_)) : QVariant();
    case Qt::BackgroundRole:
      return index.column() == severity ? QVariant(severity_ground(problem.severity, *theme_)) : QVariant();
    default:
      return {};
  }
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (role != Qt::DisplayRole && role != file_text_role) return {};
  switch (section) {
    case severity:
      return tr("severity");
    case where:
      return tr("where");
    case subject:
      return tr("subject");
    case what:
      return tr("what");
    case consequence:
      return tr("consequence, or what to do");
    default:
      return {};
  }
}

}  // namespace crossfade::gui
