#include "collector/protocol/codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <typeinfo>

#include "collector/protocol/message_fields.h"
#include "tests/protocol/sample_messages.h"

namespace crossfade::collector {
/// Converts to anything: how many of them an aggregate takes is how many members it has. Defined nowhere,
/// which Clang takes for a mistake in a nameless namespace.
struct Anything {
  template <class T>
  operator T() const;  // NOLINT(google-explicit-constructor)
};

namespace {

using nlohmann::json;

json tree_of(const Message& message) {
  const auto bytes = encode(message);
  return json::from_cbor(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                         reinterpret_cast<const std::uint8_t*>(bytes.data()) + bytes.size());
}
std::vector<std::byte> bytes_of(const json& tree) {
  const auto cbor = json::to_cbor(tree);
  const auto* first = reinterpret_cast<const std::byte*>(cbor.data());
  return {first, first + cbor.size()};
}
/// What decode() says of `message` after `edit` changed its tree; empty = it was accepted.
template <class Edit>
std::string refusal_after(const Message& message, Edit edit) {
  json tree = tree_of(message);
  edit(tree);
  const auto decoded = decode(type_of(message), bytes_of(tree));
  return decoded ? "" : decoded.error().why;
}

TEST(Codec, EveryFigureOfThePanelArrives) {
  const auto decoded = decode(type_of(sample_stage_done()), encode(sample_stage_done()));
  ASSERT_TRUE(decoded);
  const results::PanelReading sent = sample_stage_done().record.stage.panel_before;
  const results::PanelReading got = std::get<StageDone>(*decoded).record.stage.panel_before;
  EXPECT_EQ(got.clock_hz, sent.clock_hz);
  EXPECT_EQ(got.l1_loads_per_cycle, sent.l1_loads_per_cycle);
  EXPECT_EQ(got.l1_cv, sent.l1_cv);
  EXPECT_EQ(got.l2_cycles, sent.l2_cycles);
  EXPECT_EQ(got.l2_cv, sent.l2_cv);
  EXPECT_EQ(got.l3_ns, sent.l3_ns);
  EXPECT_EQ(got.l3_cv, sent.l3_cv);
  EXPECT_EQ(got.memory_ns, sent.memory_ns);
  EXPECT_EQ(got.memory_cv, sent.memory_cv);
  EXPECT_EQ(got.stream_bytes_per_s, sent.stream_bytes_per_s);
  EXPECT_EQ(got.stream_cv, sent.stream_cv);
  EXPECT_EQ(std::get<StageDone>(*decoded).record.stage.panel_after.l1_loads_per_cycle, 2.0);
}

TEST(Codec, EveryMessageSurvivesTheRoundTrip) {
  for (const Message& message : sample_messages()) {
    const auto bytes = encode(message);
    const auto decoded = decode(type_of(message), bytes);
    ASSERT_TRUE(decoded) << type_of(message) << ": " << decoded.error().why;
    EXPECT_EQ(decoded->index(), message.index());
    EXPECT_EQ(encode(*decoded), bytes) << "type " << type_of(message);
  }
}

TEST(Codec, DefaultMessagesSurviveToo) {
  for (const Message& message :
       {Message{Ready{}}, Message{StageDone{}}, Message{collector::Run{}}, Message{Prepare{}}}) {
    const auto decoded = decode(type_of(message), encode(message));
    ASSERT_TRUE(decoded) << decoded.error().why;
    EXPECT_EQ(encode(*decoded), encode(message));
  }
}

TEST(Codec, FieldsArriveWhereTheyBelong) {
  const auto decoded = decode(4, encode(sample_stage_done()));
  ASSERT_TRUE(decoded);
  const auto& done = std::get<StageDone>(*decoded);
  const auto& stage = done.record.stage;
  EXPECT_EQ(stage.cpu_user_ns, 500U);
  EXPECT_EQ(stage.cpu_system_ns, 20U);
  EXPECT_EQ(stage.waiting_cpu_ns, 77U);
  EXPECT_EQ(stage.look_instructions, 74'016U);
  EXPECT_EQ(stage.look_cycles, 65'792U);
  EXPECT_EQ(stage.wait_margin_ns, 60'000U);
  EXPECT_EQ(stage.start_unix_ns, -5);
  EXPECT_EQ(stage.outcome, results::StageOutcome::saturated);
  EXPECT_EQ(done.record.distributions[0].buckets[1], (results::BucketCount{200, 1}));
  EXPECT_EQ(done.absences, sample_stage_done().absences);
  EXPECT_EQ(done.code, sample_stage_done().code);
  EXPECT_EQ(done.code_absent_because, "none");
  ASSERT_EQ(done.record.samples.size(), 2U);
  EXPECT_EQ(done.record.samples[1].worker, 1U);
  EXPECT_EQ(done.record.samples[1].time_ns, 5'000'000'000U);
  ASSERT_EQ(done.record.series.size(), 1U);
  EXPECT_EQ(done.record.series[0].counter, 1U);
  EXPECT_EQ(done.record.series[0].counts,
            (std::vector<std::uint64_t>{12, results::CounterSeries::not_counted}));
}

TEST(Codec, RefusesSamplesThatAreNoPairs) {
  const auto with = [](const json& samples) {
    return refusal_after(sample_stage_done(), [&](json& t) { t["record"]["samples"] = samples; });
  };
  EXPECT_EQ(with({0, 7}), "");
  EXPECT_EQ(with(json::array()), "");
  EXPECT_NE(with({0, 7, 1}), "");
  EXPECT_NE(with({0, -7}), "");
  EXPECT_NE(with({std::uint64_t{1} << 32, 7}), "");
}

TEST(Codec, AStageWithAsManySamplesAsFitIsSentAndUnderstood) {
  StageDone done = sample_stage_done();
  constexpr std::size_t events = 62, samples = most_sampled_values / (events + 2);
  done.record.samples.assign(samples, {0, 3, UINT64_MAX - 1});
  done.record.series.assign(events, {0, 1, 0, std::vector<std::uint64_t>(samples, UINT64_MAX)});
  const auto bytes = encode(done);
  EXPECT_LT(bytes.size(), std::size_t{64} << 20U) << "of a frame";
  ASSERT_TRUE(decode(4, bytes));
}

TEST(Codec, MissingValuesStayMissingAndZeroStaysZero) {
  const auto decoded = decode(4, encode(sample_stage_done()));
  ASSERT_TRUE(decoded);
  const auto& record = std::get<StageDone>(*decoded).record;
  EXPECT_EQ(record.stage.steal_ns, std::nullopt);
  EXPECT_EQ(record.stage.run_queue_wait_ns, 0U);
  EXPECT_TRUE(std::isnan(record.stage.unexplained_wait_p99_ns));
  EXPECT_TRUE(std::signbit(record.stage.unexplained_wait_mean_ns));
  EXPECT_TRUE(std::isinf(record.distributions[0].design_effect_p999));
  EXPECT_EQ(record.readings[0].total, std::nullopt);
  EXPECT_EQ(record.readings[1].total, 0U);
  EXPECT_TRUE(std::isnan(record.workers[0].clock_hz));
}

template <class T, class... Members>
constexpr std::size_t member_count() {
  if constexpr (requires { T{Members{}..., Anything{}}; }) {
    return member_count<T, Members..., Anything>();
  } else {
    return sizeof...(Members);
  }
}
template <class T>
std::size_t listed_fields() {
  std::size_t count = 0;
  T object{};
  Fields<T>::each([&](const char*, auto&) { ++count; }, object);
  return count;
}
template <class... Structs>
void expect_all_listed() {
  const auto check = [](std::size_t listed, std::size_t members, const char* name) {
    EXPECT_EQ(listed, members) << name;
  };
  (check(listed_fields<Structs>(), member_count<Structs>(), typeid(Structs).name()), ...);
}

TEST(Codec, NoMemberOfAnyStructIsLeftOut) {
  expect_all_listed<results::Error, results::Absence, results::Workload, results::WorkloadClass,
                    results::Library, results::Counter, results::CounterReading, results::Worker,
                    results::Finding, results::Distribution, results::Spike, results::SpikeWindow,
                    results::Stage, results::StageRecord, RateStep, StageSpec, CounterEvent, PanelOrder,
                    results::PanelReading, Hello, Prepare, Ready, collector::Run, StageDone, Failure, Stop,
                    Bye, StageOver>();
}

TEST(Codec, RefusesWhatIsNotThereOrOfAnotherType) {
  const Message run = collector::Run{sample_stage_spec()};
  EXPECT_EQ(refusal_after(run, [](json&) {}), "");
  EXPECT_EQ(refusal_after(run, [](json& t) { t["stage"].erase("seed"); }), "field 'seed' is missing");
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["seed"] = "42"; }), "");
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["seed"] = -1; }), "");
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["seed"] = 1.0; }), "");
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["workers"] = std::uint64_t{1} << 32; }), "");
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["offered_per_s"] = nullptr; }), "");
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["more"] = 1; }), "");
  EXPECT_NE(refusal_after(run, [](json& t) { t = json::array(); }), "");
}

