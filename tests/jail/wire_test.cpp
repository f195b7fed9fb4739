// The wire: what is written arrives, and nothing that arrives does harm.
#include "results/jail/wire.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crossfade::results::jail {
namespace {

using Bytes = std::vector<std::byte>;

Bytes written(const std::function<void(WireWriter&)>& write) {
  Bytes all;
  WireWriter out([&all](std::span<const std::byte> bytes) {
    all.insert(all.end(), bytes.begin(), bytes.end());
    return true;
  });
  write(out);
  EXPECT_TRUE(out.flush());
  return all;
}

/// Hands out at most `at_once` bytes at a time.
WireReader reader_of(const Bytes& bytes, std::size_t at_once = 7, std::uint64_t max_bytes = 1U << 30U) {
  return WireReader(
      [&bytes, at_once, next = std::size_t{0}](std::span<std::byte> out) mutable {
        const std::size_t n = std::min({at_once, out.size(), bytes.size() - next});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(next), n, out.begin());
        next += n;
        return n;
      },
      max_bytes);
}

TEST(Wire, WhatIsWrittenArrives) {
  const std::vector<std::uint32_t> block(100'000, 7);
  const Bytes bytes = written([&](WireWriter& out) {
    out.number(UINT64_MAX);
    out.text("");
    out.block(block);
    out.text("thirteen bytes");
  });
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20U}) {
    WireReader in = reader_of(bytes, at_once);
    EXPECT_EQ(in.number(), UINT64_MAX);
    EXPECT_EQ(in.text(10), "");
    EXPECT_EQ(in.block<std::uint32_t>(block.size()), block);
    EXPECT_EQ(in.text(20), "thirteen bytes");
    EXPECT_TRUE(in.ok());
  }
}

TEST(Wire, AfterTheEndEverythingIsNothing) {
  const Bytes bytes = written([](WireWriter& out) { out.number(5); });
  WireReader in = reader_of(bytes);
  EXPECT_EQ(in.number(), 5U);
  EXPECT_EQ(in.number(), 0U);
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.text(10), "");
  EXPECT_TRUE(in.block<std::uint64_t>(3).empty());
  EXPECT_EQ(in.count(10, 1), 0U);
}

TEST(Wire, ANumberOfThingsThatCannotComeIsRefusedBeforeThereIsRoomForThem) {
  const Bytes bytes = written([](WireWriter& out) {
    for (int i = 0; i < 4; ++i) out.number(std::uint64_t{1} << 40U);
  });
  EXPECT_EQ(reader_of(bytes).count(UINT64_MAX, 8), 0U) << "more than may come at all";
  EXPECT_EQ(reader_of(bytes).count(1'000, 8), 0U) << "more than the schema has";
  EXPECT_EQ(reader_of(bytes).text(std::size_t{1} << 62U), "");
  WireReader in = reader_of(bytes);
  EXPECT_TRUE(in.block<std::uint64_t>(std::uint64_t{1} << 61U).empty());
  EXPECT_FALSE(in.ok());
}

TEST(Wire, NoMoreIsTakenThanAllowed) {
  const Bytes bytes = written([](WireWriter& out) {
    out.number(1);
    out.number(2);
  });
  WireReader in = reader_of(bytes, 7, 15);
  EXPECT_EQ(in.number(), 1U);
  EXPECT_EQ(in.number(), 0U);
  EXPECT_FALSE(in.ok());
}

TEST(Wire, ASinkThatIsGoneIsNotAskedAgain) {
  int asked = 0;
  WireWriter out([&asked](std::span<const std::byte>) {
    ++asked;
    return false;
  });
  for (int i = 0; i < 100'000; ++i) out.number(1);
  EXPECT_FALSE(out.flush());
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace crossfade::results::jail
