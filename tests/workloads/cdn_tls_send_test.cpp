// cdn_tls_send: what is said on the wire and how long it is, connections that leave nothing open, segments
// that arrive wrong, and machines that lack what it needs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/cdn_tls_send/connection.h"
#include "workloads/cdn_tls_send/delivery.h"
#include "workloads/cdn_tls_send/loopback.h"
#include "workloads/cdn_tls_send/server.h"
#include "workloads/cdn_tls_send/tls_settings.h"
#include "workloads/cdn_tls_send/trial.h"
#include "workloads/cdn_tls_send/viewer.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads::cdn_tls_send {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kFileBytes = 4 << 20;

TEST(CdnTlsSend, TextsHaveOneLengthAndAreUnderstood) {
  const Order largest{16'000'000'000, 1 << 20, ~std::uint64_t{0}};
  for (const Order& order : {Order{0, 1, 0}, Order{65'536, 262'144, 0xabc}, largest}) {
    const std::string text = request_text(order);
    EXPECT_EQ(text.size(), kRequestBytes);
    EXPECT_EQ(parse_request(text, 17'000'000'000), order);
    std::string head(kHeadBytes, '?');
    write_head(order, 17'000'000'000, head.data());
    EXPECT_EQ(head.find('?'), std::string::npos);
    EXPECT_EQ(head.find('\0'), std::string::npos);
    EXPECT_EQ(parse_head(head), order);
  }
}

TEST(CdnTlsSend, OtherTextsAreRefused) {
  const std::string text = request_text({65'536, 262'144, 7});
  EXPECT_TRUE(parse_request(text, kFileBytes));
  EXPECT_FALSE(parse_request(text, 300'000)) << "beyond the end of the file";
  EXPECT_FALSE(parse_request(text, 1000)) << "larger than the file";
  EXPECT_FALSE(parse_request(request_text({0, 0, 7}), kFileBytes)) << "of nothing";
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_FALSE(parse_request(text.substr(0, length), kFileBytes)) << length << " bytes have come";
  EXPECT_FALSE(parse_request("PUT" + text.substr(3), kFileBytes));
  std::string head(kHeadBytes, '?');
  write_head({65'536, 262'144, 7}, kFileBytes, head.data());
  head[head.find("Content-Length: ") + 24] = '0';
  EXPECT_FALSE(parse_head(head)) << "length and range differ";
}

TEST(CdnTlsSend, WireBytesAreRecordsOf16KiBAnd22More) {
  EXPECT_EQ(wire_bytes(65'536), kHeadBytes + 22 + 65'536 + std::size_t{4} * 22);
  EXPECT_EQ(wire_bytes(16'385), kHeadBytes + 22 + 16'385 + std::size_t{2} * 22) << "the last record is short";
}

TEST(CdnTlsSend, PairsTalkAndNobodyElseCanConnect) {
  const LoopbackPair pair;
  char byte = 'x';
  ASSERT_EQ(send(pair.client(), &byte, 1, 0), 1);
  char got = 0;
  ASSERT_EQ(recv(pair.server(), &got, 1, 0), 1);
  EXPECT_EQ(got, 'x');
  EXPECT_EQ(recv(pair.client(), &got, 1, 0), -1) << "it does not block";
  EXPECT_EQ(errno, EAGAIN);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ASSERT_EQ(getpeername(pair.client(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  EXPECT_EQ(address.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
  const FileDescriptor stranger(socket(AF_INET, SOCK_STREAM, 0));
  EXPECT_EQ(connect(stranger.number(), reinterpret_cast<sockaddr*>(&address), size), -1);
  EXPECT_EQ(errno, ECONNREFUSED) << "the listening socket is closed";
}

/// A media file, and one delivery from it by hand, without an event loop.
class Delivery : public testing::Test {
 protected:
  Delivery() {
    media_content_.resize(kFileBytes);
    Random(3).fill(media_content_);
    media_.write(media_content_, 0);
  }

  void deliver(const Order& order, bool reads) {
    server_.expect();
    viewer_.ask(connection_, request_text(order), order.bytes, reads);
    for (int turn = 0; turn < 1'000'000 && !viewer_.done(); ++turn) {
      server_.advance(connection_);
      viewer_.take(connection_);
    }
  }

  std::vector<std::byte> media_content_;
  MemoryFile media_{"test media"};
  TlsSettings settings_{false};
  Connection connection_{settings_};
  Server server_{media_, kFileBytes};
  Viewer viewer_{1 << 20};
};

TEST_F(Delivery, AViewerThatReadsGetsTheRange) {
  const Order order{65'536, 1 << 20, 5};
  deliver(order, true);
  ASSERT_TRUE(viewer_.done()) << viewer_.amounts();
  EXPECT_TRUE(server_.done());
  EXPECT_EQ(server_.order(), order);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(viewer_.head().data()), kHeadBytes), server_.head());
  const auto range = viewer_.range(order.bytes);
  EXPECT_TRUE(std::equal(range.begin(), range.end(), media_content_.begin() + 65'536));
  deliver({0, 16'384, 6}, true);
  EXPECT_EQ(server_.order().id, 6u) << "another on the same connection";
}

TEST_F(Delivery, AViewerThatDrainsCountsTheWire) {
  for (const std::uint64_t bytes : {65'536u, 262'144u, 1u << 20, 40'000u}) {
    deliver({65'536, bytes, 5}, false);
    EXPECT_TRUE(viewer_.done()) << viewer_.amounts();
    EXPECT_EQ(viewer_.arrived(), wire_bytes(bytes));
  }
}

TEST_F(Delivery, MoreThanWasAskedForIsWrong) {
  server_.expect();
  viewer_.ask(connection_, request_text({0, 65'536, 1}), 16'384, false);
  EXPECT_THROW(
      {
        for (int turn = 0; turn < 1000; ++turn) {
          server_.advance(connection_);
          viewer_.take(connection_);
        }
      },
      Failure);
}

TEST_F(Delivery, ARequestOutsideTheFileIsWrong) {
  server_.expect();
  viewer_.ask(connection_, request_text({kFileBytes, 65'536, 1}), 65'536, false);
  EXPECT_THROW(server_.advance(connection_), Failure);
}

TEST_F(Delivery, ATrialTellsWhetherTheWireIsExact) {
  for (const std::uint64_t bytes : {65'536u, 1u << 20})
    EXPECT_TRUE(arrives_exactly(connection_, server_, viewer_, {0, bytes, 1}, bytes));
  EXPECT_FALSE(arrives_exactly(connection_, server_, viewer_, {0, 65'536, 1}, 65'537, 1)) << "too few come";
  EXPECT_FALSE(arrives_exactly(connection_, server_, viewer_, {0, 65'536, 1}, 65'535, 1)) << "too many come";
}

class Served : public testing::Test {
 protected:
  static Preparation small() {
    Preparation preparation;
    preparation.parameters["mb"] = "4";
    return preparation;
  }

  /// What `body` returns in a process of its own.
  static int in_child(const std::function<int()>& body) {
    const pid_t child = fork();
    if (child == 0) _exit(body());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  Plugin plugin_{std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "cdn_tls_send.so"};
};

/// Where some requests are decrypted, the slowest hundredth lies in those, and p99 is that of the check.
TEST_F(Served, NoRequestReadsWhatArrivesAndVerifyDoes) {
  const Prepared prepared(plugin_, small());
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  // The file has no name, but this process has it open.
  bool found = false;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    if (!target.starts_with("/memfd:crossfade media")) continue;
    found = true;
    const int media = std::stoi(entry.path().filename().string());
    for (off_t place = 0; place < off_t{4} << 20; place += 4096) ASSERT_EQ(pwrite(media, "?", 1, place), 1);
  }
  ASSERT_TRUE(found);
  for (std::uint32_t class_id = 0; class_id < plugin_.table().n_classes; ++class_id) {
    for (std::uint64_t index = 0; index < plugin_.table().classes[class_id].pool; ++index) {
      ASSERT_EQ(worker.request({index, 0, class_id, 0}).status, static_cast<std::uint32_t>(CF_OK))
          << "somebody looked at request " << index;
    }
  }
  for (const cf_request request : {cf_request{0, 0, 0, 0}, cf_request{1, 0, 1, 0}, cf_request{8, 0, 2, 0}}) {
    const cf_answer answer = worker.request(request);
    cf_error error{};
    EXPECT_EQ(worker.verify(request, answer, &error), CF_WRONG);
    EXPECT_THAT(error.what, HasSubstr("other bytes"));
  }
}

TEST_F(Served, AnswersDoNotDependOnWhoEncrypts) {
  Preparation in_user_space = small();
  in_user_space.parameters["kernel_tls"] = "0";
  const Prepared one(plugin_, small()), other(plugin_, in_user_space);
  ASSERT_EQ(one.status(), CF_OK) << to_text(one.error());
  ASSERT_EQ(other.status(), CF_OK) << to_text(other.error());
  EXPECT_THAT(other.notes("library"), testing::Contains(HasSubstr("pread, SSL_write")));
  PluginWorker here(one, 0), there(other, 0);
  for (const std::uint64_t index : {0u, 1u, 2u, 8u})
    EXPECT_EQ(here.request({index, 0, 2, 0}).digest, there.request({index, 0, 2, 0}).digest);
}

TEST_F(Served, AnswersAreAsLongAsDeclared) {
  const Prepared prepared(plugin_, small());
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  EXPECT_EQ(plugin_.table().flags & CF_FLAG_KERNEL, CF_FLAG_KERNEL);
  PluginWorker worker(prepared, 0);
  for (std::uint64_t index = 0; index < 16; ++index) {
    const cf_answer answer = worker.request({index, 0, 0, 0});
    EXPECT_EQ(answer.bytes_out, wire_bytes(65'536));
    EXPECT_EQ(answer.bytes_in, kRequestBytes);
  }
}

TEST_F(Served, TooFewDescriptorsAreRefusedOrAllowed) {
  const auto prepare_with = [&](rlim_t soft, rlim_t hard) {
    return in_child([&] {
      const rlimit limit{soft, hard};
      if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 100;
      const Prepared prepared(plugin_, small());
      return prepared.status();
    });
  };
  EXPECT_EQ(prepare_with(64, 4096), CF_OK) << "the soft limit is raised";
  EXPECT_EQ(prepare_with(64, 64), CF_UNSUPPORTED);
}

TEST_F(Served, AMachineWithoutLoopbackIsRefused) {
  const int status = in_child([&] {
    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return 100;
    const Prepared prepared(plugin_, small());
    if (prepared.status() != CF_UNSUPPORTED) return 101;
    return std::string(prepared.error().remedy).find("ip link") == std::string::npos ? 102 : 0;
  });
  if (status == 100) GTEST_SKIP() << "may not make a network namespace";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace crossfade::workloads::cdn_tls_send
