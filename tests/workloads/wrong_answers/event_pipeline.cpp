// event_pipeline: bodies that do not decompress, and bodies that do and say something else.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/event_pipeline.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, EventPipeline) {
  Bench bench(kDescription, {}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.bytes_out = worker.body_bytes_;
    answer.items = static_cast<std::uint32_t>(worker.rows_.size());
    answer.digest = digest(worker.body_.data(), worker.body_bytes_);
  });
  const auto written_anew = [](Worker& worker) {
    worker.compress(worker.columns_.write(worker.rows_, worker.windows_));
  };
  const auto with_row = [&](auto&& change) {
    return [&written_anew, change](Worker& worker, const cf_request&) {
      change(worker.rows_[42]);
      written_anew(worker);
    };
  };
  const std::string other_event = "an event is not what was sent";
  const std::string other_window = "a window is not what its events add up to";
  bench.expect_caught(
      {3, 0, 0, 0},
      {{"the body, which is cut off", [](Worker& worker, const cf_request&) { worker.body_bytes_ -= 100; },
        "the body does not decompress"},
       {"the time of an event", with_row([](events::EventRow& row) { row.time_ms += 1; }), other_event},
       {"its title", with_row([](events::EventRow& row) { row.title ^= 1; }), other_event},
       {"its profile", with_row([](events::EventRow& row) { row.profile[3] ^= 1; }), other_event},
       {"its delivery network", with_row([](events::EventRow& row) { row.cdn ^= 1; }), other_event},
       {"its device", with_row([](events::EventRow& row) { row.version += 1; }), other_event},
       {"an event, which is left out",
        [&](Worker& worker, const cf_request&) {
          worker.rows_.pop_back();
          written_anew(worker);
        },
        "the batch has another number of events"},
       {"the count of a window",
        [&](Worker& worker, const cf_request&) {
          worker.windows_.front().events += 1;
          written_anew(worker);
        },
        other_window},
       {"the histogram of the last window",
        [&](Worker& worker, const cf_request&) {
          worker.windows_.back().bandwidth[12] += 1;
          written_anew(worker);
        },
        other_window},
       {"a window too many",
        [&](Worker& worker, const cf_request&) {
          worker.windows_.push_back(worker.windows_.back());
          written_anew(worker);
        },
        "there are more windows than events make"}});
}

}  // namespace
}  // namespace crossfade::workloads
