#include "gui/models/problems.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/side.h"
#include "analysis/workload_name.h"
#include "gui/format.h"
#include "gui/models/environment_model.h"
#include "gui/text.h"
#include "results/vocabulary/rule.h"

namespace crossfade::gui {
namespace {

using analysis::Severity;
using results::Recording;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Problems)
};

/// What the workloads of a recording are called where it is shown.
std::vector<QString> workload_names(const Session& session, const results::OpenedRecording& open) {
  std::vector<QString> names;
  const auto side = session.side_of(open);
  for (const results::Workload& w : open.recording.workloads) {
    names.push_back(
        to_qt(side ? analysis::workload_name(session.study()->sides[*side], w) : analysis::workload_name(w)));
  }
  return names;
}

/// Of a stage; empty if the place is none.
QString workload_of(const Recording& recording, const std::vector<QString>& names, std::size_t stage) {
  if (stage >= recording.stages.size()) return {};
  const auto repetition = recording.stages[stage].repetition;
  if (repetition >= recording.repetitions.size()) return {};
  const auto workload = recording.repetitions[repetition].workload;
  return workload < names.size() ? names[workload] : QString();
}

/// How often one rule fired in one recording.
struct Fired {
  std::map<QString, int> stages;  ///< by workload; "" for the recording as a whole
  double worst = results::missing;
  double threshold = results::missing;
};

QString measured(double value, std::string_view unit) {
  const QLocale locale;
  // Shares are read as percent.
  if (unit == "1") return Words::tr("%1 %").arg(locale.toString(100 * value, 'g', 3));
  return format_quantity(value, unit, {}, locale);
}

QString fired_where(const Fired& fired, const std::map<QString, int>& stages_of) {
  QStringList places;
  for (const auto& [workload, stages] : fired.stages) {
    const auto all = stages_of.find(workload);
    if (workload.isEmpty() || all == stages_of.end()) {
      places << Words::tr("the recording as a whole");
    } else {
      // Never broken inside.
      places << Words::tr("%1: %2 of %3 stages")
                    .arg(workload)
                    .arg(stages)
                    .arg(all->second)
                    .replace(QLatin1Char(' '), QChar::Nbsp);
    }
  }
  return places.join(QStringLiteral("; "));
}

Problem problem_of(const std::string& id, const Fired& fired, const std::map<QString, int>& stages_of) {
  const results::Rule* rule = results::find_rule(id);
  Problem problem;
  problem.source = Problem::Source::rule;
  // A sweep goes on past capacity on purpose: that is how capacity is found.
  if (id == "saturated") problem.severity = Severity::expected;
  problem.subject = to_qt(id);
  problem.what = rule ? to_qt(rule->message) : Words::tr("An unknown rule fired");
  if (std::isfinite(fired.worst) && std::isfinite(fired.threshold)) {
    const std::string_view unit = rule ? rule->unit : std::string_view("1");
    problem.what = Words::tr("%1 (worst %2, threshold %3)")
                       .arg(problem.what, measured(fired.worst, unit), measured(fired.threshold, unit));
    if (rule) problem.reason = to_qt(rule->why);
  }
  problem.what = Words::tr("%1 in %2").arg(problem.what, fired_where(fired, stages_of));
  problem.consequence = rule ? to_qt(rule->consequence) : QString();
  return problem;
}

/// One row per rule and recording: the same rule fires on many stages.
void add_findings(const results::OpenedRecording& open, const std::vector<QString>& names,
                  std::vector<Problem>& problems) {
  std::map<QString, int> stages_of;
  for (std::size_t stage = 0; stage < open.recording.stages.size(); ++stage)
    ++stages_of[workload_of(open.recording, names, stage)];
  std::map<std::string, Fired> rules;
  for (const auto& finding : open.recording.findings) {
    Fired& fired = rules[finding.rule];
    ++fired.stages[workload_of(open.recording, names, finding.stage)];
    // fmax passes over a missing value.
    fired.worst = std::fmax(fired.worst, finding.value);
    fired.threshold = finding.threshold;
  }
  for (const auto& [id, fired] : rules) {
    Problem problem = problem_of(id, fired, stages_of);
    problem.where = to_qt(open.path.filename().string());
    problems.push_back(std::move(problem));
  }
}

void add_outcomes(const results::OpenedRecording& open, const std::vector<QString>& names,
                  std::vector<Problem>& problems) {
  const Recording& recording = open.recording;
  for (const auto& repetition : recording.repetitions) {
    if (repetition.outcome == results::RepetitionOutcome::ok ||
        repetition.outcome == results::RepetitionOutcome::running ||
        repetition.outcome == results::RepetitionOutcome::interrupted)
      continue;
    Problem problem;
    problem.subject = repetition.workload < names.size() ? names[repetition.workload] : QString();
    problem.where = to_qt(open.path.filename().string());
    problem.what = Words::tr("a repetition (block %1) did not end well: %2")
                       .arg(QString::number(repetition.block), to_qt(repetition.reason));
    problem.consequence = Words::tr("It counts for nothing; n is smaller.");
    problems.push_back(std::move(problem));
  }
  if (recording.header.state != results::RecordingState::finished) {
    problems.push_back(
        {Severity::suspicious, Words::tr("recording"), to_qt(open.path.filename().string()),
         Words::tr("the run was not finished"),
         Words::tr("It holds what was complete; crossfade-collect run --resume finishes it.")});
  }
  if (open.seal != results::Seal::intact) {
    problems.push_back({Severity::suspicious, Words::tr("recording"), to_qt(open.path.filename().string()),
                        Words::tr("the file has been changed by another program since it was recorded"),
                        Words::tr("Its numbers cannot be traced to the collector; use the original file.")});
  }
}

