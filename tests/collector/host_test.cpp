// What is read of a machine: from a made-up root, a made-up metadata service and made-up topologies.
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <cmath>
#include <random>

#include "collector/host/clock_probe.h"
#include "collector/host/container.h"
#include "collector/host/cpu_identity.h"
#include "collector/host/environment_probe.h"
#include "collector/host/host_facts.h"
#include "collector/host/host_id.h"
#include "collector/host/instance_identity.h"
#include "collector/host/interference.h"
#include "collector/host/lab_key.h"
#include "collector/host/link_local_route.h"
#include "collector/host/machine_notes.h"
#include "collector/host/pmu_tier.h"
#include "collector/host/pseudo_file.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using testing::TemporaryRoot;

TEST(PseudoFile, SaysWhyItCouldNotBeRead) {
  const TemporaryRoot root;
  root.write("/proc/x", "value \n\n");
  EXPECT_EQ(read_pseudo_file(root.path(), "/proc/x").text, "value");
  const PseudoFile absent = read_pseudo_file(root.path(), "/proc/y");
  EXPECT_FALSE(absent);
  EXPECT_EQ(absent.absent_because, "/proc/y: No such file or directory");
}

TEST(PseudoFile, FindsTheValueOfAKey) {
  EXPECT_EQ(value_of_key("a: 1\nkey\t: two words\n", "key"), "two words");
  EXPECT_EQ(value_of_key("NAME=x\nPRETTY_NAME=\"Debian 12\"", "PRETTY_NAME"), "Debian 12");
  EXPECT_EQ(value_of_key("model name: x\nmodel: 7", "model"), "7");
  EXPECT_EQ(value_of_key("", "key"), "");
  EXPECT_EQ(value_of_key("key", "key"), "");
}

TEST(CpuIdentity, ReadsTheFirstCpu) {
  const TemporaryRoot root;
  root.write(
      "/proc/cpuinfo",
      "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Xeon 8259CL\n"
      "stepping\t: 7\nmicrocode\t: 0x5003801\nflags\t\t: fpu avx512f hypervisor\n\nprocessor\t: 1\nmodel\t: "
      "1\n");
  const CpuIdentity cpu = read_cpu_identity(root.path());
  EXPECT_EQ(cpu.model_name, "Xeon 8259CL");
  EXPECT_EQ(cpu.microarchitecture, "Cascade Lake");
  EXPECT_EQ(cpu.family_model_stepping, "6/85/7");
  EXPECT_EQ(cpu.microcode, "0x5003801");
  EXPECT_TRUE(cpu.has_flag("avx512f"));
  EXPECT_FALSE(cpu.has_flag("avx512"));
}

TEST(CpuIdentity, WithoutCpuinfoSaysWhy) {
  const TemporaryRoot root;
  EXPECT_FALSE(read_cpu_identity(root.path()).absent_because.empty());
  root.write("/proc/cpuinfo", "nonsense");
  EXPECT_FALSE(read_cpu_identity(root.path()).absent_because.empty());
}

TEST(CpuIdentity, KnowsTheCpusOfTheInstancesCompared) {
  const std::tuple<const char*, std::uint32_t, std::uint32_t, std::uint32_t, const char*> known[] = {
      {"GenuineIntel", 6, 85, 4, "Skylake-SP"},
      {"GenuineIntel", 6, 85, 7, "Cascade Lake"},
      {"GenuineIntel", 6, 106, 6, "Ice Lake-SP"},
      {"GenuineIntel", 6, 143, 8, "Sapphire Rapids"},
      {"GenuineIntel", 6, 207, 2, "Emerald Rapids"},
      {"GenuineIntel", 6, 173, 1, "Granite Rapids"},
      {"AuthenticAMD", 23, 1, 2, "Zen 1"},
      {"AuthenticAMD", 23, 49, 0, "Zen 2"},
      {"AuthenticAMD", 25, 1, 1, "Zen 3"},
      {"AuthenticAMD", 25, 17, 1, "Zen 4"},
      {"AuthenticAMD", 26, 2, 1, "Zen 5"},
      {"AuthenticAMD", 27, 0, 0, ""},
      {"GenuineIntel", 25, 17, 1, ""},
  };
  for (const auto& [vendor, family, model, stepping, name] : known) {
    EXPECT_EQ(microarchitecture_of(vendor, family, model, stepping), name) << family << "/" << model;
  }
}

