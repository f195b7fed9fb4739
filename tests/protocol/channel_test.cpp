#include "collector/protocol/channel.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <thread>

#include "collector/protocol/codec.h"
#include "tests/protocol/sample_messages.h"

namespace crossfade::collector {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds patient{10'000}, at_once{0};

class ChannelTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  int left() const { return ends_[0]; }
  int right() const { return ends_[1]; }

  /// The bytes of one frame, as the other side would see them.
  std::vector<char> frame_of(const Message& message) {
    std::array<int, 2> pair{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    {
      Channel sender(pair[0]);
      EXPECT_TRUE(sender.send(message));
    }
    std::vector<char> bytes(1 << 16);
    bytes.resize(static_cast<std::size_t>(::read(pair[1], bytes.data(), bytes.size())));
    ::close(pair[1]);
    return bytes;
  }
  void write_raw(const char* bytes, std::size_t count) const {
    ASSERT_EQ(::write(left(), bytes, count), static_cast<ssize_t>(count));
  }
  /// Why the receiver refuses this frame.
  std::string refusal(const std::vector<char>& bytes) {
    write_raw(bytes.data(), bytes.size());
    Channel receiver(right());
    const auto message = receiver.receive(patient);
    ::close(left());
    return message ? "accepted" : message.error().why;
  }
  std::array<int, 2> ends_{};
};

TEST_F(ChannelTest, CarriesMessagesInOrder) {
  Channel a(left()), b(right());
  for (const Message& message : sample_messages()) ASSERT_TRUE(a.send(message));
  for (const Message& sent : sample_messages()) {
    const auto message = b.receive(patient);
    ASSERT_TRUE(message && message->has_value());
    EXPECT_EQ(type_of(**message), type_of(sent));
    EXPECT_EQ(encode(**message), encode(sent));
  }
  const auto nothing = b.receive(at_once);
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->has_value());
}

TEST_F(ChannelTest, PutsAFrameTogetherFromSingleBytes) {
  Channel receiver(right());
  const auto bytes = frame_of(sample_prepare());
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    write_raw(&bytes[i], 1);
    const auto partial = receiver.receive(at_once);
    ASSERT_TRUE(partial) << partial.error().why;
    ASSERT_FALSE(partial->has_value()) << "after byte " << i;
  }
  write_raw(&bytes.back(), 1);
  const auto whole = receiver.receive(patient);
  ASSERT_TRUE(whole && whole->has_value());
  EXPECT_EQ(std::get<Prepare>(**whole).scratch_dir, sample_prepare().scratch_dir);
  ::close(left());
}

TEST_F(ChannelTest, MovesAMessageLargerThanAnySocketBuffer) {
  StageDone large = sample_stage_done();
  const auto one = large.record.distributions[0];
  large.record.distributions.assign(4000, one);
  large.record.distributions[3999].n = 77;
  std::thread sending([&, fd = left()] {
    Channel sender(fd);
    EXPECT_TRUE(sender.send(large));
  });
  Channel receiver(right());
  const auto message = receiver.receive(patient);
  sending.join();
  ASSERT_TRUE(message && message->has_value());
  const auto& got = std::get<StageDone>(**message).record.distributions;
  ASSERT_EQ(got.size(), 4000U);
  EXPECT_EQ(got[3999].n, 77U);
}

TEST_F(ChannelTest, RefusesAMessageBeyondTheLimit) {
  Channel sender(left());
  const auto sent = sender.send(Hello{protocol_version, std::string(max_payload_bytes, 'x'), 1});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, results::ErrorKind::data);
  ::close(right());
}

TEST_F(ChannelTest, SaysThatTheOtherSideIsGone) {
  ::close(left());
  Channel receiver(right());
  const auto message = receiver.receive(patient);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().kind, results::ErrorKind::io);
  EXPECT_EQ(message.error().why, "it closed its end");
  const auto sent = receiver.send(Stop{});  // SIGPIPE would end this program
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, results::ErrorKind::io);
}

TEST_F(ChannelTest, SaysThatTheOtherSideEndedInsideAFrame) {
  const auto bytes = frame_of(sample_hello());
  write_raw(bytes.data(), bytes.size() - 1);
  ::close(left());
  Channel receiver(right());
  const auto message = receiver.receive(patient);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().why, "it ended inside a frame");
}

TEST_F(ChannelTest, RefusesForeignBytes) {
  auto bytes = frame_of(Stop{});
  bytes[0] = 'X';
  EXPECT_EQ(refusal(bytes), "a frame does not begin with its magic number");
}
TEST_F(ChannelTest, RefusesAnotherProtocolVersion) {
  auto bytes = frame_of(Stop{});
  bytes[4] = static_cast<char>(protocol_version + 1);
  EXPECT_EQ(refusal(bytes), "it speaks protocol version " + std::to_string(protocol_version + 1) + ", not " +
                                std::to_string(protocol_version));
}
TEST_F(ChannelTest, RefusesALengthBeyondTheLimit) {
  auto bytes = frame_of(Stop{});
  const std::uint32_t length = max_payload_bytes + 1;
  std::memcpy(&bytes[8], &length, sizeof length);
  EXPECT_EQ(refusal(bytes), "a frame claims 67108865 bytes");
}
TEST_F(ChannelTest, RefusesReservedBits) {
  auto bytes = frame_of(Stop{});
  bytes[12] = 1;
  EXPECT_EQ(refusal(bytes), "a reserved field of a frame is not zero");
}
TEST_F(ChannelTest, RefusesADamagedPayload) {
  auto bytes = frame_of(sample_hello());
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  EXPECT_EQ(refusal(bytes), "the checksum of a frame is wrong");
}

TEST_F(ChannelTest, AnInterruptedWaitGoesOn) {
  struct sigaction ignore_but_interrupt {};
  ignore_but_interrupt.sa_handler = [](int) {};
  struct sigaction before {};
  ASSERT_EQ(::sigaction(SIGUSR1, &ignore_but_interrupt, &before), 0);
  const pthread_t waiting = ::pthread_self();
  std::thread disturbing([&, fd = left()] {
    for (int i = 0; i < 50; ++i) {
      ::pthread_kill(waiting, SIGUSR1);
      std::this_thread::sleep_for(milliseconds(1));
    }
    Channel sender(fd);
    EXPECT_TRUE(sender.send(Bye{}));
  });
  Channel receiver(right());
  const auto message = receiver.receive(patient);
  disturbing.join();
  ASSERT_EQ(::sigaction(SIGUSR1, &before, nullptr), 0);
  ASSERT_TRUE(message) << message.error().why;
  EXPECT_TRUE(message->has_value());
}

TEST_F(ChannelTest, MovesWithItsPartialFrame) {
  const auto bytes = frame_of(sample_hello());
  write_raw(bytes.data(), 10);
  Channel first(right());
  ASSERT_TRUE(first.receive(milliseconds(1)));
  Channel second(std::move(first));
  EXPECT_EQ(first.fd(), -1);  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): its contract
  write_raw(bytes.data() + 10, bytes.size() - 10);
  const auto message = second.receive(patient);
  ASSERT_TRUE(message && message->has_value());
  ::close(left());
}

}  // namespace
}  // namespace crossfade::collector
