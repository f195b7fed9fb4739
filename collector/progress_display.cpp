#include "collector/progress_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "collector/duration_text.h"
#include "collector/plan_text.h"
#include "results/enum_names.h"

namespace crossfade::collector {
namespace {

using results::Repetition;
using results::RepetitionOutcome;

std::string left_text(const Progress& progress) {
  if (progress.remaining_ns == 0) return "done";
  constexpr std::uint64_t second_ns = 1'000'000'000;  // nobody plans in milliseconds
  return duration_text(std::max(progress.remaining_ns, second_ns)) + " left";
}

std::string stage_text(const StageSpec& stage) {
  if (stage.kind == results::StageKind::slo_chunk) return fmt::format("SLO at {:.0f}/s", stage.offered_per_s);
  if (stage.kind == results::StageKind::load) return fmt::format("load {:.0f}/s", stage.offered_per_s);
  if (stage.kind == results::StageKind::spike) return fmt::format("spike x{:g}", stage.steps.at(1).factor);
  if (stage.kind == results::StageKind::capacity) {
    return fmt::format("capacity, {} thread{}", stage.workers, stage.workers == 1 ? "" : "s");
  }
  return std::string(results::name_of(stage.kind));
}

/// Why a process is not ok, or is of no use, for a line of its own; empty = neither.
std::string problem_text(const Plan& plan, const WorkItem& item, const Repetition& repetition,
                         const StagesOfProcess& stages) {
  const std::string name =
      fmt::format("{} {}", place_text(plan, item), display_name(plan.workloads[item.workload]));
  if (repetition.outcome != RepetitionOutcome::ok)
    return fmt::format("{}: {}: {}\n", name, results::name_of(repetition.outcome), repetition.reason);
  if (stages.all > 0 && stages.voided == stages.all)
    return fmt::format("{}: nothing of it can be used: {}\n", name, stages.remark);
  return {};
}

/// How many processes there will be is then known at the end.
bool fits_a_budget(const Plan& plan) {
  return plan.calibration > 0 || plan.until_budget;
}

/// A process that ended well and of which nothing can be used is not called ok.
std::string status_text(const Repetition& repetition, const StagesOfProcess& stages) {
  const bool useless = stages.all > 0 && stages.voided == stages.all;
  if (repetition.outcome == RepetitionOutcome::ok && useless) return "of no use";
  return std::string(results::name_of(repetition.outcome));
}

/// "10 stages, 2 disturbed, 1 void".
std::string stages_text(const StagesOfProcess& stages) {
  if (stages.all == 0) return stages.remark.empty() ? "no stage" : "no stage: " + stages.remark;
  std::string text = fmt::format("{} stage{}", stages.all, stages.all == 1 ? "" : "s");
  if (stages.disturbed > 0) text += fmt::format(", {} disturbed", stages.disturbed);
  if (stages.voided > 0) text += fmt::format(", {} void", stages.voided);
  if (stages.near_slo > 0 && stages.near_slo_voided == stages.near_slo && stages.voided < stages.all)
    text += ": none usable for the SLO throughput";
  return text;
}

/// What became of it and of its stages. A look that was not taken is no stage that is missing.
std::string ended_text(const WorkItem& item, const Repetition& repetition, const StagesOfProcess& stages) {
  if (item.purpose == results::RepetitionPurpose::verification && stages.all == 0 && !stages.remark.empty() &&
      repetition.outcome == RepetitionOutcome::ok)
    return "not taken: " + stages.remark;
  return fmt::format("{}, {}", status_text(repetition, stages), stages_text(stages));
}

/// "still preparing, 12 s of at most 60 s": whoever waits sees that it is no standstill, and how long at
/// most.
std::string still_preparing_text(std::uint64_t elapsed_ns, std::uint64_t limit_ns) {
  return fmt::format("still preparing, {} of at most {}", duration_text(elapsed_ns), duration_text(limit_ns));
}

class TerminalProgress final : public ProgressDisplay {
 public:
  TerminalProgress(const Plan& plan, std::function<void(std::string_view)> write,
                   std::function<std::size_t()> columns)
      : plan_(plan), write_(std::move(write)), columns_(std::move(columns)) {}

