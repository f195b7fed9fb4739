// event_pipeline: a telemetry service takes a batch of 200 playback events, 133 KB of JSON, one a line:
// parses them (simdjson), drops synthetic traffic and reads devices and errors out of texts (RE2), counts and
// sums by ten-second window, country and delivery network, and writes rows and windows as columns, compressed
// (zstd level 1) as they would go to storage. 200 is what a consumer of a partitioned log gets in one poll.
// Time goes into parsing, automata, hashing and compression: much code, little of it hot for long.
//
// A batch is complete in itself: windows are not carried over to the next batch, where in production they
// would wait for late events. So answers are exact. Reading the log and writing the result are no part of it.
//
// The digest covers the compressed columns, in which any change shows. verify() decompresses, reads the
// columns, and makes rows and windows again with another parser, without regular expressions or hash table.
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/events/batch_check.h"
#include "workloads/events/column_batch.h"
#include "workloads/events/event_file.h"
#include "workloads/events/event_parser.h"
#include "workloads/events/event_row.h"
#include "workloads/events/playback_event.h"
#include "workloads/events/window_table.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/glibc_path.h"
#include "workloads/re2_version.h"
#include "workloads/simdjson_path.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {
namespace {

using namespace events;

constexpr std::uint32_t kPool = 96;
constexpr std::uint32_t kEvents = 200;
constexpr std::uint64_t kBatchMs = 1000;  // of arrivals
constexpr int kCompressionLevel = 1;
static_assert(kEvents <= WindowTable::kPlaces / 2);

// In: from the log, as it is parsed: taking apart what producers compress is no part of it. Out: the columns,
// to an object store, so by the network; no drive of its own.
constexpr std::array kClasses{
    cf_class{"batch200", 1.0, 3'000'000, 0, 1, kPool, 0, 133'000, 10'000, 0, 0},
};

constexpr std::array kParameters{
    cf_parameter{"events", "of a batch; fewer for a part of a mix that takes short turns", "", "200", "1",
                 "200"},
};

constexpr Description kDescription{
    .name = "event_pipeline",
    .version = "2",
    .summary = "Parses, filters and aggregates 200 playback events and writes them as compressed columns",
    .seed_system = "operational telemetry",
    .unit = "a batch of 200 events",
    .flags = CF_FLAG_EXACT | CF_FLAG_TAKES_INPUT,
    .classes = kClasses,
    .parameters = kParameters,
};

class Dataset {
 public:
  static Need need(const Environment& environment) {
    std::uint64_t bytes = kPool * (kClasses[0].net_in + 20'000);
    if (const auto path = environment.input_path()) {
      EventFile file(std::string(*path), events_of(environment), kPool);
      for (std::uint32_t number = 0; number < file.batches(); ++number) {
        static_cast<void>(file.batch(number));  // refuses a line that is no event before anything is measured
      }
      bytes = file.bytes() + std::uint64_t{kPool} * 20'000;
    }
    return {.shared_bytes = bytes, .per_worker_bytes = 4 << 20};
  }

  explicit Dataset(const Environment& environment) {
    note_simdjson(environment);
    const GlibcPath glibc;
    glibc.require_cap(environment.isa_level());
    environment.note_library("glibc", GlibcPath::version(), glibc.text());
    environment.note_library("RE2", re2_version(), "no vector code of its own");
    environment.note_library("zstd", ZSTD_versionString(),
                             __builtin_cpu_supports("bmi2") ? "BMI2 if built in, has no switch" : "generic");
    std::uint64_t all = 0;
    const auto add = [&](const std::string& lines) {
      environment.check_cancelled();
      all = digest(lines.data(), lines.size(), all);
      batches_.emplace_back(lines);
    };
    const std::uint32_t events = events_of(environment);
    if (const auto path = environment.input_path()) {
      EventFile file(std::string(*path), events, kPool);
      for (std::uint32_t number = 0; number < file.batches(); ++number) {
        add(file.batch(number));
      }
    } else {
      EventGenerator generator{Random(environment.seed())};
      for (std::uint32_t number = 0; number < kPool; ++number) {
        std::string lines;
        for (std::uint32_t event = 0; event < events; ++event) {
          generator.append_line(kFirstTimeMs + number * kBatchMs + event * kBatchMs / events, lines);
        }
        add(lines);
      }
    }
    environment.note_dataset_digest(all);
  }

  const simdjson::padded_string& batch(const cf_request& request) const {
    return batches_[request.index % kPool % batches_.size()];
  }

 private:
  static std::uint32_t events_of(const Environment& environment) {
    return static_cast<std::uint32_t>(environment.integer("events"));
  }

  std::vector<simdjson::padded_string> batches_;  ///< fewer than kPool if a user's file has fewer
};

struct CompressorDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

class Worker {
 public:
  Worker(Dataset& dataset, std::uint32_t /*worker*/) : dataset_(dataset), compressor_(ZSTD_createCCtx()) {}

  void request(const cf_request& request, cf_answer& answer) {
    const simdjson::padded_string& lines = dataset_.batch(request);
    parser_.parse(lines, rows_);
    table_.clear();
    for (const EventRow& row : rows_) {
      table_.add(row);
    }
    table_.sorted(windows_);
    compress(columns_.write(rows_, windows_));
    answer.bytes_in = lines.size();
    answer.bytes_out = body_bytes_;
    answer.items = static_cast<std::uint32_t>(rows_.size());
    answer.digest = digest(body_.data(), body_bytes_);
  }

  void verify(const cf_request& request, const cf_answer& answer) const {
    if (answer.digest != digest(body_.data(), body_bytes_) || answer.bytes_out != body_bytes_) {
      throw wrong("the answer does not describe the body", "digest or size differs");
    }
    std::string columns(column_bytes_ + 1, '\0');
    const std::size_t size = ZSTD_decompress(columns.data(), columns.size(), body_.data(), body_bytes_);
    if (ZSTD_isError(size) != 0) {
      throw wrong("the body does not decompress", ZSTD_getErrorName(size));
    }
    std::vector<EventRow> rows;
    std::vector<Window> windows;
    ColumnReader(std::string_view(columns).substr(0, size)).read(rows, windows);
    if (rows.size() != answer.items) {
      throw wrong("the answer does not describe the body", "number of events differs");
    }
    const simdjson::padded_string& lines = dataset_.batch(request);
    BatchCheck(std::string_view(lines.data(), lines.size())).check(rows, windows);
  }

 private:
  void compress(const std::string& columns) {
    column_bytes_ = columns.size();
    body_.resize(std::max(body_.size(), ZSTD_compressBound(columns.size())));
    body_bytes_ = ZSTD_compressCCtx(compressor_.get(), body_.data(), body_.size(), columns.data(),
                                    columns.size(), kCompressionLevel);
    if (ZSTD_isError(body_bytes_) != 0) {
      throw Failure{CF_FAILED, "zstd failed", "ZSTD_compressCCtx", ZSTD_getErrorName(body_bytes_), {}};
    }
  }

  const Dataset& dataset_;
  EventParser parser_;
  std::vector<EventRow> rows_;
  WindowTable table_;
  std::vector<Window> windows_;
  ColumnWriter columns_;
  std::unique_ptr<ZSTD_CCtx, CompressorDeleter> compressor_;
  std::vector<char> body_;
  std::size_t column_bytes_ = 0, body_bytes_ = 0;
};

}  // namespace
}  // namespace crossfade::workloads

CROSSFADE_WORKLOAD(crossfade::workloads::kDescription, crossfade::workloads::Dataset,
                   crossfade::workloads::Worker)
