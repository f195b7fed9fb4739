// load_shed: other decisions, another state after the tick, too few or too many instances.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/load_shed.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, LoadShed) {
  Bench bench(kDescription, {}, [](Worker& worker, const cf_request& request, cf_answer& answer) {
    answer.digest = worker.digest_of_output();
    answer.items =
        worker.state_.admitted - worker.dataset_.state_before(worker.dataset_.tick_of(request)).admitted;
  });
  const std::string other_decision = "a decision about an arrival is not the right one";
  const std::string other_state = "the state after the tick is not the right one";
  const std::string other_number = "a cluster would get too few or too many instances";
  bench.expect_caught(
      {6, 0, 0, 0},
      {{"the node of the first arrival",
        [](Worker& worker, const cf_request&) { worker.decisions_.front().node ^= 1; }, other_decision},
       {"the region of the last",
        [](Worker& worker, const cf_request&) { worker.decisions_.back().region ^= 1; }, other_decision},
       {"the limit of a cell", [](Worker& worker, const cf_request&) { worker.state_.cells[3].limit += 1; },
        other_state},
       {"the calls of a node", [](Worker& worker, const cf_request&) { worker.state_.calls_of_node[2] += 1; },
        other_state},
       {"the number of admitted calls",
        [](Worker& worker, const cf_request&) { worker.state_.admitted += 1; }, other_state},
       {"an instance too many", [](Worker& worker, const cf_request&) { worker.instances_.front() += 1; },
        other_number},
       {"an instance too few", [](Worker& worker, const cf_request&) { worker.instances_.back() -= 1; },
        other_number}});
}

}  // namespace
}  // namespace crossfade::workloads
