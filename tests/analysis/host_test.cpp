#include "analysis/host.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using results::Recording;

Recording of_host(const std::string& id, const char* source = "instance-id") {
  Recording r = testing::synthetic_recording({});
  r.header.host_id = id;
  r.header.host_id_source = source;
  r.header.instance_type = "m5.xlarge";
  return r;
}

TEST(SameHost, NeedsExactlyOneNamedHost) {
  EXPECT_TRUE(same_host(side_of({of_host("a")}), side_of({of_host("a"), of_host("a")})));
  EXPECT_FALSE(same_host(side_of({of_host("a")}), side_of({of_host("b")})));
  EXPECT_FALSE(same_host(side_of({of_host("a"), of_host("b")}), side_of({of_host("a")})));
  EXPECT_FALSE(same_host(side_of({of_host("")}), side_of({of_host("")})));
  EXPECT_FALSE(same_host(Side{}, Side{}));
}

TEST(SameHost, IsNotBelievedIfAnythingOfTheMachineDiffers) {
  const std::function<void(results::Header&)> changes[] = {
      [](results::Header& h) { h.cpu_model = "another CPU"; },
      [](results::Header& h) { h.family_model_stepping = "6/85/7"; },
      [](results::Header& h) { h.vcpus = 64; },
      [](results::Header& h) { h.instance_type = "m7a.xlarge"; },
  };
  for (const auto& change : changes) {
    Recording other = of_host("a");
    change(other.header);
    EXPECT_FALSE(same_host(side_of({of_host("a")}), side_of({other})));
    EXPECT_TRUE(shared_host_id(of_host("a").header, other.header));
    EXPECT_EQ(host_count(side_of({of_host("a"), other})), 2U);
  }
  // What is not known contradicts nothing.
  Recording untyped = of_host("a");
  untyped.header.instance_type.clear();
  untyped.header.vcpus = 0;
  EXPECT_TRUE(same_host(side_of({of_host("a")}), side_of({untyped})));
  EXPECT_FALSE(shared_host_id(of_host("a").header, untyped.header));
}

TEST(HostsOf, CountsWhatCanBeToldApart) {
  EXPECT_EQ(host_count(Side{}), 0U);
  EXPECT_EQ(hosts_of(side_of({of_host("a"), of_host("b"), of_host("a")})),
            (std::vector<std::uint32_t>{0, 1, 0}));
  EXPECT_EQ(host_count(side_of({of_host(""), of_host("")})), 1U) << "no identity";
  const char* boot = "boot-id (in a container: until the machine restarts)";
  EXPECT_EQ(host_count(side_of({of_host("a", boot), of_host("b", boot)})), 1U)
      << "a restart gives a machine another id: not two hosts";
  EXPECT_TRUE(same_host(side_of({of_host("a", boot)}), side_of({of_host("a", boot)})));
  EXPECT_FALSE(same_host(side_of({of_host("a", boot)}), side_of({of_host("b", boot)})));
}

TEST(HostIdOfContainer, IsAMachineIdReadInOne) {
  Recording r = of_host("a", "machine-id");
  EXPECT_FALSE(host_id_of_container(r));
  r.environment.push_back({"container", "none detected", ""});
  EXPECT_FALSE(host_id_of_container(r));
  r.environment.back().value = "docker";
  EXPECT_TRUE(host_id_of_container(r));
  r.header.host_id_source = "instance-id";
  EXPECT_FALSE(host_id_of_container(r)) << "a container on an instance";
}

}  // namespace
}  // namespace crossfade::analysis