TEST(ClockEstimate, IsTheModeNotTheMean) {
  std::mt19937_64 random(7);
  std::vector<double> windows;
  windows.reserve(500);
  std::normal_distribution<double> quiet(3.7e9, 2e6);
  std::uniform_real_distribution<double> disturbed(1e9, 3.5e9);
  for (int i = 0; i < 300; ++i) windows.push_back(quiet(random));
  for (int i = 0; i < 200; ++i) windows.push_back(disturbed(random));
  const ClockEstimate estimate = estimate_clock(windows);
  EXPECT_NEAR(estimate.hz, 3.7e9, 0.005e9);
  EXPECT_GT(estimate.interference, 0.15);
  EXPECT_LT(estimate.interference, 0.40);
}

TEST(ClockEstimate, OfAQuietCpuShowsNoInterference) {
  const std::vector<double> windows(100, 2.5e9);
  const ClockEstimate estimate = estimate_clock(windows);
  EXPECT_DOUBLE_EQ(estimate.hz, 2.5e9);
  EXPECT_NEAR(estimate.interference, 0, 1e-12);
}

TEST(ClockEstimate, IsAbsentWithoutEnoughWindows) {
  EXPECT_TRUE(std::isnan(estimate_clock({}).hz));
  const std::vector<double> useless(100, std::nan(""));
  const ClockEstimate estimate = estimate_clock(useless);
  EXPECT_TRUE(std::isnan(estimate.hz));
  EXPECT_FALSE(estimate.absent_because.empty());
}

/// A metadata service of the second version.
std::string aws_metadata(const MetadataRequest& request) {
  if (request.method == "PUT") return request.path == "/latest/api/token" ? "token" : "";
  if (request.header != "X-aws-ec2-metadata-token: token") return "";
  if (request.path == "/latest/meta-data/instance-type") return "m7a.xlarge";
  if (request.path == "/latest/meta-data/instance-id") return "i-0123456789abcdef0";
  if (request.path == "/latest/meta-data/placement/region") return "eu-west-1";
  return "";
}
const MetadataService no_metadata = [](const MetadataRequest&) { return std::string(); };
std::string gcp_metadata(const MetadataRequest& request) {
  if (request.header != "Metadata-Flavor: Google") return "";
  if (request.path == "/computeMetadata/v1/instance/machine-type")
    return "projects/42/machineTypes/c4-standard-8";
  if (request.path == "/computeMetadata/v1/instance/zone") return "projects/42/zones/europe-west4-a";
  return request.path == "/computeMetadata/v1/instance/id" ? "123" : "";
}
/// As a service of another provider does with questions that it does not know.
MetadataService refusing_else(std::string (*service)(const MetadataRequest&)) {
  return [service](const MetadataRequest& request) {
    const std::string said = service(request);
    return said.empty() ? MetadataAnswer::refusal() : MetadataAnswer(said);
  };
}
constexpr auto routes_heading =
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
constexpr auto default_route = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";

TEST(InstanceIdentity, AsksTheMetadataServiceOfAnAwsGuest) {
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
  root.write("/sys/class/dmi/id/product_name", "m7a.large\n");
  const auto identity = read_instance_identity(root.path(), {}, aws_metadata);
  EXPECT_EQ(identity.provider, "aws");
  EXPECT_EQ(identity.instance_type, "m7a.xlarge");
  EXPECT_EQ(identity.instance_type_source, "imds");
  EXPECT_EQ(identity.region, "eu-west-1");
  EXPECT_EQ(identity.instance_id, "i-0123456789abcdef0");
}

TEST(InstanceIdentity, FallsBackToDmi) {
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
  root.write("/sys/class/dmi/id/product_name", "m5.xlarge\n");
  root.write("/sys/class/dmi/id/board_asset_tag", "i-00ff\n");
  const auto identity = read_instance_identity(root.path(), {}, no_metadata);
  EXPECT_EQ(identity.instance_type, "m5.xlarge");
  EXPECT_EQ(identity.instance_type_source, "dmi");
  EXPECT_EQ(identity.instance_id, "i-00ff");
  EXPECT_EQ(identity.region, "");
}

TEST(InstanceIdentity, DoesNotBelieveAPageOfACaptivePortal) {
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Amazon EC2");
  const auto identity = read_instance_identity(
      root.path(), {}, [](const MetadataRequest&) { return std::string("<html>log in</html>"); });
  EXPECT_EQ(identity.instance_type, "");
  EXPECT_EQ(identity.instance_type_source.rfind("unknown", 0), 0U);
  EXPECT_EQ(identity.instance_id, "");
}

