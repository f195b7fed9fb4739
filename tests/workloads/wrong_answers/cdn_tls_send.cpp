// cdn_tls_send: media that are not those asked for. Timed requests are drained, nobody reads them; verify()
// has each delivered once more and reads it, so what is wrong has to be wrong in the file.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/cdn_tls_send.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

/// One bit of the range, `place` of its length along.
void spoil(Worker& worker, const cf_request& request, double place) {
  const Order order = worker.dataset_.job(request).order;
  std::vector<std::byte> range = make_range(worker.dataset_.seed(), order);
  range[static_cast<std::size_t>(place * static_cast<double>(range.size() - 1))] ^= std::byte{1};
  worker.dataset_.media().write(range, order.offset);
}

TEST(WrongAnswers, CdnTlsSend) {
  // The digest is over what the server was asked and what it sent, of which none changes.
  Bench bench(kDescription, {{"mb", kParameters[0].min}}, [](Worker&, const cf_request&, cf_answer&) {});
  const std::string other_bytes = "the segment arrives with other bytes";
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    const cf_request request{8, 0, class_id, 0};
    for (const double place : {0.0, 0.5, 1.0}) {
      bench.expect_caught(
          request,
          {{"a byte of the media",
            [place](Worker& worker, const cf_request& asked) { spoil(worker, asked, place); }, other_bytes}});
      const Order order = bench.dataset().job(request).order;
      bench.dataset().media().write(make_range(bench.dataset().seed(), order), order.offset);
    }
  }
}

}  // namespace
}  // namespace crossfade::workloads
