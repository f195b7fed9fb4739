// playback_manifest: which encodes a device may play, URLs that are signed, requests that cannot be read, and
// what the answers of each class and level add up to.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/generators/random.h"
#include "workloads/playback/catalogue.h"
#include "workloads/playback/device.h"
#include "workloads/playback/url_signer.h"

namespace crossfade::workloads::playback {
namespace {

constexpr Codec kCodec{};

/// Plays everything.
Device best_device() {
  Device device;
  device.hdcp_tenths = 22;
  device.display_height = 2160;
  device.hdr = true;
  device.decoders[static_cast<std::size_t>(kCodec)] = {2160, 20'000};
  device.network_kbps = 20'000;
  return device;
}

Rung rung(std::uint16_t height, std::uint32_t kbps, bool hdr = false) {
  return {kCodec, hdr, height, kbps, 900};
}

TEST(PlaybackManifest, ADevicePlaysWhatItsDecoderDisplayLinkAndNetworkCan) {
  const Rung best = rung(2160, 16'000, true), full_hd = rung(1080, 5000), low = rung(480, 900);
  EXPECT_TRUE(offers(best_device(), best));
  const auto refuses = [](auto&& change, const Rung& one) {
    Device device = best_device();
    change(device);
    return !offers(device, one);
  };
  EXPECT_TRUE(refuses([](Device& d) { d.decoders = {}; }, low)) << "no decoder at all";
  EXPECT_TRUE(refuses([](Device& d) { d.decoders[0].most_height = 1080; }, best));
  EXPECT_TRUE(refuses([](Device& d) { d.decoders[0].most_kbps = 15'999; }, best));
  EXPECT_FALSE(refuses([](Device& d) { d.decoders[0].most_kbps = 16'000; }, best));
  EXPECT_TRUE(refuses([](Device& d) { d.display_height = 1080; }, best));
  EXPECT_TRUE(refuses([](Device& d) { d.hdr = false; }, best));
  EXPECT_TRUE(refuses([](Device& d) { d.hdcp_tenths = 14; }, best)) << "the new link protection";
  EXPECT_FALSE(refuses([](Device& d) { d.hdcp_tenths = 14; }, full_hd));
  EXPECT_TRUE(refuses([](Device& d) { d.hdcp_tenths = 0; }, full_hd)) << "any link protection";
  EXPECT_FALSE(refuses([](Device& d) { d.hdcp_tenths = 0; }, low));
  EXPECT_TRUE(refuses([](Device& d) { d.network_kbps = 2499; }, full_hd)) << "twice the network";
  EXPECT_FALSE(refuses([](Device& d) { d.network_kbps = 2500; }, full_hd));
  EXPECT_FALSE(refuses([](Device& d) { d.network_kbps = 1; }, low)) << "the lowest are always offered";
}

TEST(PlaybackManifest, ALeanManifestEndsAt720Lines) {
  EXPECT_TRUE(offers_lean(best_device(), rung(720, 3000)));
  EXPECT_FALSE(offers_lean(best_device(), rung(1080, 3000)));
  EXPECT_TRUE(offers(best_device(), rung(1080, 3000)));
}

TEST(PlaybackManifest, SignaturesAreHmacSha256) {
  // RFC 4231, test case 1: twenty bytes of 0x0b, which zeros do not change; its first 16 bytes.
  SigningKey key{};
  std::fill_n(key.begin(), 20, 0x0b);
  UrlSigner signer(key);
  for (int life = 0; life < 2; ++life) {
    std::string url = "Hi There";
    signer.sign(url);
    EXPECT_EQ(url, "Hi There&sig=b0344c61d8db38535ca8afceaf0bf12b");
    EXPECT_TRUE(UrlSigner::is_signed(url, key));
  }
}

TEST(PlaybackManifest, UrlsThatWereChangedAreNotSigned) {
  const SigningKey key{1, 2, 3};
  std::string url = "https://edge-1.delivery.example/v/1/range?e=1";
  EXPECT_FALSE(UrlSigner::is_signed(url, key)) << "no signature";
  UrlSigner(key).sign(url);
  ASSERT_TRUE(UrlSigner::is_signed(url, key));
  for (const std::size_t place : {std::size_t{8}, url.size() - 1}) {
    std::string other = url;
    other[place] = other[place] == 'f' ? '0' : 'f';
    EXPECT_FALSE(UrlSigner::is_signed(other, key)) << other;
  }
  EXPECT_FALSE(UrlSigner::is_signed(url.substr(0, url.size() - 1), key)) << "cut off";
  EXPECT_FALSE(UrlSigner::is_signed(url, SigningKey{1, 2, 4})) << "another key";
}

TEST(PlaybackManifest, FactsOfARequestAreReadFromItsText) {
  Random random(5);
  const simdjson::padded_string text = make_request(DeviceKind::television, 70'000, random);
  simdjson::ondemand::parser parser;
  Device device;
  parse(parser, text, device);
  EXPECT_EQ(device.title, 70'000u);
  EXPECT_EQ(device.session.size(), 24u);
  EXPECT_TRUE(device.drm_level == "L1" || device.drm_level == "L3");
  EXPECT_TRUE(device.display_height == 1080 || device.display_height == 2160);
  EXPECT_GT(device.decoders[0].most_height, 0u) << "every device has the first codec";
  EXPECT_LT(device.edges[0], 400u);
  EXPECT_GE(device.edges[1], 400u);
  EXPECT_GE(device.experiments.size(), 30u);
  EXPECT_LE(device.experiments.size(), 60u);
}

TEST(PlaybackManifest, RequestsThatCannotBeReadAreErrors) {
  Random random(5);
  const std::string text = make_request(DeviceKind::phone, 70'000, random);
  simdjson::ondemand::parser parser;
  Device device;
  const auto refused = [&](const std::string& wrong_text) {
    const simdjson::padded_string padded(wrong_text);
    try {
      parse(parser, padded, device);
      return false;
    } catch (const simdjson::simdjson_error&) {
      return true;
    }
  };
  EXPECT_FALSE(refused(text));
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("[]"));
  EXPECT_TRUE(refused(text.substr(0, text.size() / 2)));
  std::string other = text;
  other.replace(other.find("\"session\""), 9, "\"lesson\":1,\"session\"");
  EXPECT_FALSE(refused(other)) << "what is not known is passed over";
  other = text;
  other.replace(other.find("\"resumeMs\""), 10, "\"id\"");
  EXPECT_FALSE(refused(other)) << "the first of two counts";
  other = text;
  other.replace(other.find("\"title\""), 7, "\"tilte\"");
  EXPECT_TRUE(refused(other)) << "no title";
}

class Manifests : public testing::Test {
 protected:
  Manifests()
      : plugin_(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "playback_manifest.so"),
        prepared_(plugin_, {}),
        worker_(prepared_, 0) {}

  /// Means over some of the pool.
  struct Means {
    double bytes_in = 0, bytes_out = 0, tracks = 0;
  };
  Means means(std::uint32_t class_id, std::uint32_t level) {
    constexpr std::uint64_t answers = 200;
    Means sum;
    for (std::uint64_t index = 0; index < answers; ++index) {
      const cf_answer answer = worker_.request({index, 0, class_id, level});
      sum.bytes_in += static_cast<double>(answer.bytes_in) / answers;
      sum.bytes_out += static_cast<double>(answer.bytes_out) / answers;
      sum.tracks += static_cast<double>(answer.items) / answers;
    }
    return sum;
  }

  const Plugin plugin_;
  const Prepared prepared_;
  PluginWorker worker_;
};

TEST_F(Manifests, AreOfTheSizesThatTheirClassDeclares) {
  for (std::uint32_t class_id = 0; class_id < plugin_.table().n_classes; ++class_id) {
    const cf_class& one = plugin_.table().classes[class_id];
    const Means full = means(class_id, 0);
    EXPECT_NEAR(full.bytes_in, static_cast<double>(one.net_in), 0.1 * static_cast<double>(one.net_in));
    EXPECT_NEAR(full.bytes_out, static_cast<double>(one.net_out), 0.1 * static_cast<double>(one.net_out));
  }
}

TEST_F(Manifests, CheaperOnesAreMuchSmaller) {
  for (std::uint32_t class_id = 0; class_id < plugin_.table().n_classes; ++class_id) {
    ASSERT_EQ(plugin_.table().classes[class_id].levels, 2u);
    const Means full = means(class_id, 0), lean = means(class_id, 1);
    EXPECT_LT(lean.bytes_out, full.bytes_out / 2);
    EXPECT_LT(lean.tracks, full.tracks);
  }
}

TEST_F(Manifests, PhonesAreServedAfterTelevisions) {
  ASSERT_EQ(plugin_.table().n_classes, 2u);
  const cf_class &phone = plugin_.table().classes[0], &television = plugin_.table().classes[1];
  EXPECT_STREQ(phone.name, "phone");
  EXPECT_EQ(phone.share, 0.6);
  EXPECT_EQ(television.share, 0.4);
  EXPECT_GT(phone.priority, television.priority);
}

}  // namespace
}  // namespace crossfade::workloads::playback