  void plan_settled(const Allotment& settled) override {
    clear();
    write_(settled_text(settled));
  }
  void process_started(const WorkItem& item, const Progress& progress) override {
    draw(item, "preparing", progress);
  }
  void still_preparing(const WorkItem& item, std::uint64_t elapsed_ns, std::uint64_t limit_ns,
                       const Progress& progress) override {
    draw(item, still_preparing_text(elapsed_ns, limit_ns), progress);
  }
  void stage_started(const WorkItem& item, const StageSpec& stage, const Progress& progress) override {
    draw(item, stage_text(stage), progress);
  }
  void process_ended(const WorkItem& item, const Repetition& repetition, const StagesOfProcess& stages,
                     const Progress& progress) override {
    const std::string problem = problem_text(plan_, item, repetition, stages);
    if (!problem.empty()) {
      clear();
      write_(problem);
    }
    draw(item, "recorded", progress);
  }
  void clear() override { write_("\r\x1b[K"); }

 private:
  void draw(const WorkItem& item, const std::string& doing, const Progress& progress) {
    constexpr std::size_t bar_width = 24;
    const double total = std::max(1U, progress.items_total);
    const double share = progress.items_done / total;
    const auto full =
        std::min(bar_width, static_cast<std::size_t>(std::floor(share * static_cast<double>(bar_width))));
    std::string line =
        fmt::format("[{}{}] {:3.0f} %  {}  {}  {}  {}", std::string(full, '#'),
                    std::string(bar_width - full, '.'), share * 100, left_text(progress),
                    place_text(plan_, item), display_name(plan_.workloads[item.workload]), doing);
    // The last column stays free: some terminals wrap when it is written.
    const std::size_t width = std::max<std::size_t>(columns_(), 20) - 1;
    if (line.size() > width) line.resize(width);
    write_("\r" + line + "\x1b[K");
  }

  const Plan& plan_;
  std::function<void(std::string_view)> write_;
  std::function<std::size_t()> columns_;
};

class PlainProgress final : public ProgressDisplay {
 public:
  PlainProgress(const Plan& plan, std::function<void(std::string_view)> write)
      : plan_(plan), write_(std::move(write)) {}

  void plan_settled(const Allotment& settled) override { write_(settled_text(settled)); }
  void process_started(const WorkItem&, const Progress&) override { next_word_ns_ = first_word_ns; }
  void still_preparing(const WorkItem& item, std::uint64_t elapsed_ns, std::uint64_t limit_ns,
                       const Progress&) override {
    if (elapsed_ns < next_word_ns_) return;
    next_word_ns_ = 2 * elapsed_ns;  // a hang of two minutes is four lines
    write_(fmt::format("{} {}: {}\n", place_text(plan_, item), display_name(plan_.workloads[item.workload]),
                       still_preparing_text(elapsed_ns, limit_ns)));
  }
  void stage_started(const WorkItem&, const StageSpec&, const Progress&) override {}
  void process_ended(const WorkItem& item, const Repetition& repetition, const StagesOfProcess& stages,
                     const Progress& progress) override {
    write_(fmt::format("[{}/{}{}] {} {}: {}; {}\n", progress.items_done,
                       fits_a_budget(plan_) && progress.remaining_ns > 0 ? "~" : "", progress.items_total,
                       place_text(plan_, item), display_name(plan_.workloads[item.workload]),
                       ended_text(item, repetition, stages), left_text(progress)));
    if (const std::string problem = problem_text(plan_, item, repetition, stages); !problem.empty())
      write_(problem);
  }

 private:
  static constexpr std::uint64_t first_word_ns = 10'000'000'000;  // most are ready before

  const Plan& plan_;
  std::function<void(std::string_view)> write_;
  std::uint64_t next_word_ns_ = first_word_ns;
};

}  // namespace

std::unique_ptr<ProgressDisplay> terminal_progress(const Plan& plan,
                                                   std::function<void(std::string_view)> write,
                                                   std::function<std::size_t()> columns) {
  return std::make_unique<TerminalProgress>(plan, std::move(write), std::move(columns));
}

std::unique_ptr<ProgressDisplay> plain_progress(const Plan& plan,
                                                std::function<void(std::string_view)> write) {
  return std::make_unique<PlainProgress>(plan, std::move(write));
}

}  // namespace crossfade::collector
