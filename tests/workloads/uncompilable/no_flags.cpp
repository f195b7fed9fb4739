// A description that does not say how its answers are to be judged: it must not pass for one of which all are
// right.
#include "tests/workloads/fixtures/steps.h"

namespace {
using namespace crossfade::workloads;

constexpr std::array kParameters{kStepsParameter};

constexpr Description kDescription{
    .name = "uncompilable",
    .version = "1",
    .summary = "Has no flags.",
    .seed_system = "tests",
    .unit = "one chain",
    .classes = kStepsClasses,
    .parameters = kParameters,
};
}  // namespace

CROSSFADE_WORKLOAD(kDescription, StepsDataset, StepsWorker)
