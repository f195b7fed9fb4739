// Workbench: a workload's own classes on the table. Its worker makes an answer, a test changes what the
// answer consists of and describes it by a digest as it then is, as a library or a CPU that computes wrongly
// would; verify() must find what is wrong, not that the digest is another.
//
// A test includes its workload's source, whole, behind this header. It is compiled without access control:
// the outputs are private, and stay so.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/workloads/unregistered.h"
#include "workloads/abi.h"
#include "workloads/environment.h"
#include "workloads/failure.h"
#include "workloads/sugar.h"

namespace crossfade::workloads {

/// Exists, empty, for as long as the object.
class ScratchFolder {
 public:
  ScratchFolder() : path_((std::filesystem::temp_directory_path() / "crossfade_wrong_XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) {
      throw std::runtime_error("cannot make a scratch directory");
    }
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const char* path() const { return path_.c_str(); }

 private:
  std::string path_;
};

template <class Dataset, class Worker>
class Workbench {
 public:
  struct Injection {
    const char* into;  ///< what of the output is changed
    std::function<void(Worker&, const cf_request&)> change;
    std::string says;  ///< verify(): what is wrong
  };

  /// describe: gives an answer the digest and the counts of the worker's output as it is, as request() does.
  Workbench(const Description& description, const std::map<std::string, std::string>& parameters,
            std::function<void(Worker&, const cf_request&, cf_answer&)> describe)
      : values_(values(description, parameters)),
        environment_(environment()),
        dataset_(Environment(&environment_, description.parameters)),
        worker_(dataset_, 0),
        describe_(std::move(describe)) {}

  Dataset& dataset() { return dataset_; }
  Worker& worker() { return worker_; }

  /// Each into an answer of its own, which is right before.
  void expect_caught(const cf_request& request, const std::vector<Injection>& injections) {
    for (const Injection& injection : injections) {
      SCOPED_TRACE(std::string("class ") + std::to_string(request.class_id) + ", index " +
                   std::to_string(request.index) + ": " + injection.into);
      cf_answer answer{};
      worker_.request(request, answer);
      const std::uint64_t right = answer.digest;
      describe_(worker_, request, answer);
      ASSERT_EQ(answer.digest, right) << "the test describes answers otherwise than the workload";
      ASSERT_EQ(complaint(request, answer), "");
      injection.change(worker_, request);
      describe_(worker_, request, answer);
      EXPECT_EQ(complaint(request, answer), injection.says);
    }
  }

  /// What verify() says is wrong; empty = nothing.
  std::string complaint(const cf_request& request, const cf_answer& answer) {
    try {
      worker_.verify(request, answer);
      return {};
    } catch (const Failure& failure) {
      return failure.status == CF_WRONG ? failure.what : "not called wrong, but: " + failure.what;
    } catch (const std::exception& exception) {
      return std::string("not called wrong, but: ") + exception.what();
    }
  }

 private:
  static std::vector<std::string> values(const Description& description,
                                         const std::map<std::string, std::string>& parameters) {
    std::vector<std::string> result;
    for (const cf_parameter& parameter : description.parameters) {
      const auto given = parameters.find(parameter.name);
      result.push_back(given == parameters.end() ? parameter.def : given->second);
    }
    return result;
  }

  cf_env environment() {
    for (const std::string& value : values_) {
      pointers_.push_back(value.c_str());
    }
    cf_env env{};
    env.size = sizeof env;
    env.seed = 20240607;
    env.parameters = pointers_.data();
    env.scratch_dir = scratch_.path();
    env.worker_cpu = &cpu_;
    env.workers = 1;
    return env;
  }

  ScratchFolder scratch_;
  std::uint32_t cpu_ = 0;
  std::vector<std::string> values_;
  std::vector<const char*> pointers_;
  cf_env environment_;
  Dataset dataset_;
  Worker worker_;
  std::function<void(Worker&, const cf_request&, cf_answer&)> describe_;
};

}  // namespace crossfade::workloads
