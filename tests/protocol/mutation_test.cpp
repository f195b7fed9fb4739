// Damaged payloads and frames: refused or understood, never a crash, a hang or a wrong length.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <random>

#include "collector/protocol/channel.h"
#include "collector/protocol/codec.h"
#include "tests/protocol/sample_messages.h"

namespace crossfade::collector {
namespace {

using Bytes = std::vector<std::byte>;

Bytes mutated(Bytes bytes, std::mt19937_64& random) {
  const auto position = [&] { return random() % bytes.size(); };
  for (auto edits = 1 + random() % 4; edits > 0 && !bytes.empty(); --edits) {
    switch (random() % 4) {
      case 0:
        bytes[position()] = static_cast<std::byte>(random());
        break;
      case 1:
        bytes[position()] ^= static_cast<std::byte>(1U << (random() % 8));
        break;
      case 2:
        bytes.resize(position());
        break;
      default:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(position()),
                     static_cast<std::byte>(random()));
    }
  }
  return bytes;
}

TEST(Mutation, DecodeAnswersForEveryDamagedPayload) {
  std::mt19937_64 random(20240611);
  int refused = 0, rounds = 0;
  for (const Message& message : sample_messages()) {
    const Bytes good = encode(message);
    for (int i = 0; i < 1000; ++i, ++rounds) {
      const auto decoded = decode(type_of(message), mutated(good, random));
      if (!decoded) {
        ++refused;
        EXPECT_FALSE(decoded.error().why.empty());
      }
    }
  }
  EXPECT_GT(refused, rounds / 2);
}

TEST(Mutation, ADamagedFrameIsNeverTakenForAMessage) {
  std::mt19937_64 random(7);
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  Bytes good(1 << 16);
  {
    Channel sender(ends[0]);
    ASSERT_TRUE(sender.send(sample_failure()));
  }
  good.resize(static_cast<std::size_t>(::read(ends[1], good.data(), good.size())));
  ::close(ends[1]);

  for (int i = 0; i < 1000; ++i) {
    const Bytes bad = mutated(good, random);
    if (bad == good) continue;
    const bool only_longer = bad.size() > good.size() && std::equal(good.begin(), good.end(), bad.begin());
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    if (!bad.empty()) {
      ASSERT_EQ(::write(ends[0], bad.data(), bad.size()), static_cast<ssize_t>(bad.size()));
    }
    ::close(ends[0]);
    Channel receiver(ends[1]);
    const auto message = receiver.receive(std::chrono::seconds(5));
    EXPECT_TRUE(!message || only_longer) << "mutation " << i;
  }
}

}  // namespace
}  // namespace crossfade::collector
