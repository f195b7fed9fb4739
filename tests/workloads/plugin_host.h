// The host's side of the plug-in border for tests: load, prepare, make workers, through the C ABI only.
// Nothing here measures. Failures throw std::runtime_error with the plug-in's words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "workloads/abi.h"

namespace crossfade::workloads {

/// The plug-ins in a folder, and the mixes all of whose parts are there (of a library that is missing a build
/// has no plug-in), in any order; none where there is no such folder.
std::vector<std::filesystem::path> workload_files(const std::filesystem::path& folder);

/// A loaded shared object and its table; or a mix of those beside it (.toml), which stays loaded.
class Plugin {
 public:
  explicit Plugin(const std::filesystem::path& file);
  const cf_workload& table() const { return *table_; }

 private:
  struct Closer {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Closer> handle_;
  const cf_workload* table_ = nullptr;
};

std::string to_text(const cf_error& error);

/// What prepare() is given. parameters: those that differ from their default.
struct Preparation {
  std::uint64_t seed = 20240607;
  std::map<std::string, std::string> parameters;
  std::uint32_t isa_level = 0;
  std::uint32_t workers = 2;
  bool cancelled = false;
  std::string input_path = {};  ///< of the user's file; empty = there is none
};

/// The values of a preset ("key=value key=value").
std::map<std::string, std::string> preset_parameters(const std::string& text);

/// A prepared data set; destroyed with the object.
class Prepared {
 public:
  Prepared(const Plugin& plugin, const Preparation& preparation);
  ~Prepared();
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  int status() const { return status_; }
  const cf_error& error() const { return error_; }
  const cf_need& need() const { return need_; }
  void* data() const { return data_; }
  const cf_workload& table() const { return table_; }
  /// Every value noted under the key.
  std::vector<std::string> notes(const std::string& key) const;
  int finish();

 private:
  static void note(void* host, const char* key, const char* value);

  const cf_workload& table_;
  std::vector<std::pair<std::string, std::string>> notes_;
  std::filesystem::path scratch_;
  std::vector<std::string> values_;
  std::vector<const char*> pointers_;
  std::vector<std::uint32_t> cpus_;
  std::string input_path_;
  std::uint32_t cancel_ = 0;
  cf_env env_{};  // lives as long as what was prepared with it
  cf_need need_{};
  cf_error error_{};
  int status_ = CF_OK;
  void* data_ = nullptr;
};

/// A worker of a prepared data set, on the calling thread.
class PluginWorker {
 public:
  PluginWorker(const Prepared& prepared, std::uint32_t number);
  ~PluginWorker();
  PluginWorker(const PluginWorker&) = delete;
  PluginWorker& operator=(const PluginWorker&) = delete;

  cf_answer request(const cf_request& request);
  int verify(const cf_request& request, const cf_answer& answer, cf_error* error = nullptr);

 private:
  const cf_workload& table_;
  void* state_ = nullptr;
};

}  // namespace crossfade::workloads
