// Failure: what a plug-in's C++ code throws when it cannot go on. The border (sugar.h) catches it and turns
// it into a cf_error with the status of abi.h; it never leaves the plug-in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "workloads/abi.h"

namespace crossfade::workloads {

struct Failure {
  int status = CF_FAILED;  ///< CF_WRONG, CF_FAILED, CF_CANCELLED or CF_UNSUPPORTED
  std::string what;        ///< what failed
  std::string where;       ///< parameter, file, request; may be empty
  std::string why;         ///< the cause
  std::string remedy;      ///< what to do; may be empty
};

/// The answer is not right: the workload has failed, whatever its speed.
inline Failure wrong(std::string what, std::string why) {
  return {CF_WRONG, std::move(what), {}, std::move(why), {}};
}

/// This machine or these parameters cannot run the workload.
inline Failure unsupported(std::string what, std::string where, std::string why, std::string remedy) {
  return {CF_UNSUPPORTED, std::move(what), std::move(where), std::move(why), std::move(remedy)};
}

/// Copies as much as fits, zero-terminated, never half of a UTF-8 character.
template <std::size_t capacity>
void copy_text(char (&target)[capacity], std::string_view text) {
  std::size_t length = std::min(text.size(), capacity - 1);
  if (length < text.size()) {
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u) {
      --length;
    }
  }
  std::copy_n(text.data(), length, target);
  target[length] = '\0';
}

/// The texts of an error, where they lie: memory may be what failed, and nothing is allocated to say so.
class ErrorTexts {
 public:
  ErrorTexts(int /*status*/, std::string_view what, std::string_view where, std::string_view why,
             std::string_view remedy)
      : what_(what), where_(where), why_(why), remedy_(remedy) {}
  // NOLINTNEXTLINE(google-explicit-constructor): a failure is its texts
  ErrorTexts(const Failure& failure)
      : ErrorTexts(failure.status, failure.what, failure.where, failure.why, failure.remedy) {}

  void write(cf_error& error) const {
    copy_text(error.what, what_);
    copy_text(error.where, where_);
    copy_text(error.why, why_);
    copy_text(error.remedy, remedy_);
  }

 private:
  std::string_view what_, where_, why_, remedy_;
};

inline void fill(cf_error* error, const ErrorTexts& texts) {
  if (error != nullptr) {
    texts.write(*error);
  }
}

}  // namespace crossfade::workloads
