#include "analysis/program_identity.h"

#include <elf.h>
#include <link.h>

#include <cstdint>
#include <cstring>

#include <fmt/format.h>

namespace crossfade::analysis {
namespace {

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + 3) & ~std::size_t{3};
}

/// The notes of one segment (ELF gABI, "Note Section"): head, name, description, each a multiple of 4 bytes.
/// So are those aligned to 8 that may stand before: properties of the code, whose parts are multiples of 8.
std::string build_id_in(const std::uint8_t* notes, std::size_t bytes) {
  ElfW(Nhdr) head;
  while (bytes >= sizeof head) {
    std::memcpy(&head, notes, sizeof head);
    const std::size_t name_at = sizeof head, text_at = name_at + aligned(head.n_namesz);
    const std::size_t end = text_at + aligned(head.n_descsz);
    if (end > bytes) break;
    if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == 4 && std::memcmp(notes + name_at, "GNU", 4) == 0) {
      std::string id;
      for (std::size_t i = 0; i < head.n_descsz; ++i) id += fmt::format("{:02x}", notes[text_at + i]);
      return id;
    }
    notes += end;
    bytes -= end;
  }
  return "";
}

int look_at(dl_phdr_info* object, std::size_t /*size*/, void* found) {
  for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const std::string id = build_id_in(
        reinterpret_cast<const std::uint8_t*>(object->dlpi_addr + segment.p_vaddr), segment.p_memsz);
    if (!id.empty()) *static_cast<std::string*>(found) = id;
  }
  return 1;  // the first is the program itself; no further
}

}  // namespace

std::string program_identity() {
  std::string found;
  dl_iterate_phdr(look_at, &found);
  return found;
}

}  // namespace crossfade::analysis