TEST(InstanceIdentity, AGuestOfXenMayBeAnOlderOneOfAws) {
  for (const char* const vendor : {"Xen\n", "\n"}) {
    const TemporaryRoot root;
    root.write("/sys/class/dmi/id/sys_vendor", vendor);
    const auto identity = read_instance_identity(root.path(), {}, aws_metadata);
    EXPECT_EQ(identity.provider, "aws") << vendor;
    EXPECT_EQ(identity.instance_type_source, "imds") << vendor;
    EXPECT_EQ(identity.region, "eu-west-1") << vendor;
    const auto elsewhere = read_instance_identity(root.path(), {}, no_metadata);
    EXPECT_EQ(elsewhere.provider, "") << vendor;
    EXPECT_EQ(elsewhere.instance_type, "") << vendor;
  }
}

TEST(InstanceIdentity, AsksNobodyWithoutACloudsDmi) {
  const TemporaryRoot root;
  int asked = 0;
  const MetadataService counting = [&asked](const MetadataRequest&) {
    ++asked;
    return std::string("x");
  };
  EXPECT_EQ(
      read_instance_identity(root.path(), {}, counting).instance_type_source.rfind("unknown: no DMI", 0), 0U);
  root.write("/sys/class/dmi/id/sys_vendor", "Dell Inc.");
  EXPECT_EQ(read_instance_identity(root.path(), {}, counting).instance_type, "");
  EXPECT_EQ(asked, 0);
}

TEST(InstanceIdentity, WithoutDmiAsksWhereTheAddressHasARoute) {
  const TemporaryRoot root;
  root.write("/proc/net/route", std::string(routes_heading) + default_route);
  const auto aws = read_instance_identity(root.path(), {}, refusing_else(aws_metadata));
  EXPECT_EQ(aws.provider, "aws");
  EXPECT_EQ(aws.instance_type, "m7a.xlarge");
  EXPECT_EQ(aws.instance_type_source, "imds");
  EXPECT_EQ(aws.region, "eu-west-1");
  EXPECT_EQ(aws.instance_id, "i-0123456789abcdef0");
  const auto gcp = read_instance_identity(root.path(), {}, refusing_else(gcp_metadata));
  EXPECT_EQ(gcp.provider, "gcp") << "which refuses what AWS is asked";
  EXPECT_EQ(gcp.instance_type, "c4-standard-8");
  EXPECT_EQ(gcp.region, "europe-west4");
}

TEST(InstanceIdentity, WithoutDmiOneSecondOfSilenceIsEnough) {
  const TemporaryRoot root;
  root.write("/proc/net/route", std::string(routes_heading) + default_route);
  int asked = 0;
  const auto silent = read_instance_identity(root.path(), {}, [&asked](const MetadataRequest&) {
    ++asked;
    return std::string();
  });
  EXPECT_EQ(asked, 1) << "who does not answer the first question answers none";
  EXPECT_EQ(silent.provider, "");
  EXPECT_NE(silent.instance_type_source.find("unknown: no DMI ("), std::string::npos);
  EXPECT_NE(silent.instance_type_source.find("no metadata service answers"), std::string::npos);
  const auto strange = read_instance_identity(
      root.path(), {}, [](const MetadataRequest&) { return MetadataAnswer::refusal(); });
  EXPECT_EQ(strange.provider, "");
  EXPECT_NE(strange.instance_type_source.find("does not name the type"), std::string::npos);
}

TEST(InstanceIdentity, NobodyIsAskedWhoseUserForbidsIt) {
  const MetadataService counting = [](const MetadataRequest&) {
    ADD_FAILURE() << "was asked";
    return std::string("x");
  };
  const IdentityOverrides forbidden{{}, {}, {}, {}, true};
  for (const char* const vendor : {"", "Amazon EC2\n", "Google\n", "Xen\n"}) {
    const TemporaryRoot root;
    root.write("/proc/net/route", std::string(routes_heading) + default_route);
    if (*vendor != '\0') root.write("/sys/class/dmi/id/sys_vendor", vendor);
    const auto identity = read_instance_identity(root.path(), forbidden, counting);
    EXPECT_NE(identity.instance_type_source.find("--no-metadata"), std::string::npos) << vendor;
    EXPECT_EQ(identity.instance_type, "") << vendor;
  }
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
  root.write("/sys/class/dmi/id/product_name", "m5.xlarge\n");
  EXPECT_EQ(read_instance_identity(root.path(), forbidden, counting).instance_type_source, "dmi");
}

