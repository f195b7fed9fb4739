#include "collector/measure/prepared_workload.h"

#include <algorithm>
#include <string_view>

#include "collector/measure/host_limits.h"
#include "collector/plugin/parameters.h"
#include "collector/plugin/plugin_error.h"

namespace crossfade::collector {
namespace {

using results::ErrorKind;

static_assert(results::Workload::contended_flag == CF_FLAG_CONTENDED,
              "the analysis does not see the plug-in's border");

/// Nobody cancels: a measuring process that takes too long is killed.
constexpr std::uint32_t never_cancelled = 0;

/// "name|version|code path"
results::Library library_from(const std::string& note) {
  results::Library library;
  const auto first = note.find('|');
  library.name = note.substr(0, first);
  if (first == std::string::npos) return library;
  const auto second = note.find('|', first + 1);
  library.version = note.substr(first + 1, second == std::string::npos ? second : second - first - 1);
  if (second != std::string::npos) library.isa_path = note.substr(second + 1);
  return library;
}

ErrorKind kind_of(int status) {
  return status == CF_UNSUPPORTED ? ErrorKind::unavailable : ErrorKind::data;
}

}  // namespace

PreparedWorkload::PreparedWorkload(const cf_workload& table, std::vector<std::string> values,
                                   const Prepare& order)
    : table_(table),
      preset_(order.preset),
      scratch_dir_(order.scratch_dir),
      input_path_(order.input_path),
      values_(std::move(values)),
      worker_cpus_(order.worker_cpus) {
  for (const std::string& value : values_) value_pointers_.push_back(value.c_str());
  env_.size = sizeof env_;
  env_.seed = order.seed;
  env_.parameters = value_pointers_.data();
  env_.scratch_dir = scratch_dir_.c_str();
  env_.input_path = input_path_.empty() ? nullptr : input_path_.c_str();
  env_.worker_cpu = worker_cpus_.data();
  env_.workers = static_cast<std::uint32_t>(worker_cpus_.size());
  env_.isa_level = order.isa_level;
  env_.cancel = &never_cancelled;
  env_.host = this;
  env_.note = &PreparedWorkload::take_note;
  env_.workload = &table_;
}

void PreparedWorkload::take_note(void* host, const char* key, const char* value) {
  auto& self = *static_cast<PreparedWorkload*>(host);
  const std::string_view name = key == nullptr ? "" : key;
  if (name == "library") self.libraries_.push_back(library_from(plugin_text(value)));
  if (name == "dataset_digest") self.dataset_digest_ = plugin_text(value);
}

results::Result<std::unique_ptr<PreparedWorkload>> PreparedWorkload::prepare(const cf_workload& table,
                                                                             const Prepare& order) {
  auto values = resolve_parameters(table, order.preset, order.parameters);
  if (!values) return values.error();
  std::unique_ptr<PreparedWorkload> workload(new PreparedWorkload(table, std::move(*values), order));
  cf_error said{};
  cf_need need{};
  need.size = sizeof need;
  if (const int status = table.need(&workload->env_, &need, &said); status != CF_OK)
    return to_error(said, kind_of(status), table.name, "cannot say what the workload needs");
  CF_TRY(check_need(need, workload->env_.workers, table.name, order.proc_root));

  const int status = table.prepare(&workload->env_, &workload->data_, &said);
  if (status != CF_OK) {
    workload->data_ = nullptr;
    return to_error(said, kind_of(status), table.name, "cannot prepare the workload");
  }
  return workload;
}

PreparedWorkload::~PreparedWorkload() {
  if (data_ != nullptr) table_.destroy(data_);
}

results::Workload PreparedWorkload::description() const {
  return {.name = plugin_text(table_.name),
          .version = plugin_text(table_.version),
          .preset = preset_,
          .parameters = parameters_text(table_, values_),
          .dataset_digest = dataset_digest_,
          .unit = plugin_text(table_.unit),
          .summary = plugin_text(table_.summary),
          .seed_system = plugin_text(table_.seed_system),
          .flags = table_.flags};
}

std::vector<results::WorkloadClass> PreparedWorkload::classes() const {
  std::vector<results::WorkloadClass> classes;
  for (std::uint32_t c = 0; c < table_.n_classes; ++c) {
    const cf_class& one = table_.classes[c];
    classes.push_back({0, plugin_text(one.name), one.share, one.priority, one.slo_p99_ns, one.net_in,
                       one.net_out, one.storage_in, one.storage_out, one.levels});
  }
  return classes;
}

results::Result<void> PreparedWorkload::finish() {
  cf_error said{};
  if (table_.finish(data_, &said) == CF_OK) return {};
  return to_error(said, ErrorKind::data, table_.name, "the workload's invariants do not hold");
}

}  // namespace crossfade::collector
