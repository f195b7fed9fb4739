// PageMemory: anonymous memory of whole pages, zeroed, with the page size asked for explicitly, so that the
// system's transparent_hugepage setting does not decide it. First touch places the pages. Not resizable.
#pragma once

#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <span>
#include <string>
#include <utility>

#include "workloads/failure.h"

namespace crossfade::workloads {

enum class PageSize { small, huge };

class PageMemory {
 public:
  PageMemory() = default;

  PageMemory(std::size_t bytes, PageSize pages) : bytes_(bytes) {
    if (pages == PageSize::huge && huge_pages_are_off()) {
      throw unsupported("huge pages refused", "/sys/kernel/mm/transparent_hugepage/enabled", "it says never",
                        "use small pages, or set it to madvise");
    }
    void* address = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED) {
      throw Failure{CF_FAILED,
                    "cannot map " + std::to_string(bytes >> 20) + " MB",
                    {},
                    std::strerror(errno),
                    "free memory or choose smaller parameters"};
    }
    address_ = static_cast<std::byte*>(address);
    // A kernel without huge pages knows neither advice and has small pages anyway.
    if (madvise(address, bytes, pages == PageSize::huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) != 0 &&
        pages == PageSize::huge) {
      munmap(address, bytes);
      throw unsupported("huge pages refused", "madvise(MADV_HUGEPAGE)", std::strerror(errno),
                        "use small pages, or a kernel with transparent huge pages");
    }
  }

  PageMemory(PageMemory&& other) noexcept
      : address_(std::exchange(other.address_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  PageMemory& operator=(PageMemory&& other) noexcept {
    std::swap(address_, other.address_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  PageMemory(const PageMemory&) = delete;
  PageMemory& operator=(const PageMemory&) = delete;
  ~PageMemory() {
    if (address_ != nullptr) {
      munmap(address_, bytes_);
    }
  }

  std::byte* data() { return address_; }
  const std::byte* data() const { return address_; }
  std::size_t size() const { return bytes_; }
  std::span<std::byte> bytes() { return {address_, bytes_}; }
  std::span<const std::byte> bytes() const { return {address_, bytes_}; }

 private:
  /// madvise() succeeds all the same where the administrator switched huge pages off.
  static bool huge_pages_are_off() {
    std::ifstream setting("/sys/kernel/mm/transparent_hugepage/enabled");
    std::string text;
    std::getline(setting, text);
    return text.find("[never]") != std::string::npos;
  }

  std::byte* address_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace crossfade::workloads
