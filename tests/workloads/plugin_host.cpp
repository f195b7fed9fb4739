#include "tests/workloads/plugin_host.h"

#include <dlfcn.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "collector/plugin/loaded_workload.h"
#include "workloads/library_choice.h"

namespace crossfade::workloads {

namespace {

/// By the steps' "workload = "PART..."; what a mix may say is the collector's to judge.
bool has_all_parts(const std::filesystem::path& mix) {
  constexpr std::string_view key = "workload = \"";
  std::ifstream lines(mix);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t found = line.find(key);
    if (found == std::string::npos) {
      continue;
    }
    const std::string after = line.substr(found + key.size());
    if (!std::filesystem::exists(mix.parent_path() /
                                 (after.substr(0, after.find_first_of(":@\"")) + ".so"))) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::filesystem::path> workload_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    const std::filesystem::path extension = entry.path().extension();
    if (extension == ".so" || (extension == ".toml" && has_all_parts(entry.path()))) {
      files.push_back(entry.path());
    }
  }
  return files;
}

void Plugin::Closer::operator()(void* handle) const {
  dlclose(handle);
}

Plugin::Plugin(const std::filesystem::path& file) {
  if (file.extension() == ".toml") {
    const auto loaded = collector::load_workload(file, {});
    if (!loaded) {
      throw std::runtime_error(results::to_line(loaded.error()));
    }
    table_ = loaded->table;
    return;
  }
  choose_library_code(vector_level());  // as every host
  handle_.reset(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (handle_ == nullptr) {
    throw std::runtime_error(dlerror());
  }
  void* const symbol = dlsym(handle_.get(), "crossfade_workload_v1");
  if (symbol == nullptr) {
    throw std::runtime_error(file.string() + " has no crossfade_workload_v1");
  }
  table_ = reinterpret_cast<const cf_workload* (*)()>(symbol)();
}

std::string to_text(const cf_error& error) {
  return std::string(error.what) + "; " + error.where + "; " + error.why + "; " + error.remedy;
}

std::map<std::string, std::string> preset_parameters(const std::string& text) {
  std::map<std::string, std::string> result;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
      throw std::runtime_error("no '=' in '" + word + "'");
    }
    result[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return result;
}

Prepared::Prepared(const Plugin& plugin, const Preparation& preparation) : table_(plugin.table()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "crossfade_workload_XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    throw std::runtime_error("cannot make a scratch directory");
  }
  scratch_ = pattern;
  std::map<std::string, std::string> given = preparation.parameters;
  for (std::uint32_t index = 0; index < table_.n_parameters; ++index) {
    const cf_parameter& parameter = table_.parameters[index];
    const auto found = given.find(parameter.name);
    values_.push_back(found == given.end() ? parameter.def : found->second);
    given.erase(parameter.name);
  }
  if (!given.empty()) {
    throw std::runtime_error("no parameter " + given.begin()->first);
  }
  for (const std::string& value : values_) {
    pointers_.push_back(value.c_str());
  }
  cpus_.assign(preparation.workers, 0);
  input_path_ = preparation.input_path;
  cancel_ = preparation.cancelled ? 1 : 0;
  env_.size = sizeof env_;
  env_.seed = preparation.seed;
  env_.parameters = pointers_.data();
  env_.scratch_dir = scratch_.c_str();
  env_.input_path = input_path_.empty() ? nullptr : input_path_.c_str();
  env_.worker_cpu = cpus_.data();
  env_.workers = preparation.workers;
  env_.isa_level = preparation.isa_level;
  env_.cancel = &cancel_;
  env_.host = this;
  env_.note = &Prepared::note;
  env_.workload = &table_;
  need_.size = sizeof need_;
  status_ = table_.need(&env_, &need_, &error_);
  if (status_ == CF_OK) {
    status_ = table_.prepare(&env_, &data_, &error_);
  }
}

Prepared::~Prepared() {
  if (data_ != nullptr) {
    table_.destroy(data_);
  }
  std::error_code ignored;
  std::filesystem::remove_all(scratch_, ignored);
}

std::vector<std::string> Prepared::notes(const std::string& key) const {
  std::vector<std::string> values;
  for (const auto& [noted, value] : notes_) {
    if (noted == key) {
      values.push_back(value);
    }
  }
  return values;
}

int Prepared::finish() {
  return table_.finish(data_, &error_);
}

void Prepared::note(void* host, const char* key, const char* value) {
  static_cast<Prepared*>(host)->notes_.emplace_back(key, value);
}

PluginWorker::PluginWorker(const Prepared& prepared, std::uint32_t number) : table_(prepared.table()) {
  cf_error error{};
  if (table_.worker_create(prepared.data(), number, &state_, &error) != CF_OK) {
    throw std::runtime_error(to_text(error));
  }
}

PluginWorker::~PluginWorker() {
  table_.worker_destroy(state_);
}

cf_answer PluginWorker::request(const cf_request& request) {
  cf_answer answer{};
  table_.request(state_, &request, &answer);
  return answer;
}

int PluginWorker::verify(const cf_request& request, const cf_answer& answer, cf_error* error) {
  return table_.verify(state_, &request, &answer, error);
}

}  // namespace crossfade::workloads
