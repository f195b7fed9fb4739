// Turns a failed libcrypto call into a Failure with OpenSSL's own reason.
#pragma once

#include <openssl/err.h>

#include <string>

#include "workloads/failure.h"

namespace crossfade::workloads {

[[noreturn]] inline void throw_openssl_failure(const char* call) {
  char reason[256] = "no reason given";
  if (const unsigned long code = ERR_get_error(); code != 0) {
    ERR_error_string_n(code, reason, sizeof reason);
  }
  ERR_clear_error();
  throw Failure{CF_FAILED, "libcrypto failed", call, reason, {}};
}

/// `call` names the function for the message; libcrypto answers 1 for success.
inline void check_openssl(long result, const char* call) {
  if (result != 1) [[unlikely]] {
    throw_openssl_failure(call);
  }
}

}  // namespace crossfade::workloads
