// Av1Decoder: an AV1 bitstream back into pictures by dav1d, a decoder that shares no code with the encoder.
// One thread, for verify(): slower than it could be, and untimed.
#pragma once

#include <dav1d/dav1d.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "workloads/failure.h"

namespace crossfade::workloads::av1 {

/// Calls picture(const Dav1dPicture&) for each picture, in the order of display. Throws CF_WRONG where the
/// stream cannot be decoded.
template <class Take>
void decode(std::span<const std::uint8_t> stream, Take&& picture) {
  Dav1dSettings settings;
  dav1d_default_settings(&settings);
  settings.n_threads = 1;
  settings.max_frame_delay = 1;
  settings.logger.callback = nullptr;
  struct Closer {
    void operator()(Dav1dContext* context) const { dav1d_close(&context); }
  };
  Dav1dContext* opened = nullptr;
  if (dav1d_open(&opened, &settings) != 0) {
    throw Failure{CF_FAILED, "dav1d failed", "dav1d_open", "it does not say why", {}};
  }
  const std::unique_ptr<Dav1dContext, Closer> context(opened);
  struct Data {
    ~Data() { dav1d_data_unref(&data); }
    Dav1dData data{};
  } fed;
  std::uint8_t* const place = dav1d_data_create(&fed.data, stream.size());
  if (place == nullptr) {
    throw Failure{CF_FAILED, "dav1d failed", "dav1d_data_create", "out of memory", {}};
  }
  std::memcpy(place, stream.data(), stream.size());
  const auto undecodable = [](const char* call, int result) {
    return wrong("the bitstream cannot be decoded", std::string(call) + ": " + std::strerror(-result));
  };
  for (;;) {
    if (fed.data.sz > 0) {
      const int sent = dav1d_send_data(context.get(), &fed.data);
      if (sent != 0 && sent != DAV1D_ERR(EAGAIN)) {
        throw undecodable("dav1d_send_data", sent);
      }
    }
    Dav1dPicture decoded{};
    const int got = dav1d_get_picture(context.get(), &decoded);
    if (got == 0) {
      struct Release {
        ~Release() { dav1d_picture_unref(&held); }
        Dav1dPicture& held;
      } const release{decoded};
      picture(static_cast<const Dav1dPicture&>(decoded));
    } else if (got != DAV1D_ERR(EAGAIN)) {
      throw undecodable("dav1d_get_picture", got);
    } else if (fed.data.sz == 0) {
      return;
    }
  }
}

}  // namespace crossfade::workloads::av1
