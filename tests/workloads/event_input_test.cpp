// Events that a user brought, through the plug-in that takes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/workloads/plugin_host.h"
#include "workloads/events/playback_event.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads {
namespace {

using testing::HasSubstr;

/// With members in another order than the generator's, blanks, an escape, and members of its own.
constexpr const char* kOwnEvent =
    R"({"country": "DE", "ua": "Roku\/DVP-9.1", "own": [1, {"a": null}], "cdn": 3, "ts": 1790000000000, "title": 5, )"
    R"("qoe": {"bitrates": [235, 750], "bufMs": 10, "vmaf": 91.5}, "net": {"kbps": 9000}, )"
    R"("profile": "ab", "type": "playback.heartbeat"})";

class EventInput : public testing::Test {
 public:
  ~EventInput() override { std::filesystem::remove(path_); }

 protected:
  EventInput()
      : file_(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "event_pipeline.so"),
        path_(std::filesystem::temp_directory_path() / ("crossfade-events-" + std::to_string(::getpid()))) {}
  void SetUp() override {
    if (!std::filesystem::exists(file_)) GTEST_SKIP() << "not in this build";
  }

  Preparation events_of_file(const std::string& events = "200") const {
    Preparation preparation;
    preparation.input_path = path_;
    preparation.parameters["events"] = events;
    return preparation;
  }
  /// Why a file of this text is refused, where a batch is one line.
  std::string refusal_of(const std::string& text) const {
    std::ofstream(path_, std::ios::binary) << text;
    const Prepared prepared(Plugin(file_), events_of_file("1"));
    EXPECT_EQ(prepared.status(), CF_UNSUPPORTED) << text.substr(0, 80);
    EXPECT_EQ(prepared.error().where, path_);
    return prepared.error().why;
  }

  std::filesystem::path file_;
  std::string path_;
};

TEST_F(EventInput, GeneratedEventsInAFileAreTheSameWork) {
  const Plugin plugin(file_);
  EXPECT_NE(plugin.table().flags & CF_FLAG_TAKES_INPUT, 0U);
  constexpr std::uint64_t batches = 96, events = 200;
  {
    events::EventGenerator generator{Random(Preparation{}.seed)};
    std::ofstream file(path_, std::ios::binary);
    for (std::uint64_t number = 0; number < batches; ++number) {
      for (std::uint64_t event = 0; event < events; ++event) {
        std::string line;
        generator.append_line(events::kFirstTimeMs + number * 1000 + event * 1000 / events, line);
        file << line;
      }
    }
  }
  const Prepared generated(plugin, Preparation{}), read(plugin, events_of_file());
  ASSERT_EQ(read.status(), CF_OK) << to_text(read.error());
  EXPECT_EQ(read.notes("dataset_digest"), generated.notes("dataset_digest"));
  PluginWorker of_generated(generated, 0), of_read(read, 0);
  for (const std::uint64_t index : {0U, 95U, 96U}) {
    const cf_request request{index, index, 0, 0};
    const cf_answer answer = of_read.request(request);
    EXPECT_EQ(answer.digest, of_generated.request(request).digest);
    cf_error error{};
    EXPECT_EQ(of_read.verify(request, answer, &error), CF_OK) << to_text(error);
  }
}

TEST_F(EventInput, MembersStandInAnyOrderAndEmptyLinesAreNone) {
  const Plugin plugin(file_);
  // A byte order mark before, and no end of the last line.
  std::ofstream(path_, std::ios::binary) << "\xef\xbb\xbf\n" << kOwnEvent << "\r\n  \n" << kOwnEvent;
  const Prepared prepared(plugin, events_of_file("2"));
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  const cf_request request{7, 7, 0, 0};  // a single batch serves all
  const cf_answer answer = worker.request(request);
  EXPECT_EQ(answer.items, 2U);
  cf_error error{};
  EXPECT_EQ(worker.verify(request, answer, &error), CF_OK) << to_text(error);
}

TEST_F(EventInput, OtherEventsAreAnotherDataset) {
  const Plugin plugin(file_);
  std::string line = kOwnEvent;
  std::ofstream(path_) << line << '\n';
  const auto digest = Prepared(plugin, events_of_file("1")).notes("dataset_digest");
  line.replace(line.find(": 9000"), 6, ": 9001");
  std::ofstream(path_) << line << '\n';
  EXPECT_NE(Prepared(plugin, events_of_file("1")).notes("dataset_digest"), digest);
}

TEST_F(EventInput, WhatIsNoEventIsRefusedWithItsLine) {
  const auto without = [](std::string line, const std::string& from, const std::string& to) {
    return line.replace(line.find(from), from.size(), to);
  };
  const std::string good = std::string(kOwnEvent) + '\n';
  EXPECT_THAT(refusal_of(""), HasSubstr("0 lines that are not empty"));
  EXPECT_THAT(refusal_of(good + "no event\n"), HasSubstr("line 2: "));
  EXPECT_THAT(refusal_of(good + good + "{\"type\": "), HasSubstr("line 3: "));
  EXPECT_THAT(refusal_of(without(good, "\"ts\"", "\"at\"")), HasSubstr("line 1: it has no 'ts'"));
  EXPECT_THAT(refusal_of(without(good, "kbps", "mbps")), HasSubstr("it has no 'net.kbps'"));
  EXPECT_THAT(refusal_of(without(good, "heartbeat", "seek")),
              HasSubstr("unknown type of event: playback.seek"));
  EXPECT_THAT(refusal_of(without(good, "heartbeat", "error")), HasSubstr("it has no 'error'"));
  EXPECT_THAT(refusal_of(without(good, "\"DE\"", "\"Germany\"")),
              HasSubstr("'country': it is not text of two letters"));
  EXPECT_THAT(refusal_of(without(good, "1790000000000", "-5")),
              HasSubstr("line 1: 'ts': it is not a whole number"));
  EXPECT_THAT(refusal_of(without(good, R"("kbps": 9000)", R"("kbps": 5.5)")),
              HasSubstr("'net.kbps': it is not a whole number"));
  EXPECT_THAT(refusal_of(without(good, "91.5", "\"good\"")), HasSubstr("'qoe.vmaf': it is not a number"));
  EXPECT_THAT(refusal_of(without(good, "[235, 750]", "235")),
              HasSubstr("'qoe.bitrates': it is not an array"));
  EXPECT_THAT(refusal_of(without(good, "\"DE\"", "49")),
              HasSubstr("'country': it is not text of two letters"));
  EXPECT_THAT(refusal_of(std::string(kOwnEvent) + kOwnEvent), HasSubstr("it goes on behind the object"));
  EXPECT_THAT(refusal_of(std::string((1 << 20) + 1, 'x')), HasSubstr("line 1 is longer than 1048576 bytes"));
  EXPECT_THAT(refusal_of(std::string("\x7f"
                                     "ELF\0\1\2\n",
                                     8)),
              HasSubstr("line 1: "));
  std::filesystem::remove(path_);
  const Prepared missing(Plugin(file_), events_of_file());
  EXPECT_THAT(missing.error().why, HasSubstr("No such file"));
  EXPECT_EQ(missing.need().shared_bytes, 0U) << "need() refused";
}

}  // namespace
}  // namespace crossfade::workloads
