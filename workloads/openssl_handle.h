// OpensslHandle: owns one object of libcrypto or libssl and frees it the way that object wants it.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

#include "workloads/openssl_check.h"

namespace crossfade::workloads {

template <auto free_function>
struct OpensslDeleter {
  template <class Object>
  void operator()(Object* object) const {
    free_function(object);
  }
};

template <class Object, auto free_function>
using OpensslHandle = std::unique_ptr<Object, OpensslDeleter<free_function>>;

using Bignum = OpensslHandle<BIGNUM, BN_clear_free>;
using BignumScratch = OpensslHandle<BN_CTX, BN_CTX_free>;
using KeyHandle = OpensslHandle<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = OpensslHandle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = OpensslHandle<EVP_MD_CTX, EVP_MD_CTX_free>;
using CipherContextHandle = OpensslHandle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using CipherHandle = OpensslHandle<EVP_CIPHER, EVP_CIPHER_free>;
using MacHandle = OpensslHandle<EVP_MAC, EVP_MAC_free>;
using MacContext = OpensslHandle<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using CurveGroup = OpensslHandle<EC_GROUP, EC_GROUP_free>;
using CurvePoint = OpensslHandle<EC_POINT, EC_POINT_free>;
using ParameterBuilder = OpensslHandle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using ParameterList = OpensslHandle<OSSL_PARAM, OSSL_PARAM_free>;
using BioHandle = OpensslHandle<BIO, BIO_free>;

/// Takes what `call` returned; throws a Failure with OpenSSL's reason if that is nothing.
template <class Handle>
Handle own(typename Handle::pointer object, const char* call) {
  if (object == nullptr) {
    throw_openssl_failure(call);
  }
  return Handle(object);
}

}  // namespace crossfade::workloads
