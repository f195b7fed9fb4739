// catalog_page: a page with another title, artwork, row or length.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/catalog_page.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, CatalogPage) {
  Bench bench(kDescription, {{"mb", kParameters[0].min}},
              [](Worker& worker, const cf_request&, cf_answer& answer) {
                answer.bytes_out = worker.placed_ * sizeof(Placed);
                answer.items = worker.placed_;
                answer.digest = digest(worker.page_.data(), answer.bytes_out);
              });
  const std::string other_page = "the page does not show what the member may see";
  bench.expect_caught(
      {7, 0, 0, 0},
      {{"a title", [](Worker& worker, const cf_request&) { worker.page_[5].title += 1; }, other_page},
       {"the artwork of a title", [](Worker& worker, const cf_request&) { worker.page_[6].artwork ^= 1; },
        "a title has another artwork than the member likes best"},
       {"the row of the last title",
        [](Worker& worker, const cf_request&) { worker.page_[worker.placed_ - 1].row -= 1; }, other_page},
       {"the last title, which is left out", [](Worker& worker, const cf_request&) { worker.placed_ -= 1; },
        other_page},
       {"the order of two titles",
        [](Worker& worker, const cf_request&) { std::swap(worker.page_[0], worker.page_[1]); }, other_page}});
}

}  // namespace
}  // namespace crossfade::workloads
