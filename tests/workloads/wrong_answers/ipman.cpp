// ipman: another address, flow or message to the kernel, and leases that do not come back.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/ipman.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, Ipman) {
  Bench bench(kDescription, {{"routes", kParameters[0].min}},
              [](Worker& worker, const cf_request&, cf_answer& answer) {
                answer.digest = worker.digest_of_output();
                answer.bytes_out = worker.agent_.messages().size();
              });
  const auto in_messages = [](std::size_t offset) {
    return [offset](Worker& worker, const cf_request&) {
      worker.agent_.messages_.buffer_[offset] ^= std::byte{1};
    };
  };
  bench.expect_caught(
      {2, 0, 0, 0},
      {{"the address of a launch",
        [](Worker& worker, const cf_request&) { worker.agent_.placements_[1].address += 1; },
        "the address is not the lowest free one"},
       {"a flow that may pass, or may not",
        [](Worker& worker, const cf_request&) { worker.agent_.placements_[0].allowed ^= 1; },
        "what the security groups allow"},
       {"a flow that nobody asked for",
        [](Worker& worker, const cf_request&) { worker.agent_.placements_[0].allowed |= 1u << kFlows; },
        "a flow is allowed that nobody asked for"},
       {"the type of the first message", in_messages(offsetof(nlmsghdr, nlmsg_type)),
        "type or number of a message"},
       {"the interface of the first address", in_messages(sizeof(nlmsghdr) + offsetof(ifaddrmsg, ifa_index)),
        "interface of an address"},
       {"the first address itself", in_messages(sizeof(nlmsghdr) + sizeof(ifaddrmsg) + sizeof(rtattr)),
        "IPv4 address"},
       {"the last message, which is cut off",
        [](Worker& worker, const cf_request&) { worker.agent_.messages_.size_ -= NLMSG_ALIGNTO; },
        "length of a message"}});
}

TEST(WrongAnswers, IpmanSeesLeasesThatAreLost) {
  Bench bench(kDescription, {{"routes", kParameters[0].min}}, {});
  cf_answer answer{};
  bench.worker().request({0, 0, 0, 0}, answer);
  PoolBooks books = bench.worker().agent_.books();
  bench.dataset().close(books);
  bench.dataset().finish();
  books.released -= 1;
  bench.dataset().close(books);
  EXPECT_THROW(bench.dataset().finish(), Failure);
}

}  // namespace
}  // namespace crossfade::workloads
