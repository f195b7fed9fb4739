// contended: words that workers share and that change under a request, and operations that were lost.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/contended.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

// The answer is one number, of which the digest is a bijection: what can go wrong is what it is made of.
TEST(WrongAnswers, Contended) {
  for (const char* const sharing : {"none", "false_sharing", "true_sharing", "lock", "mix"}) {
    SCOPED_TRACE(sharing);
    Bench bench(kDescription, {{"sharing", sharing}}, {});
    const cf_request request{3, 0, 0, 0};
    cf_answer answer{};
    bench.worker().request(request, answer);
    EXPECT_EQ(bench.complaint(request, answer), "");
    HotWord& hot = bench.worker().hot_;
    const std::uint32_t constant = hot.constant.load();
    hot.constant = constant ^ 1;
    bench.worker().request(request, answer);
    EXPECT_EQ(bench.complaint(request, answer), "the private arithmetic ends at another value");
    hot.constant = constant;
    bench.dataset().finish();
    bench.worker().added_ -= 1;
    EXPECT_THROW(bench.dataset().finish(), Failure) << "an addition was lost";
    bench.worker().added_ += 1;
    bench.worker().guarded_.count -= 1;
    EXPECT_THROW(bench.dataset().finish(), Failure) << "something under the lock was lost";
    bench.worker().guarded_.count += 1;
    hot.count -= 1;
    EXPECT_THROW(bench.dataset().finish(), Failure) << "a count was lost";
  }
}

}  // namespace
}  // namespace crossfade::workloads
