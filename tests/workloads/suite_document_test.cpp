// What docs/workloads.md says that plug-ins declare, against the plug-ins of this build. With
// CROSSFADE_UPDATE_DOCS set it is written there instead; what a build has not got stays as it is.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "collector/suite_order.h"
#include "collector/workload_facts.h"

namespace crossfade::collector {
namespace {

const std::string path = CROSSFADE_SOURCE_DIRECTORY "/docs/workloads.md";
const std::string begin = "<!-- declared: begin -->\n", end = "<!-- declared: end -->\n";
const std::string heading = "#### `";

/// Workload to its section, of the text between the marks.
std::map<std::string, std::string> sections(const std::string& text) {
  std::map<std::string, std::string> found;
  for (std::size_t at = text.find(heading); at != std::string::npos;) {
    const std::size_t next = std::min(text.find("\n" + heading, at), text.size() - 1) + 1;
    const std::size_t name = at + heading.size();
    found[text.substr(name, text.find('`', name) - name)] = text.substr(at, next - at);
    at = next < text.size() ? next : std::string::npos;
  }
  return found;
}

TEST(SuiteDocument, SaysWhatThePluginsDeclare) {
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::size_t first = text.find(begin), last = text.find(end);
  ASSERT_NE(first, std::string::npos) << path;
  ASSERT_NE(last, std::string::npos) << path;
  const std::string written = text.substr(first + begin.size(), last - first - begin.size());
  auto expected = sections(written);
  std::erase_if(expected, [](const auto& section) {  // of workloads that are no more
    const std::string source = CROSSFADE_SOURCE_DIRECTORY "/workloads/" + section.first;
    return !std::filesystem::exists(source + ".cpp") && !std::filesystem::exists(source + ".toml");
  });
  const PluginCatalogue catalogue = read_plugin_catalogue({CROSSFADE_WORKLOAD_DIRECTORY});
  const auto digests = read_expected_digests(CROSSFADE_SOURCE_DIRECTORY "/workloads");
  ASSERT_TRUE(digests) << results::to_line(digests.error());
  EXPECT_FALSE(catalogue.plugins.empty());
  for (const Plugin& plugin : catalogue.plugins) expected[plugin.name] = markdown_section(plugin, *digests);
  std::string all = "\n";
  for (const auto& [name, section] : expected) all += section;
  if (std::getenv("CROSSFADE_UPDATE_DOCS") != nullptr && written != all) {
    text.replace(first + begin.size(), written.size(), all);
    std::ofstream(path) << text;
    return;
  }
  EXPECT_EQ(written, all) << "renew it with CROSSFADE_UPDATE_DOCS=1 (after CROSSFADE_UPDATE_DIGESTS=1, which "
                             "knows the libraries)";
}

/// Each has a hand-written section on what it is and is not, and a row in the first table.
TEST(SuiteDocument, HasASectionByHandForEachPlugin) {
  std::ifstream in(path);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  for (const Plugin& plugin : read_plugin_catalogue({CROSSFADE_WORKLOAD_DIRECTORY}).plugins) {
    EXPECT_NE(text.find("\n### " + plugin.name + "\n"), std::string::npos) << plugin.name;
    EXPECT_NE(text.find("\n| `" + plugin.name + "`"), std::string::npos) << plugin.name;
    // Without a row it would be the first that a budget leaves out.
    if (!plugin.is_only_named()) {
      EXPECT_LT(suite_rank(plugin.name), suite_order().size()) << plugin.name;
    }
  }
}

}  // namespace
}  // namespace crossfade::collector