TEST(LinkLocalRoute, IsARouteThatIsUpAndCoversTheAddress) {
  const auto table = [](const std::string& route) { return routes_heading + route; };
  EXPECT_TRUE(has_link_local_route(table(default_route)));
  EXPECT_TRUE(has_link_local_route(table("eth0\t0000FEA9\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n")))
      << "169.254.0.0/16";
  EXPECT_TRUE(has_link_local_route(table("eth0\tFEA9FEA9\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n")));
  EXPECT_FALSE(has_link_local_route(table("eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n")))
      << "192.168.1.0/24 alone";
  EXPECT_FALSE(has_link_local_route(table("eth0\t00000000\t0101A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n")))
      << "down";
  EXPECT_FALSE(has_link_local_route(table("*\tFEA9FEA9\t00000000\t0201\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n")))
      << "a route that refuses";
  EXPECT_FALSE(has_link_local_route(routes_heading));
  EXPECT_FALSE(has_link_local_route(""));
  EXPECT_FALSE(has_link_local_route(table("eth0 what is this\n")));
}

TEST(LinkLocalRoute, SaysWhyThereIsNone) {
  const TemporaryRoot root;
  EXPECT_NE(why_no_link_local_route(root.path()).find("is not known"), std::string::npos);
  root.write("/proc/net/route", routes_heading);
  EXPECT_NE(why_no_link_local_route(root.path()).find("no route"), std::string::npos);
  root.write("/proc/net/route", std::string(routes_heading) + default_route);
  EXPECT_EQ(why_no_link_local_route(root.path()), "");
}

TEST(InstanceIdentity, KnowsTheProviderOfOtherClouds) {
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Google");
  EXPECT_EQ(read_instance_identity(root.path(), {}, no_metadata).provider, "gcp");
  root.write("/sys/class/dmi/id/sys_vendor", "Microsoft Corporation");
  EXPECT_EQ(read_instance_identity(root.path(), {}, no_metadata).provider, "")
      << "Hyper-V on a desk is no cloud";
  root.write("/sys/class/dmi/id/chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77");
  EXPECT_EQ(read_instance_identity(root.path(), {}, no_metadata).provider, "azure");
}

TEST(InstanceIdentity, AsksTheMetadataServiceOfAGoogleGuest) {
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Google");
  const auto identity = read_instance_identity(root.path(), {}, gcp_metadata);
  EXPECT_EQ(identity.provider, "gcp");
  EXPECT_EQ(identity.instance_type, "c4-standard-8");
  EXPECT_EQ(identity.instance_type_source, "imds");
  EXPECT_EQ(identity.region, "europe-west4");
  EXPECT_EQ(identity.instance_id, "123");
}

TEST(InstanceIdentity, AsksTheMetadataServiceOfAnAzureGuest) {
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Microsoft Corporation");
  root.write("/sys/class/dmi/id/chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77");
  const auto identity = read_instance_identity(root.path(), {}, [](const MetadataRequest& request) {
    if (request.header != "Metadata: true") return "";
    const std::string field = request.path.substr(0, request.path.find('?'));
    if (field == "/metadata/instance/compute/vmSize") return "Standard_D8as_v5";
    return field == "/metadata/instance/compute/location" ? "westeurope" : "";
  });
  EXPECT_EQ(identity.instance_type, "Standard_D8as_v5");
  EXPECT_EQ(identity.region, "westeurope");
  EXPECT_EQ(identity.instance_id, "");
}

constexpr auto cloud_init_of_ec2 = R"({
  "v1": {"cloud_name": "aws", "region": "us-east-1", "instance_id": "i-1"},
  "ds": {"meta_data": {"instance_type": "m5.xlarge"}}})";

TEST(InstanceIdentity, CloudInitFillsInWhatNobodyElseSays) {
  const TemporaryRoot root;
  root.write("/run/cloud-init/instance-data.json", cloud_init_of_ec2);
  const auto hidden = read_instance_identity(root.path(), {}, no_metadata);
  EXPECT_EQ(hidden.provider, "aws");
  EXPECT_EQ(hidden.instance_type, "m5.xlarge");
  EXPECT_EQ(hidden.instance_type_source, "cloud-init");
  EXPECT_EQ(hidden.region, "us-east-1");
  EXPECT_EQ(hidden.instance_id, "i-1");
  root.write("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
  root.write("/sys/class/dmi/id/product_name", "m7a.large\n");
  const auto named = read_instance_identity(root.path(), {}, no_metadata);
  EXPECT_EQ(named.instance_type, "m7a.large") << "DMI is read now, cloud-init's file was written at boot";
  EXPECT_EQ(named.instance_type_source, "dmi");
  EXPECT_EQ(named.region, "us-east-1");
  root.write("/sys/class/dmi/id/sys_vendor", "Google");
  EXPECT_EQ(read_instance_identity(root.path(), {}, no_metadata).instance_type, "") << "of another provider";
}

TEST(InstanceIdentity, CloudInitOfAzureAndOfNobody) {
  const TemporaryRoot root;
  root.write("/run/cloud-init/instance-data.json",
             R"({"v1": {"cloud_name": "azure"},
                 "ds": {"meta_data": {"imds": {"compute": {"vmSize": "Standard_F4s_v2"}}}}})");
  EXPECT_EQ(read_instance_identity(root.path(), {}, no_metadata).instance_type, "Standard_F4s_v2");
  for (const char* const nothing :
       {"{", "[]", R"({"v1": 3})", R"({"v1": {"cloud_name": "nocloud", "instance_id": 7}})"}) {
    root.write("/run/cloud-init/instance-data.json", nothing);
    const auto identity = read_instance_identity(root.path(), {}, no_metadata);
    EXPECT_EQ(identity.provider + identity.instance_type + identity.instance_id, "") << nothing;
    EXPECT_EQ(identity.instance_type_source.rfind("unknown", 0), 0U) << nothing;
  }
}

