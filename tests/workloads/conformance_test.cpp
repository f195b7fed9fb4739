// What every workload must keep, checked through the C ABI on every shared object and every mix in the
// workload directory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/workloads/plugin_host.h"

namespace crossfade::workloads {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::filesystem::path file_of(const std::string& workload) {
  const std::filesystem::path folder =
      workload.starts_with("tiny") ? CROSSFADE_FIXTURE_DIRECTORY : CROSSFADE_WORKLOAD_DIRECTORY;
  const std::filesystem::path mix = folder / (workload + ".toml");
  return std::filesystem::exists(mix) ? mix : folder / (workload + ".so");
}

/// Names of the workloads in the workload directory, of one fixture, and of a mix of that.
std::vector<std::string> well_behaved_workloads() {
  std::vector<std::string> names{"tiny", "tiny_mix"};
  for (const std::filesystem::path& file : workload_files(CROSSFADE_WORKLOAD_DIRECTORY)) {
    names.push_back(file.stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Small inputs where the plug-in has a size, so that the tests are quick.
Preparation small(const Plugin& plugin) {
  Preparation preparation;
  for (std::uint32_t index = 0; index < plugin.table().n_parameters; ++index) {
    const cf_parameter& parameter = plugin.table().parameters[index];
    if (const std::string name = parameter.name;
        name == "mb" || name == "titles" || name == "routes" || name == "policies" || name == "height") {
      preparation.parameters[name] = parameter.min;
    }
  }
  return preparation;
}

class Conformance : public testing::TestWithParam<std::string> {
 protected:
  /// A few indexes of every class and level, the last one beyond the pool; no two of them the same request.
  std::vector<cf_request> some_requests() const {
    std::vector<cf_request> requests;
    const cf_workload& table = plugin_.table();
    for (std::uint32_t class_id = 0; class_id < table.n_classes; ++class_id) {
      const cf_class& one = table.classes[class_id];
      for (std::uint32_t level = 0; level < one.levels; ++level) {
        std::set<std::uint64_t> places;
        for (const std::uint64_t index : {std::uint64_t{one.pool} * 3 + 5, std::uint64_t{0}, std::uint64_t{1},
                                          std::uint64_t{7}, std::uint64_t{one.pool} - 1}) {
          if (places.insert(index % one.pool).second) {
            requests.push_back({index, index + 1000, class_id, level});
          }
        }
      }
    }
    return requests;
  }

  /// Its items say what others did meanwhile, not what the answer consists of.
  bool is_contended() const { return (plugin_.table().flags & CF_FLAG_CONTENDED) != 0; }

  Plugin plugin_{file_of(GetParam())};
};

TEST_P(Conformance, TableIsSane) {
  const cf_workload& table = plugin_.table();
  EXPECT_EQ(table.abi, CF_ABI_VERSION);
  EXPECT_EQ(table.size, sizeof(cf_workload));
  EXPECT_EQ(table.name, GetParam());
  for (const char* text : {table.version, table.summary, table.seed_system, table.unit}) {
    EXPECT_STRNE(text, "");
  }
  EXPECT_TRUE(std::all_of(table.name, table.name + std::string(table.name).size(),
                          [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; }));
  ASSERT_GE(table.n_classes, 1u);
  double shares = 0;
  std::set<std::string> names;
  for (std::uint32_t index = 0; index < table.n_classes; ++index) {
    const cf_class& one = table.classes[index];
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_GT(one.share, 0);
    EXPECT_GE(one.slo_p99_ns, 100'000u) << "not an objective a product owner would name";
    EXPECT_GE(one.levels, 1u);
    EXPECT_GE(one.pool, 1u);
    EXPECT_EQ(one.reserved, 0u);
    shares += one.share;
  }
  EXPECT_NEAR(shares, 1, 1e-12);
  for (const auto call : {table.worker_destroy != nullptr, table.destroy != nullptr, table.need != nullptr,
                          table.prepare != nullptr, table.worker_create != nullptr, table.verify != nullptr,
                          table.finish != nullptr, (table.request != nullptr) != (table.submit != nullptr),
                          (table.submit != nullptr) == (table.poll != nullptr)}) {
    EXPECT_TRUE(call);
  }
}

TEST_P(Conformance, ParametersAndPresetsParse) {
  const cf_workload& table = plugin_.table();
  std::set<std::string> names;
  for (std::uint32_t index = 0; index < table.n_parameters; ++index) {
    const cf_parameter& parameter = table.parameters[index];
    EXPECT_TRUE(names.insert(parameter.name).second);
    EXPECT_STRNE(parameter.doc, "");
    EXPECT_STRNE(parameter.def, "");
    EXPECT_EQ(*parameter.min == '\0', *parameter.max == '\0');
    if (*parameter.min != '\0') {
      EXPECT_LE(std::stod(parameter.min), std::stod(parameter.def));
      EXPECT_LE(std::stod(parameter.def), std::stod(parameter.max));
    }
  }
  for (std::uint32_t index = 0; index < table.n_presets; ++index) {
    for (const auto& [name, value] : preset_parameters(table.presets[index].parameters)) {
      EXPECT_TRUE(names.contains(name)) << name << '=' << value;
    }
  }
  if (table.n_presets > 0) {
    EXPECT_TRUE(preset_parameters(table.presets[0].parameters).empty()) << "the first means the defaults";
  }
}

TEST_P(Conformance, EveryPresetTellsItsNeed) {
  const cf_workload& table = plugin_.table();
  for (std::uint32_t index = 0; index < table.n_presets; ++index) {
    // Cancelled, so that nothing large is built: need() has answered before.
    const Prepared prepared(
        plugin_, {.parameters = preset_parameters(table.presets[index].parameters), .cancelled = true});
    EXPECT_EQ(prepared.status(), CF_CANCELLED) << table.presets[index].name;
    EXPECT_GT(prepared.need().shared_bytes, 0u);
    EXPECT_GT(prepared.need().per_worker_bytes, 0u);
  }
}

TEST_P(Conformance, CancelIsHonoured) {
  Preparation preparation = small(plugin_);
  preparation.cancelled = true;
  const Prepared prepared(plugin_, preparation);
  EXPECT_EQ(prepared.status(), CF_CANCELLED);
  EXPECT_EQ(prepared.data(), nullptr);
  EXPECT_STRNE(prepared.error().what, "");
}

TEST_P(Conformance, WrongParametersAreRefused) {
  const cf_workload& table = plugin_.table();
  for (std::uint32_t index = 0; index < table.n_parameters; ++index) {
    const cf_parameter& parameter = table.parameters[index];
    if (*parameter.min == '\0') {
      continue;
    }
    const std::string above = std::to_string(std::stod(parameter.max) + 1);
    for (const std::string& value : {std::string("many"), std::string(), std::string("-1"), above,
                                     std::string("nan"), std::string("1 "), std::string("1e400")}) {
      Preparation preparation;
      preparation.parameters[parameter.name] = value;
      const Prepared prepared(plugin_, preparation);
      EXPECT_EQ(prepared.status(), CF_UNSUPPORTED) << parameter.name << '=' << value;
      EXPECT_THAT(prepared.error().where, HasSubstr(parameter.name));
      EXPECT_EQ(prepared.data(), nullptr);
    }
  }
}

TEST_P(Conformance, NotesLibrariesAndOneDatasetDigest) {
  const Prepared prepared(plugin_, small(plugin_));
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  ASSERT_THAT(prepared.notes("dataset_digest"), SizeIs(1));
  EXPECT_THAT(prepared.notes("dataset_digest")[0], SizeIs(16));
  ASSERT_FALSE(prepared.notes("library").empty());
  for (const std::string& library : prepared.notes("library")) {
    for (const std::string silent : {"simdjson", "ISA-L", "RE2"}) {
      if (library.starts_with(silent + "|")) {
        EXPECT_THAT(library, HasSubstr("|lib")) << "the headers' version is not that of what is loaded";
      }
    }
    EXPECT_EQ(std::count(library.begin(), library.end(), '|'), 2) << library;
    EXPECT_NE(library.back(), '|') << library << ": no code path";
  }
}

TEST_P(Conformance, AnswersDependOnSeedClassLevelAndIndexOnly) {
  if ((plugin_.table().flags & CF_FLAG_EXACT) == 0) {
    GTEST_SKIP() << "its answers depend on history";
  }
  const Prepared prepared(plugin_, small(plugin_));
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker first(prepared, 0);
  PluginWorker second(prepared, 1);
  std::set<std::uint64_t> digests;
  std::vector<cf_request> requests = some_requests();
  std::vector<cf_answer> answers;
  for (const cf_request& request : requests) {
    answers.push_back(first.request(request));
    EXPECT_EQ(answers.back().status, static_cast<std::uint32_t>(CF_OK));
    EXPECT_EQ(answers.back().tag, request.tag);
    EXPECT_TRUE(is_contended() || answers.back().items > 0);
    EXPECT_GT(answers.back().bytes_out, 0u);
    digests.insert(answers.back().digest);
  }
  EXPECT_EQ(digests.size(), requests.size()) << "different requests have the same answer";
  std::reverse(requests.begin(), requests.end());
  std::reverse(answers.begin(), answers.end());
  for (std::size_t position = 0; position < requests.size(); ++position) {
    cf_request request = requests[position];
    request.index += plugin_.table().classes[request.class_id].pool;
    const cf_answer answer = second.request(request);
    EXPECT_EQ(answer.digest, answers[position].digest) << "index + pool on another worker, in another order";
    EXPECT_EQ(answer.bytes_out, answers[position].bytes_out);
    EXPECT_TRUE(is_contended() || answer.items == answers[position].items);
  }
}

TEST_P(Conformance, WorkersOnTwoThreadsAgree) {
  const Prepared prepared(plugin_, small(plugin_));
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  const std::vector<cf_request> requests = some_requests();
  std::array<std::vector<std::uint64_t>, 2> digests;
  std::vector<std::thread> threads;
  for (std::uint32_t worker = 0; worker < 2; ++worker) {
    threads.emplace_back([&, worker] {
      PluginWorker own(prepared, worker);
      for (int round = 0; round < 3; ++round) {
        for (const cf_request& request : requests) {
          digests[worker].push_back(own.request(request).digest);
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(digests[0], digests[1]);
}

TEST_P(Conformance, OtherSeedOtherDataset) {
  Preparation preparation = small(plugin_);
  const Prepared one(plugin_, preparation);
  const Prepared again(plugin_, preparation);
  preparation.seed += 1;
  const Prepared other(plugin_, preparation);
  ASSERT_EQ(other.status(), CF_OK) << to_text(other.error());
  EXPECT_EQ(one.notes("dataset_digest"), again.notes("dataset_digest"));
  EXPECT_NE(one.notes("dataset_digest"), other.notes("dataset_digest"));
  const cf_request request{3, 0, 0, 0};
  EXPECT_NE(PluginWorker(one, 0).request(request).digest, PluginWorker(other, 0).request(request).digest);
}

TEST_P(Conformance, VerifyPassesRightAnswersAndCatchesWrongOnes) {
  Prepared prepared(plugin_, small(plugin_));
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  const std::vector<cf_request> requests = some_requests();
  for (const cf_request& request : requests) {
    const cf_answer right = worker.request(request);
    cf_error error{};
    EXPECT_EQ(worker.verify(request, right, &error), CF_OK) << to_text(error);
    cf_answer corrupted = right;
    corrupted.digest ^= 0x100;
    EXPECT_EQ(worker.verify(request, corrupted, &error), CF_WRONG);
    EXPECT_STRNE(error.what, "");
    EXPECT_EQ(worker.verify(request, corrupted), CF_WRONG) << "without a place for the error";
  }
  // Another request came between: verify must not look at the wrong output.
  const cf_answer first = worker.request(requests.front());
  worker.request(requests.back());
  EXPECT_EQ(worker.verify(requests.front(), first), CF_OK);
  EXPECT_EQ(worker.verify(requests.back(), first), CF_WRONG) << "the answer of another request";
  EXPECT_EQ(prepared.finish(), CF_OK) << to_text(prepared.error());
}

TEST_P(Conformance, RequestsOutsideTheTableFail) {
  const Prepared prepared(plugin_, small(plugin_));
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  const cf_workload& table = plugin_.table();
  EXPECT_EQ(worker.request({0, 0, table.n_classes, 0}).status, static_cast<std::uint32_t>(CF_FAILED));
  EXPECT_EQ(worker.request({0, 0, 0, table.classes[0].levels}).status, static_cast<std::uint32_t>(CF_FAILED));
}

TEST_P(Conformance, SecondLifeWorks) {
  for (int life = 0; life < 2; ++life) {
    Prepared prepared(plugin_, small(plugin_));
    ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
    {
      PluginWorker worker(prepared, 0);
      EXPECT_EQ(worker.request({0, 0, 0, 0}).status, static_cast<std::uint32_t>(CF_OK));
    }
    EXPECT_EQ(prepared.finish(), CF_OK);
  }
}

INSTANTIATE_TEST_SUITE_P(Plugins, Conformance, testing::ValuesIn(well_behaved_workloads()),
                         [](const auto& plugin) { return plugin.param; });

}  // namespace
}  // namespace crossfade::workloads