TEST(Codec, RefusesEnumerationsOutOfRange) {
  const Message run = collector::Run{sample_stage_spec()};
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["kind"] = 8; }), "");
  EXPECT_NE(refusal_after(run, [](json& t) { t["stage"]["kind"] = -1; }), "");
  EXPECT_EQ(refusal_after(run, [](json& t) { t["stage"]["kind"] = 7; }), "");
  const Message failure = sample_failure();
  EXPECT_NE(refusal_after(failure, [](json& t) { t["error"]["kind"] = 66; }), "");
  EXPECT_EQ(refusal_after(failure, [](json& t) { t["error"]["kind"] = 130; }), "");
}

TEST(Codec, RefusesBucketsThatNoHistogramHas) {
  const auto with = [](const json& buckets) {
    return refusal_after(sample_stage_done(),
                         [&](json& t) { t["record"]["distributions"][0]["buckets"] = buckets; });
  };
  EXPECT_EQ(with({1, 5, 2, 5}), "");
  EXPECT_EQ(with(json::array()), "");
  EXPECT_NE(with({2, 5, 1, 5}), "");
  EXPECT_NE(with({1, 5, 1, 5}), "");
  EXPECT_NE(with({1, 5, 2}), "");
  EXPECT_NE(with({results::Histogram::buckets, 5}), "");
}

