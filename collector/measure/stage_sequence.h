// Stage sequence: in which order a stage, what is read beside it and what is worked out of it follow each
// other. The panel is the last thing before the stage and the first after it: what it sees is nearest to it.
// Working out comes when everything has been read and the orchestrator has been told so, because it takes CPU
// time that is none of the stage's.
#pragma once

#include <functional>

#include "results/error.h"

namespace crossfade::collector {

struct StageSequence {
  std::function<void()> probe_before, panel_before;
  std::function<results::Result<void>()> measure;
  std::function<void()> panel_after, probe_after;
  std::function<results::Result<void>()> tell;
  std::function<void()> work_out;

  /// Errors: of `measure` and `tell`. Nothing follows them then.
  results::Result<void> run() const {
    probe_before();
    panel_before();
    CF_TRY(measure());
    panel_after();
    probe_after();
    CF_TRY(tell());
    work_out();
    return {};
  }
};

}  // namespace crossfade::collector
