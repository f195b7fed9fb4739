// Error and Result<T>: how every part of Crossfade reports a user or environment error.
// One message has four parts: what failed, where, why, and what to do. The kind is also the exit code.
// Not for programmer errors: those are CF_ASSERT.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "results/assertion.h"

namespace crossfade::results {

/// The values are the exit codes of all three programs (sysexits.h). 0 is success; 1 and 2 are answers
/// (doctor, validate, verdict), never errors.
enum class ErrorKind : int {
  usage = 64,          ///< an option or argument is wrong
  data = 65,           ///< an input is not what it should be
  unavailable = 69,    ///< something needed is missing on this machine
  cannot_create = 73,  ///< an output may not or cannot be created
  io = 74,             ///< the disk or a pipe failed
  interrupted = 130    ///< stopped by the user
};

struct Error {
  ErrorKind kind = ErrorKind::data;
  std::string what;    ///< what failed: "cannot read the recording"
  std::string where;   ///< file, dataset, option, workload; may be empty
  std::string why;     ///< the cause: "it ends after 512 of 40,960 bytes"
  std::string remedy;  ///< what to do: "copy the file again"

  friend bool operator==(const Error&, const Error&) = default;
};

/// The whole message, one line per part that is present. `program` is put in front ("crossfade-report: ").
std::string to_text(const Error& error, std::string_view program);

/// The same on one line, for lists and banners.
std::string to_line(const Error& error);

inline int exit_code(const Error& error) {
  return static_cast<int>(error.kind);
}

/// A value or the Error that prevented it. Reading the wrong one is a programmer's error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : content_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : content_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return content_.index() == 0; }

  T& value() & {
    CF_ASSERT(content_.index() == 0, "value() of a failed Result");
    return *std::get_if<0>(&content_);
  }
  const T& value() const& {
    CF_ASSERT(content_.index() == 0, "value() of a failed Result");
    return *std::get_if<0>(&content_);
  }
  T&& value() && {
    CF_ASSERT(content_.index() == 0, "value() of a failed Result");
    return std::move(*std::get_if<0>(&content_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    CF_ASSERT(content_.index() == 1, "error() of a successful Result");
    return *std::get_if<1>(&content_);
  }

 private:
  std::variant<T, Error> content_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error)
      : error_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return error_.index() == 0; }
  const Error& error() const {
    CF_ASSERT(error_.index() == 1, "error() of a successful Result");
    return *std::get_if<1>(&error_);
  }

 private:
  std::variant<std::monostate, Error> error_;
};

}  // namespace crossfade::results

/// Returns the error of `expression` (a Result) from the enclosing function, if it has one.
#define CF_TRY(expression)                                     \
  do {                                                         \
    if (auto&& cf_try_result = (expression); !cf_try_result) { \
      return cf_try_result.error();                            \
    }                                                          \
  } while (false)
