// Environment: what the host gives a plug-in (cf_env) with the parameters checked, read by name.
// A view of cf_env: in a Dataset's constructor it may be kept as long as the Dataset, elsewhere for the call.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "workloads/abi.h"
#include "workloads/failure.h"

namespace crossfade::workloads {

class Environment {
 public:
  /// Refuses an older host, and every parameter that is no number or out of its range.
  Environment(const cf_env* host, std::span<const cf_parameter> parameters)
      : host_(host), parameters_(parameters) {
    if (host == nullptr || host->size < CF_ENV_BYTES_V1) {
      throw Failure{CF_FAILED,
                    "cannot read the host's environment",
                    {},
                    "the host is older than the plug-in",
                    "use the plug-ins that came with the host"};
    }
    if (!parameters.empty() && host->parameters == nullptr) {
      throw Failure{CF_FAILED, "cannot read the parameters", {}, "the host gave none", {}};
    }
    for (const cf_parameter& parameter : parameters) {
      if (*parameter.min != '\0' || *parameter.max != '\0') {
        check_range(parameter, text(parameter.name));
      }
    }
  }

  std::uint64_t seed() const { return host_->seed; }
  std::uint32_t workers() const { return host_->workers; }
  std::uint32_t isa_level() const { return host_->isa_level; }
  /// Exists, empty, removed afterwards.
  std::string scratch_directory() const { return host_->scratch_dir == nullptr ? "" : host_->scratch_dir; }
  /// The file that the user named to work on instead of generated inputs; read-only.
  std::optional<std::string_view> input_path() const {
    if (host_->input_path == nullptr) {
      return std::nullopt;
    }
    return host_->input_path;
  }

  std::string_view text(std::string_view name) const {
    for (std::size_t index = 0; index < parameters_.size(); ++index) {
      if (name == parameters_[index].name) {
        const char* value = host_->parameters[index];
        return value == nullptr ? parameters_[index].def : value;
      }
    }
    throw Failure{CF_FAILED, "the plug-in asked for a parameter it does not have", std::string(name), {}, {}};
  }

  std::uint64_t integer(std::string_view name) const {
    const std::string_view value = text(name);
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (problem != std::errc() || end != value.data() + value.size()) {
      throw refused(name, value, "it is not a whole number");
    }
    return number;
  }

  /// Call it in long loops of prepare(), every few milliseconds of work.
  void check_cancelled() const {
    if (host_->cancel != nullptr && *host_->cancel != 0) {
      throw Failure{CF_CANCELLED, "preparation stopped", {}, "the host asked for it", {}};
    }
  }

  /// Once per library: the code path is the one this CPU really takes, caps included.
  void note_library(const std::string& name, const std::string& version, const std::string& path) const {
    note("library", name + "|" + version + "|" + path);
  }

  /// Over every generated input: equal digests mean equal work on two hosts.
  void note_dataset_digest(std::uint64_t digest) const {
    char hex[17];
    static_cast<void>(std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(digest)));
    note("dataset_digest", hex);
  }

 private:
  static Failure refused(std::string_view name, std::string_view value, std::string why) {
    return unsupported("parameter refused", std::string(name) + "=" + std::string(value), std::move(why),
                       "give a value in the range that crossfade-collect list shows");
  }

  static void check_range(const cf_parameter& parameter, std::string_view value) {
    const auto number = [&](std::string_view text_of_number) {
      double result = 0;
      const char* end_of_text = text_of_number.data() + text_of_number.size();
      const auto [end, problem] = std::from_chars(text_of_number.data(), end_of_text, result);
      if (problem != std::errc() || end != end_of_text) {
        throw refused(parameter.name, value, "it is not a number");
      }
      return result;
    };
    const double given = number(value);
    if (!(given >= number(parameter.min) && given <= number(parameter.max))) {
      throw refused(parameter.name, value,
                    std::string("it is outside ") + parameter.min + " to " + parameter.max);
    }
  }

  void note(const char* key, const std::string& value) const {
    if (host_->note != nullptr) {
      host_->note(host_->host, key, value.c_str());
    }
  }

  const cf_env* host_;
  std::span<const cf_parameter> parameters_;
};

}  // namespace crossfade::workloads
