// tls_segment: records on the wire that a viewer would not get its segment from.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/tls_segment.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, TlsSegment) {
  Bench bench(kDescription, {{"mb", "16"}}, [](Worker& worker, const cf_request& request, cf_answer& answer) {
    answer.digest = worker.digest_of_wire(worker.dataset_.work(request), answer.items);
  });
  const auto sealed_anew = [](Worker& worker, const cf_request& request, std::uint64_t later,
                              const std::byte* content) {
    const Dataset::Work work = worker.dataset_.work(request);
    seal(worker.contexts_[work.connection].get(),
         worker.dataset_.connection(work.connection).nonce(work.sequence + 1 + later), content,
         worker.wire_.data() + kRecordBytes);
  };
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught(
        {3, 0, class_id, 0},
        {{"a byte of the ciphertext",
          [](Worker& worker, const cf_request&) {
            worker.wire_[2 * kRecordBytes + kHeaderBytes + 5000] ^= std::byte{1};
          },
          "a record does not authenticate"},
         {"a record's header",
          [](Worker& worker, const cf_request&) { worker.wire_[3 * kRecordBytes + 1] ^= std::byte{1}; },
          "a record does not authenticate"},
         {"a tag",
          [](Worker& worker, const cf_request&) { worker.wire_[kRecordBytes - 1] ^= std::byte{0x80}; },
          "a record does not authenticate"},
         {"the second record, sealed as if it were the third",
          [&](Worker& worker, const cf_request& request) {
            sealed_anew(worker, request, 1, worker.dataset_.work(request).segment + kContentBytes);
          },
          "a record does not authenticate"},
         {"the second record, sealed well with the content of the first",
          [&](Worker& worker, const cf_request& request) {
            sealed_anew(worker, request, 0, worker.dataset_.work(request).segment);
          },
          "a record decrypts to other bytes"}});
  }
}

}  // namespace
}  // namespace crossfade::workloads
