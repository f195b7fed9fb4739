// Handle: owns one HDF5 identifier. Closing can fail and is then an error: call close(). The destructor is
// the fallback; what it could not close it counts, and the writer publishes nothing while that count rises.
#pragma once

#include <hdf5.h>

#include <atomic>
#include <utility>

namespace crossfade::results::file {

/// Identifiers that destructors failed to close, in this process so far.
inline std::atomic<unsigned long> unreported_close_failures{0};

template <herr_t (*Close)(hid_t)>
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      drop();
      id_ = std::exchange(other.id_, H5I_INVALID_HID);
    }
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { drop(); }

  explicit operator bool() const { return id_ >= 0; }
  hid_t get() const { return id_; }
  /// True if it closed without an error, or there was nothing to close.
  [[nodiscard]] bool close() {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id < 0 || Close(id) >= 0;
  }

 private:
  void drop() noexcept {
    if (!close()) ++unreported_close_failures;
  }
  hid_t id_ = H5I_INVALID_HID;
};

using File = Handle<H5Fclose>;
using Dataset = Handle<H5Dclose>;
using Dataspace = Handle<H5Sclose>;
using Datatype = Handle<H5Tclose>;
using PropertyList = Handle<H5Pclose>;
using Attribute = Handle<H5Aclose>;

/// Once per thread before its first HDF5 call: no messages on stderr, no external links, no filter plug-ins.
void prepare_library();
/// A file name for an in-memory file; HDF5 takes two open in-memory files of one name for the same file.
const char* unique_memory_name(char (&buffer)[48]);

}  // namespace crossfade::results::file
