// cdn_tls_send: what the viewer has in its hands is not the media, and media that are not those asked for.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/cdn_tls_send.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

/// Where the viewer reads, the digest is over what it has; elsewhere over what the server was asked.
void describe(Worker& worker, const cf_request& request, cf_answer& answer) {
  const Job& job = worker.dataset_.job(request);
  if (!job.reads) {
    return;
  }
  const Worker::Proof proof{.head = digest(worker.viewer_.head()),
                            .range = digest(worker.viewer_.range(job.order.bytes)),
                            .arrived = worker.viewer_.arrived(),
                            .order = worker.server_.order()};
  answer.digest = digest(&proof, sizeof proof);
}

TEST(WrongAnswers, CdnTlsSend) {
  Bench bench(kDescription, {{"mb", kParameters[0].min}}, describe);
  const std::string other_bytes = "the segment arrives with other bytes";
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    const cf_request that_reads{kReadOneIn, 0, class_id, 0};
    ASSERT_TRUE(bench.dataset().job(that_reads).reads);
    bench.expect_caught(
        that_reads,
        {{"the first byte of the range",
          [](Worker& worker, const cf_request&) { worker.viewer_.kept_[kHeadBytes] ^= std::byte{1}; },
          other_bytes},
         {"its last byte",
          [](Worker& worker, const cf_request& request) {
            worker.viewer_.kept_[kHeadBytes + worker.dataset_.job(request).order.bytes - 1] ^= std::byte{1};
          },
          other_bytes},
         {"the head, which is another request's",
          [](Worker& worker, const cf_request& request) {
            const std::string before(reinterpret_cast<const char*>(worker.viewer_.kept_.data()), kHeadBytes);
            cf_request other = request;
            other.index += kReadOneIn;
            cf_answer answer;
            worker.request(other, answer);
            std::string head(reinterpret_cast<const char*>(worker.viewer_.kept_.data()), kHeadBytes);
            ASSERT_NE(head, before);
            worker.request(request, answer);
            std::memcpy(worker.viewer_.kept_.data(), head.data(), kHeadBytes);
          },
          "the head of the answer is of another request"}});
    // Elsewhere the viewer drops what arrives: verify() has the request delivered once more and reads it.
    const cf_request that_does_not{kReadOneIn + 1, 0, class_id, 0};
    ASSERT_FALSE(bench.dataset().job(that_does_not).reads);
    bench.expect_caught(that_does_not, {{"a byte of the media",
                                         [](Worker& worker, const cf_request& request) {
                                           const Order order = worker.dataset_.job(request).order;
                                           std::vector<std::byte> range =
                                               make_range(worker.dataset_.seed(), order);
                                           range[range.size() / 2] ^= std::byte{1};
                                           worker.dataset_.media().write(range, order.offset);
                                         },
                                         other_bytes}});
    const Order order = bench.dataset().job(that_does_not).order;
    bench.dataset().media().write(make_range(bench.dataset().seed(), order), order.offset);
  }
}

}  // namespace
}  // namespace crossfade::workloads