QString value_or_none(const std::string& value) {
  return value.empty() ? Words::tr("not recorded") : to_qt(value);
}

void add_differences(const Study& study, std::vector<Problem>& problems) {
  for (std::size_t side = 0; side < study.sides.size(); ++side) {
    const QString where = Words::tr("%1 against %2")
                              .arg(to_qt(study.sides[side].label), to_qt(study.sides[study.baseline].label));
    if (!study.against[side].failure.empty()) {
      problems.push_back({Severity::blocking,
                          Words::tr("comparison"),
                          where,
                          to_qt(study.against[side].failure),
                          {},
                          Problem::Source::difference});
    }
    const auto& comparison = study.against[side].comparison;
    if (!comparison) continue;
    for (const auto& difference : comparison->differences) {
      if (difference.severity == Severity::expected) continue;
      Problem problem;
      problem.severity = difference.severity;
      problem.subject = to_qt(difference.subject);
      if (!difference.workload.empty())
        problem.subject += QStringLiteral(" (%1)").arg(to_qt(difference.workload));
      problem.source = Problem::Source::difference;
      problem.where = where;
      problem.what = Words::tr("%1. Here: %2. Baseline: %3")
                         .arg(to_qt(difference.message), value_or_none(difference.candidate),
                              value_or_none(difference.base));
      problem.consequence = to_qt(difference.consequence);
      problems.push_back(std::move(problem));
    }
  }
}

}  // namespace

std::vector<Problem> collect_problems(const Session& session) {
  std::vector<Problem> problems;
  for (const LoadProblem& failed : session.problems()) {
    problems.push_back({failed.same_as ? Severity::suspicious : Severity::blocking, to_qt(failed.error.what),
                        to_qt(failed.path.string()), to_qt(failed.error.why), to_qt(failed.error.remedy),
                        failed.same_as ? Problem::Source::recording : Problem::Source::file});
  }
  add_differences(*session.study(), problems);
  for (const OpenRecording& open : session.recordings()) {
    if (!open.included) continue;
    if (analysis::is_calibration(open.recording->recording.header)) {
      problems.push_back({Severity::expected, Words::tr("calibration"),
                          to_qt(open.recording->path.filename().string()),
                          Words::tr("it says how much its host differs from itself, and is in no column"),
                          Words::tr("crossfade-report noise shows what it says.")});
    }
    const auto names = workload_names(session, *open.recording);
    add_outcomes(*open.recording, names, problems);
    add_findings(*open.recording, names, problems);
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.severity > b.severity; });
  return problems;
}

QString count_by_severity(const std::vector<Problem>& problems, bool expected_too) {
  QStringList parts;
  for (const Severity severity : {Severity::blocking, Severity::suspicious, Severity::expected}) {
    if (severity == Severity::expected && !expected_too) continue;
    const auto count = std::count_if(problems.begin(), problems.end(),
                                     [&](const Problem& problem) { return problem.severity == severity; });
    if (count > 0) parts << QStringLiteral("%1 %2").arg(count).arg(severity_word(severity));
  }
  return parts.join(QStringLiteral(", "));
}

QString count_by_source(const std::vector<Problem>& problems) {
  QStringList parts;
  const auto add = [&](Problem::Source source, const char* one, const char* many) {
    const auto count = std::count_if(problems.begin(), problems.end(),
                                     [&](const Problem& problem) { return problem.source == source; });
    if (count > 0) parts << Words::tr(count == 1 ? one : many, nullptr, static_cast<int>(count));
  };
  add(Problem::Source::file, QT_TRANSLATE_NOOP("Problems", "1 file not read"),
      QT_TRANSLATE_N_NOOP("Problems", "%n files not read"));
  add(Problem::Source::difference, QT_TRANSLATE_NOOP("Problems", "1 difference between sides"),
      QT_TRANSLATE_N_NOOP("Problems", "%n differences between sides"));
  add(Problem::Source::recording, QT_TRANSLATE_NOOP("Problems", "1 note on a recording"),
      QT_TRANSLATE_N_NOOP("Problems", "%n notes on recordings"));
  add(Problem::Source::rule, QT_TRANSLATE_NOOP("Problems", "1 quality rule fired"),
      QT_TRANSLATE_N_NOOP("Problems", "%n quality rules fired, each counted once per recording"));
  return parts.join(QStringLiteral(", "));
}

}  // namespace crossfade::gui
