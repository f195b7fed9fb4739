// media_put: every part of what is stored and of its receipt, alone and with the checksum that goes with it.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/media_put.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, MediaPut) {
  Bench bench(kDescription, {{"mb", kParameters[0].min}},
              [](Worker& worker, const cf_request&, cf_answer& answer) {
                answer.digest = digest(&worker.receipt_, sizeof worker.receipt_);
              });
  const auto stored = [](std::size_t shard, bool with_checksum) {
    return [shard, with_checksum](Worker& worker, const cf_request& request) {
      const std::size_t part_bytes = worker.dataset_.work(request).part.size();
      worker.stored_.data()[shard * shard_bytes(part_bytes) + 77] ^= std::byte{1};
      if (with_checksum) {
        worker.receipt_.shard_checksums[shard] =
            worker.dataset_.coder().checksum(worker.shards(part_bytes)[shard]);
      }
    };
  };
  const std::string not_recovered = "a lost shard is not recovered";
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught(
        {2, 0, class_id, 0},
        {{"a byte of a data shard", stored(0, false), "a shard's checksum is wrong"},
         {"a byte of a parity shard", stored(kShards - 1, false), "a shard's checksum is wrong"},
         {"a byte of a data shard, with its checksum", stored(1, true), not_recovered},
         {"a byte of the first parity shard, with its checksum", stored(kDataShards, true), not_recovered},
         {"a byte of the last parity shard, with its checksum", stored(kShards - 1, true), not_recovered},
         {"the checksum of the part",
          [](Worker& worker, const cf_request&) { worker.receipt_.part_checksum ^= 1; },
          "the part's checksum is wrong"},
         {"the fingerprint",
          [](Worker& worker, const cf_request&) {
            auto& first = worker.receipt_.fingerprint[0];
            first = static_cast<std::remove_reference_t<decltype(first)>>(static_cast<unsigned>(first) ^ 1u);
          },
          "the fingerprint is wrong"},
         {"the tag",
          [](Worker& worker, const cf_request&) {
            auto& first = worker.receipt_.tag[0];
            first = static_cast<std::remove_reference_t<decltype(first)>>(static_cast<unsigned>(first) ^ 1u);
          },
          "the part does not authenticate"},
         {"all of it, which is another part stored well",
          [](Worker& worker, const cf_request& request) {
            cf_request other = request;
            other.index += 1;
            cf_answer answer{};
            worker.request(other, answer);
          },
          "the part's checksum is wrong"}});
  }
}

}  // namespace
}  // namespace crossfade::workloads
