#include "collector/suite_order.h"

#include <algorithm>
#include <array>

namespace crossfade::collector {
namespace {

// The representatives differ most in what they ask of a CPU (vector units and bandwidth; branches and
// parsing; memory latency), are short enough for a process of five seconds to say something, and are in every
// recording that was ever shipped. Behind them: first what none of them shows, a new kind of bottleneck in
// each row.
constexpr auto rows = std::to_array<SuiteRow>({
    {"tls_segment", true, "vector crypto and memory bandwidth"},
    {"playback_manifest", true, "parsing, branches, compression: most of what an API does"},
    {"evcache_get", true, "latency of memory and of its translation"},
    {"feature_extract", false, "front end: a large, flat program"},
    {"rank_dnn", false, "floating-point vectors and gathering from memory"},
    {"cdn_tls_send", false, "the kernel's network path"},
    {"encode_x264", false, "integer vectors with branches; the longest requests"},
    {"catalog_page", false, "dependent loads at a footprint between L2 and memory"},
    {"mtls_handshake", false, "big numbers and allocation"},
    {"asset_index", false, "a storage engine: decompression, large code"},
    {"service_mix", false, "a whole service: many kinds of code in turn"},
    {"iam_eval", false, "branches over policies, pointer chasing"},
    {"ipman", false, "hard branches, bit maps, chains of dependent loads"},
    {"media_put", false, "checksums, ciphers and erasure codes over megabytes"},
    {"event_pipeline", false, "parsing and hashing of streams"},
    {"token_auth", false, "integer multiplication; many small calls of a library"},
    {"rank_gbdt", false, "branch misses on data"},
    {"email_render", false, "bytes one after the other, one large signature"},
    {"load_shed", false, "integer arithmetic on a small working set"},
    {"quality_metric", false, "floating-point filters; near to rank_dnn"},
    {"encode_svtav1", false, "threads of the library's own; near to encode_x264"},
});

const SuiteRow* find(std::string_view workload) {
  const auto* const found =
      std::find_if(rows.begin(), rows.end(), [&](const SuiteRow& row) { return row.workload == workload; });
  return found == rows.end() ? nullptr : found;
}

}  // namespace

std::span<const SuiteRow> suite_order() {
  return rows;
}

bool is_representative(std::string_view workload) {
  const SuiteRow* const row = find(workload);
  return row != nullptr && row->representative;
}

std::size_t suite_rank(std::string_view workload) {
  const SuiteRow* const row = find(workload);
  return row == nullptr ? rows.size() : static_cast<std::size_t>(row - rows.data());
}

}  // namespace crossfade::collector