TEST(Codec, RefusesUnknownTypesEmptyPayloadsAndTrailingBytes) {
  auto bytes = encode(sample_hello());
  EXPECT_FALSE(decode(9, bytes));
  EXPECT_FALSE(decode(65535, bytes));
  EXPECT_FALSE(decode(1, bytes)) << "a Hello is no Prepare";
  EXPECT_FALSE(decode(0, {}));
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(decode(0, bytes));
}

TEST(Codec, RefusesDeepNestingAndDuplicateKeys) {
  const std::vector<std::byte> deep(1 << 20, std::byte{0x81});
  const auto decoded = decode(0, deep);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().why, "it is nested too deeply");
  const auto twice = [](int key) { return static_cast<std::byte>(key); };
  const std::vector<std::byte> same{twice(0xa2), twice(0x61), twice('a'), twice(1),
                                    twice(0x61), twice('a'),  twice(2)};
  EXPECT_FALSE(decode(0, same));
}

TEST(Codec, RefusesMoreValuesThanAnyMessageHas) {
  std::vector<std::byte> many((std::size_t{3} << 20) + 5, std::byte{0});
  const std::uint32_t count = 3U << 20;
  many[0] = std::byte{0x9a};
  for (int i = 0; i < 4; ++i)
    many[static_cast<std::size_t>(1 + i)] = static_cast<std::byte>(count >> (24 - 8 * i));
  const auto decoded = decode(0, many);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().why, "it holds too many values");
}

}  // namespace
}  // namespace crossfade::collector
