// Prepared workload: a plug-in with its shared inputs built, and the facts it noted about itself. Lives on
// the main thread; finish() and destroy() of the plug-in happen there too.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "collector/protocol/messages.h"
#include "results/error.h"
#include "results/recording.h"
#include "workloads/abi.h"

namespace crossfade::collector {

class PreparedWorkload {
 public:
  /// Errors: usage (parameters), unavailable (need, CF_UNSUPPORTED), data (prepare failed).
  static results::Result<std::unique_ptr<PreparedWorkload>> prepare(const cf_workload& table,
                                                                    const Prepare& order);
  PreparedWorkload(const PreparedWorkload&) = delete;
  PreparedWorkload& operator=(const PreparedWorkload&) = delete;
  ~PreparedWorkload();

  const cf_workload& table() const { return table_; }
  void* data() const { return data_; }
  bool is_exact() const { return (table_.flags & CF_FLAG_EXACT) != 0; }
  bool is_contended() const { return (table_.flags & CF_FLAG_CONTENDED) != 0; }
  bool has_library_threads() const { return (table_.flags & CF_FLAG_LIBRARY_THREADS) != 0; }

  results::Workload description() const;
  std::vector<results::WorkloadClass> classes() const;
  const std::vector<results::Library>& libraries() const { return libraries_; }

  /// The plug-in's invariants over everything that happened.
  results::Result<void> finish();

 private:
  PreparedWorkload(const cf_workload& table, std::vector<std::string> values, const Prepare& order);
  static void take_note(void* host, const char* key, const char* value);

  const cf_workload& table_;
  std::string preset_, scratch_dir_, input_path_;
  std::vector<std::string> values_;
  std::vector<const char*> value_pointers_;
  std::vector<std::uint32_t> worker_cpus_;
  cf_env env_{};
  void* data_ = nullptr;
  std::string dataset_digest_;
  std::vector<results::Library> libraries_;
};

}  // namespace crossfade::collector