TEST(InstanceIdentity, WhatTheUserStatesComesFirstAndIsMarked) {
  const TemporaryRoot root;
  root.write("/sys/class/dmi/id/sys_vendor", "Amazon EC2");
  IdentityOverrides overrides;
  overrides.instance_type = "m5.xlarge";
  overrides.provider = "aws";
  const auto identity = read_instance_identity(root.path(), overrides, aws_metadata);
  EXPECT_EQ(identity.instance_type, "m5.xlarge");
  EXPECT_EQ(identity.instance_type_source, "override (--instance-type)");
  EXPECT_EQ(identity.region, "") << "the region found belongs to another type";
}

TEST(HostId, IsASaltedHashAndNeverTheIdItself) {
  const TemporaryRoot root;
  const std::string machine_id = "0123456789abcdef0123456789abcdef";
  root.write("/etc/machine-id", machine_id + "\n");
  const HostId of_machine = read_host_id(root.path(), "", "");
  EXPECT_EQ(of_machine.source, "machine-id");
  EXPECT_EQ(of_machine.id.size(), 32U);
  EXPECT_NE(of_machine.id, machine_id);
  // printf 'crossfade host id v1\n0123456789abcdef0123456789abcdef' | sha256sum: names must never change.
  EXPECT_EQ(of_machine.id, "1ffb7d7066a14315e45635789322ff63");
  const HostId of_instance = read_host_id(root.path(), "", "i-0123");
  EXPECT_EQ(of_instance.source, "instance-id");
  EXPECT_NE(of_instance.id, of_machine.id);
  const HostId stated = read_host_id(root.path(), "lab-3", "i-0123");
  EXPECT_EQ(stated.id, "lab-3");
  EXPECT_EQ(stated.source, "override (--host-id)");
}

TEST(HostId, IsKeyedWithTheLabsKeyUnlessItIsStated) {
  const TemporaryRoot root;
  root.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
  const std::string key = "a key of the lab's own";
  const HostId keyed = read_host_id(root.path(), "", "", key);
  EXPECT_EQ(keyed.source, "machine-id, keyed");
  // printf 1ffb7d7066a14315e45635789322ff63 | openssl dgst -sha256 -hmac "a key of the lab's own"
  EXPECT_EQ(keyed.id, "fd2f9e6844988e7c2a287e3933eb4156");
  EXPECT_TRUE(is_keyed(keyed.source));
  EXPECT_FALSE(is_keyed(read_host_id(root.path(), "", "").source));
  EXPECT_EQ(read_host_id(root.path(), "", "", key).id, keyed.id) << "again the same host";
  EXPECT_NE(read_host_id(root.path(), "", "", key + "!").id, keyed.id);
  EXPECT_NE(read_host_id(root.path(), "", "i-0123", key).id, keyed.id);
  const HostId stated = read_host_id(root.path(), "lab-3", "", key);
  EXPECT_EQ(stated.id, "lab-3");
  EXPECT_FALSE(is_keyed(stated.source));
  root.write("/etc/machine-id", "");
  EXPECT_EQ(read_host_id(root.path(), "", "", key).id, "") << "no id is not one that is keyed";
}

