// A verify() that the border could not call: it must not pass for one that finds nothing wrong.
#include "tests/workloads/fixtures/steps.h"

namespace {
using namespace crossfade::workloads;

constexpr std::array kParameters{kStepsParameter};

struct Worker {
  Worker(const StepsDataset& /*dataset*/, std::uint32_t /*worker*/) {}
  void request(const cf_request& /*request*/, cf_answer& /*answer*/) {}
  void verify(const cf_answer& /*answer*/) {}
};

constexpr Description kDescription{
    .name = "uncompilable",
    .version = "1",
    .summary = "Has a verify() of another kind.",
    .seed_system = "tests",
    .unit = "one chain",
    .flags = CF_FLAG_EXACT,
    .classes = kStepsClasses,
    .parameters = kParameters,
};
}  // namespace

CROSSFADE_WORKLOAD(kDescription, StepsDataset, Worker)
