// LibraryCopy: a copy of SVT-AV1 of its own for each worker. Version 1.4 keeps tables of block shapes,
// functions and memory for the whole process and writes them anew whenever an encoder is opened, whoever else
// encodes: with two encoders at work a process crashed within seconds. Copies share nothing. A farm has the
// same by running a process for every encoder; only that these share the pages of the library's code, and
// copies do not.
#pragma once

#include <dlfcn.h>
#include <svt-av1/EbSvtAv1Enc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <string>

#include "workloads/failure.h"

namespace crossfade::workloads {

class LibraryCopy {
 public:
  LibraryCopy() : memory_(memfd_create("SVT-AV1", MFD_CLOEXEC)) {
    try {
      fill();
      load();
    } catch (...) {
      unload();
      throw;
    }
  }
  LibraryCopy(const LibraryCopy&) = delete;
  LibraryCopy& operator=(const LibraryCopy&) = delete;
  ~LibraryCopy() {
    if (!abandoned_) {
      unload();
    }
  }

  /// Keeps the code for as long as the process lives: threads of an encoder that is never closed still run
  /// it.
  void abandon() { abandoned_ = true; }
  bool abandoned() const { return abandoned_; }

  decltype(&svt_av1_enc_init_handle) init_handle = nullptr;
  decltype(&svt_av1_enc_set_parameter) set_parameter = nullptr;
  decltype(&svt_av1_enc_init) init = nullptr;
  decltype(&svt_av1_enc_send_picture) send_picture = nullptr;
  decltype(&svt_av1_enc_get_packet) get_packet = nullptr;
  decltype(&svt_av1_enc_release_out_buffer) release_out_buffer = nullptr;
  decltype(&svt_av1_enc_deinit) deinit = nullptr;
  decltype(&svt_av1_enc_deinit_handle) deinit_handle = nullptr;

 private:
  static Failure failed(const std::string& where, const std::string& why) {
    return {CF_FAILED, "SVT-AV1 cannot be copied for a worker", where, why,
            "allow programs to load code from memory files"};
  }

  /// From the file that the plug-in is linked with, wherever that is.
  void fill() {
    Dl_info origin{};
    if (memory_ < 0 || dladdr(reinterpret_cast<void*>(&svt_av1_enc_init_handle), &origin) == 0) {
      throw failed("memfd_create", std::strerror(errno));
    }
    std::ifstream file(origin.dli_fname, std::ios::binary);
    std::array<char, 1 << 16> piece;
    while (file.read(piece.data(), piece.size()), file.gcount() > 0) {
      for (std::streamsize written = 0; written < file.gcount();) {
        const ssize_t now =
            ::write(memory_, piece.data() + written, static_cast<std::size_t>(file.gcount() - written));
        if (now <= 0) {
          throw failed(origin.dli_fname, std::strerror(errno));
        }
        written += now;
      }
    }
  }

  void load() {
    // The loader knows objects by their names too: the descriptor stays open as long as the copy is loaded.
    const std::string name = "/proc/self/fd/" + std::to_string(memory_);
    object_ = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (object_ == nullptr) {
      throw failed(name, dlerror());
    }
    find(init_handle, "svt_av1_enc_init_handle");
    find(set_parameter, "svt_av1_enc_set_parameter");
    find(init, "svt_av1_enc_init");
    find(send_picture, "svt_av1_enc_send_picture");
    find(get_packet, "svt_av1_enc_get_packet");
    find(release_out_buffer, "svt_av1_enc_release_out_buffer");
    find(deinit, "svt_av1_enc_deinit");
    find(deinit_handle, "svt_av1_enc_deinit_handle");
  }

  template <class Function>
  void find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(object_, name));
    if (function == nullptr) {
      throw failed(name, "the library does not have it");
    }
  }

  void unload() {
    if (object_ != nullptr) {
      dlclose(object_);
    }
    if (memory_ >= 0) {
      ::close(memory_);
    }
  }

  int memory_;
  void* object_ = nullptr;
  bool abandoned_ = false;
};

}  // namespace crossfade::workloads