TEST(LabKey, IsReadWithoutTheSpaceAroundItAndRefusedWhereItCanBeGuessed) {
  const TemporaryRoot root;
  const std::string path = root.path() / "key";
  root.write("/key", "0123456789abcdef\n");
  const auto key = read_lab_key(path);
  ASSERT_TRUE(key);
  EXPECT_EQ(*key, "0123456789abcdef");
  IdentityOverrides identity;
  ASSERT_TRUE(take_lab_key(identity));
  EXPECT_EQ(identity.lab_key, "") << "none is named";
  identity.lab_key_file = path;
  ASSERT_TRUE(take_lab_key(identity));
  EXPECT_EQ(identity.lab_key, "0123456789abcdef");
  for (const std::string& text : {std::string{}, std::string(" \n"), std::string(" 0123456789abcde\n"),
                                  std::string(4097, 'k'), std::string(100'000, 'k')}) {
    root.write("/key", text);
    const auto refused = read_lab_key(path);
    ASSERT_FALSE(refused) << text.size();
    EXPECT_EQ(refused.error().kind, results::ErrorKind::data);
    EXPECT_EQ(refused.error().where, path);
  }
  for (const std::filesystem::path& nothing : {root.path() / "nothing", root.path()}) {
    const auto missing = read_lab_key(nothing);
    ASSERT_FALSE(missing) << nothing;
    EXPECT_EQ(missing.error().kind, results::ErrorKind::io);
  }
}

TEST(HostId, IsAbsentWithAReason) {
  const TemporaryRoot root;
  EXPECT_EQ(read_host_id(root.path(), "", "").id, "");
  for (const char* text : {"", "uninitialized", "00000000000000000000000000000000"}) {
    root.write("/etc/machine-id", text);
    const HostId none = read_host_id(root.path(), "", "");
    EXPECT_EQ(none.id, "") << text;
    EXPECT_EQ(none.source.rfind("none: ", 0), 0U) << none.source;
  }
}

TEST(HostId, OfAContainerIsNotItsMachineId) {
  const char* const marks[][2] = {{"/.dockerenv", "\n"},
                                  {"/run/.containerenv", "\n"},
                                  {"/run/systemd/container", "lxc\n"},
                                  {"/var/run/secrets/kubernetes.io/serviceaccount/namespace", "a\n"},
                                  {"/proc/self/cgroup", "0::/kubepods.slice/pod1/cri-containerd-2\n"}};
  for (const auto& [path, text] : marks) {
    const TemporaryRoot root;
    root.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    root.write(path, text);
    const HostId none = read_host_id(root.path(), "", "");
    EXPECT_EQ(none.id, "") << path;
    EXPECT_EQ(none.source.rfind("none: in a container", 0), 0U) << none.source;
    root.write("/proc/sys/kernel/random/boot_id", "8752803b-45e4-4f2a-a426-22123984a295\n");
    const HostId booted = read_host_id(root.path(), "", "");
    EXPECT_EQ(booted.source.rfind("boot-id", 0), 0U) << booted.source;
    EXPECT_EQ(booted.id.size(), 32U);
    EXPECT_EQ(read_host_id(root.path(), "", "i-0123").source, "instance-id") << "a container on an instance";
    EXPECT_EQ(read_host_id(root.path(), "lab-3", "").id, "lab-3");
  }
}

TEST(Container, IsNamedByWhatRunsIt) {
  const TemporaryRoot root;
  EXPECT_EQ(container_of(root.path()), "");
  root.write("/proc/self/cgroup", "0::/user.slice/user-1000.slice\n");
  EXPECT_EQ(container_of(root.path()), "") << "a login is no container";
  root.write("/proc/self/cgroup", "0::/kubepods.slice/pod1\n");
  EXPECT_EQ(container_of(root.path()), "kubernetes");
  root.write("/.dockerenv", "\n");
  EXPECT_EQ(container_of(root.path()), "docker");
}

/// The value of `key`, or empty.
std::string fact_value(const std::vector<results::EnvironmentFact>& facts, std::string_view key) {
  for (const auto& fact : facts) {
    if (fact.key == key) return fact.value;
  }
  return {};
}

TEST(EnvironmentProbe, ReadsItsListAndSaysWhatIsMissing) {
  const TemporaryRoot root;
  root.write("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
  root.write("/proc/cmdline",
             "BOOT_IMAGE=/vmlinuz root=UUID=secret mitigations=off password=x isolcpus=2,3\n");
  root.write("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  root.write("/proc/sys/vm/nr_hugepages", "512\n");
  root.write("/proc/meminfo",
             "MemTotal:       16000000 kB\nMemAvailable:   8000000 kB\nHugePages_Total:     512\n"
             "Hugepagesize:       2048 kB\nHugetlb:         3145728 kB\n");
  root.write("/proc/self/cgroup", "0::/\n");
  root.write("/sys/bus/event_source/devices/cpu/perf_event_mux_interval_ms", "4\n");
  root.write("/sys/fs/cgroup/cpu.max", "50000 100000\n");
  root.write("/sys/devices/system/cpu/vulnerabilities/spectre_v2", "Mitigation: Retpolines\n");
  const auto facts = probe_environment(root.path(), {});
  EXPECT_EQ(fact_value(facts, "kernel.release"), "6.1.0-18-amd64");
  EXPECT_EQ(fact_value(facts, "kernel.parameters"), "mitigations=off isolcpus=2,3");
  EXPECT_EQ(fact_value(facts, "memory.transparent_hugepage"), "madvise");
  EXPECT_EQ(fact_value(facts, "memory.huge_pages"), "512");
  EXPECT_EQ(fact_value(facts, "memory.huge_page_size"), "2048 kB");
  EXPECT_EQ(fact_value(facts, "memory.huge_pages_of_all_sizes"), "3145728 kB");
  EXPECT_EQ(fact_value(facts, "pmu.mux_interval_ms"), "4");
  EXPECT_EQ(fact_value(facts, "memory.total"), "16000000 kB");
  EXPECT_EQ(fact_value(facts, "cgroup.cpu.max"), "50000 100000");
  EXPECT_EQ(fact_value(facts, "vulnerability.spectre_v2"), "Mitigation: Retpolines");
  EXPECT_EQ(fact_value(facts, "container"), "none detected");
  EXPECT_FALSE(fact_value(facts, "program.libc").empty());
  for (const auto& fact : facts) {
    EXPECT_NE(fact.value.empty(), fact.absent_because.empty()) << fact.key;
    EXPECT_EQ(fact.value.find("secret"), std::string::npos) << fact.key;
    EXPECT_EQ(fact.value.find("password"), std::string::npos) << fact.key;
  }
}

TEST(EnvironmentProbe, OfAnEmptyRootHasOnlyReasons) {
  const TemporaryRoot root;
  for (const auto& fact : probe_environment(root.path(), {})) {
    if (fact.key.rfind("program.", 0) == 0 || fact.key.rfind("limit.", 0) == 0 || fact.key == "container")
      continue;
    EXPECT_TRUE(fact.value.empty()) << fact.key;
    EXPECT_FALSE(fact.absent_because.empty()) << fact.key;
  }
}

TEST(EnvironmentProbe, LimitsOfCgroupsOfEitherVersionAreReadAlike) {
  const TemporaryRoot root;
  root.write("/proc/self/cgroup", "4:memory:/box\n3:cpuset:/\n2:cpu,cpuacct:/box\n0::/\n");
  root.write("/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "50000\n");
  root.write("/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
  root.write("/sys/fs/cgroup/cpu/box/cpu.stat", "nr_periods 16\nnr_throttled 4\nthrottled_time 73000000\n");
  root.write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  const auto facts = probe_environment(root.path(), {});
  EXPECT_EQ(fact_value(facts, "cgroup.cpu.max"), "50000 100000");
  EXPECT_EQ(fact_value(facts, "cgroup.memory.max"), "max")
      << "of the top: the group's own path is not mounted";
  EXPECT_EQ(read_interference(root.path()).throttled_ns, 73'000'000U);
  root.write("/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(fact_value(probe_environment(root.path(), {}), "cgroup.cpu.max"), "max 100000");
}

TEST(EnvironmentProbe, ALimitThatNobodyCanReadIsNotCalledNone) {
  const TemporaryRoot root;
  root.write("/proc/self/cgroup", "0::/box\n");
  const auto because = [&] {
    for (const auto& fact : probe_environment(root.path(), {}))
      if (fact.key == "cgroup.cpu.max") return fact.absent_because;
    return std::string();
  };
  EXPECT_EQ(because(), "the cgroup of this process is not mounted here");
  root.write("/sys/fs/cgroup/box/cpu.stat", "usage_usec 5\n");
  EXPECT_EQ(because(), "not set for this cgroup");
}

TEST(Interference, ReadsWhatTheKernelCounts) {
  const TemporaryRoot root;
  root.write("/proc/stat", "cpu  1 2 3 4 5 6 7 80 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
  root.write("/proc/pressure/cpu",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=1234\nfull avg10=0.00 total=9\n");
  root.write("/proc/self/cgroup", "0::/box\n");
  root.write("/sys/fs/cgroup/box/cpu.stat", "usage_usec 5\nnr_throttled 2\nthrottled_usec 700\n");
  const InterferenceCounters counters = read_interference(root.path());
  EXPECT_EQ(counters.steal_ns, 80ULL * 1'000'000'000ULL / static_cast<unsigned>(sysconf(_SC_CLK_TCK)));
  EXPECT_EQ(counters.cpu_pressure_ns, 1'234'000U);
  EXPECT_EQ(counters.throttled_ns, 700'000U);
}

TEST(Interference, AQuotaOfAGroupAboveStopsThisOneToo) {
  for (const bool version_2 : {true, false}) {
    const TemporaryRoot root;
    const std::string top = version_2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu";
    const std::string name = version_2 ? "throttled_usec " : "throttled_time ", unit = version_2 ? "" : "000";
    root.write("/proc/self/cgroup", version_2 ? "0::/pod/box\n" : "2:cpu,cpuacct:/pod/box\n");
    root.write(top + "/pod/box/cpu.stat", name + "0\n");
    root.write(top + "/cpu.stat", "usage_usec 5\n");
    EXPECT_EQ(read_interference(root.path()).throttled_ns, 0U);
    root.write(top + "/pod/cpu.stat", name + "500" + unit + "\n");
    EXPECT_EQ(read_interference(root.path()).throttled_ns, 500'000U) << top;
    root.write(top + "/pod/box/cpu.stat", name + "20" + unit + "\n");
    EXPECT_EQ(read_interference(root.path()).throttled_ns, 520'000U) << top;
  }
}

TEST(Interference, IsAbsentWhereTheKernelDoesNotShowIt) {
  const TemporaryRoot root;
  root.write("/proc/stat", "cpu  1 2 3\n");
  const InterferenceCounters counters = read_interference(root.path());
  EXPECT_EQ(counters.steal_ns, std::nullopt);
  EXPECT_EQ(counters.cpu_pressure_ns, std::nullopt);
  EXPECT_EQ(counters.throttled_ns, std::nullopt);
}

TEST(Interference, DifferencesNeedBothSidesAndNeverGoBackwards) {
  const InterferenceCounters before{100, std::nullopt, 50}, after{130, 5, 40};
  const InterferenceCounters during = after - before;
  EXPECT_EQ(during.steal_ns, 30U);
  EXPECT_EQ(during.cpu_pressure_ns, std::nullopt);
  EXPECT_EQ(during.throttled_ns, std::nullopt);
}

TEST(PmuTier, FollowsTheBelievedEvents) {
  results::Counter hardware;
  hardware.tier = results::CounterTier::hardware;
  results::Counter hidden = hardware;
  hidden.absent_because = "no PMU";
  results::Counter software;
  software.tier = results::CounterTier::software;
  using Counters = std::vector<results::Counter>;
  EXPECT_EQ(pmu_tier_of({}).tier, "none");
  EXPECT_EQ(pmu_tier_of(Counters{software, hidden}).tier, "none");
  EXPECT_EQ(pmu_tier_of(Counters{hidden}).first_reason, "no PMU");
  EXPECT_EQ(pmu_tier_of(Counters{hardware, hidden}).tier, "basic");
  EXPECT_EQ(pmu_tier_of(Counters{hardware, software}).tier, "full");
}

TEST(HostFacts, DescribeTheHeader) {
  const TemporaryRoot root;
  root.write("/proc/meminfo", "MemTotal:       2048 kB\n");
  root.write("/proc/sys/kernel/osrelease", "6.1\n");
  auto topology = synthetic_topology("core:2 pu:2");
  ASSERT_TRUE(topology);
  IdentityOverrides overrides;
  overrides.instance_type = "m5.xlarge";
  overrides.host_id = "h";
  const HostFacts facts = read_host_facts(root.path(), *topology, overrides, no_metadata);
  results::Header header;
  describe_host(header, facts);
  EXPECT_EQ(header.vcpus, 4);
  EXPECT_EQ(header.cores, 2);
  EXPECT_EQ(header.threads_per_core, 2);
  EXPECT_EQ(header.memory_bytes, 2048 * 1024);
  EXPECT_EQ(header.kernel, "6.1");
  EXPECT_EQ(header.instance_type, "m5.xlarge");
  EXPECT_EQ(header.host_id, "h");
}

TEST(MachineNotes, SayWhatTheReaderOfARecordingShouldKnow) {
  HostFacts facts;
  facts.topology = *synthetic_topology("core:2 pu:1");
  facts.environment = {{"cpu.online", "0-1", ""}};
  facts.clock_read_ns = 25;
  EXPECT_TRUE(machine_notes(facts, {3e9, 0.01, ""}).empty()) << "a quiet machine, all of which is used";
  EXPECT_NE(machine_notes(facts, {3e9, 0.31, ""}).at(0).find("note: others take 31 %"), std::string::npos);
  facts.topology.worker_order = {1};
  EXPECT_NE(machine_notes(facts, {3e9, 0, ""}).at(0).find("note: measuring on 1 of the 2 CPUs"),
            std::string::npos);
  facts.clock_read_ns = 1e4;
  EXPECT_EQ(machine_notes(facts, {3e9, 0.31, ""}).size(), 3U);
}

}  // namespace
}  // namespace crossfade::collector
