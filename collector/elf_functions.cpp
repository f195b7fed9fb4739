#include "collector/elf_functions.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

namespace crossfade::collector {
namespace {

/// The T at that place of the file; nullopt if it is not all there.
template <class T>
std::optional<T> read_at(std::string_view file, std::uint64_t offset) {
  if (offset > file.size() || file.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, file.data() + offset, sizeof value);
  return value;
}

std::optional<Elf64_Shdr> section(std::string_view file, const Elf64_Ehdr& header, std::uint64_t index) {
  if (index >= header.e_shnum || header.e_shentsize != sizeof(Elf64_Shdr)) return std::nullopt;
  return read_at<Elf64_Shdr>(file, header.e_shoff + index * sizeof(Elf64_Shdr));
}

/// Up to the zero; empty if it is not there.
std::string name_at(std::string_view file, const Elf64_Shdr& names, std::uint64_t offset) {
  if (names.sh_offset > file.size() || names.sh_size > file.size() - names.sh_offset ||
      offset >= names.sh_size)
    return {};
  const std::string_view rest = file.substr(names.sh_offset + offset, names.sh_size - offset);
  return std::string(rest.substr(0, rest.find('\0')));
}

void add_functions(std::string_view file, const Elf64_Ehdr& header, std::uint32_t kind,
                   std::vector<ElfFunction>& functions) {
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    const auto table = section(file, header, i);
    if (!table || table->sh_type != kind) continue;
    const auto names = section(file, header, table->sh_link);
    if (!names) continue;
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table->sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = read_at<Elf64_Sym>(file, table->sh_offset + at);
      if (!symbol) return;
      if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_shndx == SHN_UNDEF || symbol->st_size == 0)
        continue;
      functions.push_back(
          {symbol->st_value, symbol->st_value + symbol->st_size, name_at(file, *names, symbol->st_name)});
    }
  }
}

}  // namespace

ElfFunctions::ElfFunctions(const std::filesystem::path& object) {
  std::ifstream stream(object, std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const auto header = read_at<Elf64_Ehdr>(file, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64)
    return;
  add_functions(file, *header, SHT_SYMTAB, by_address_);
  if (by_address_.empty()) add_functions(file, *header, SHT_DYNSYM, by_address_);
  std::stable_sort(by_address_.begin(), by_address_.end(),
                   [](const ElfFunction& a, const ElfFunction& b) { return a.from < b.from; });
}

std::optional<ElfFunction> ElfFunctions::at(std::uint64_t address) const {
  auto next = std::upper_bound(by_address_.begin(), by_address_.end(), address,
                               [](std::uint64_t value, const ElfFunction& f) { return value < f.from; });
  // Aliases begin at the same place and may be of other lengths.
  while (next != by_address_.begin()) {
    --next;
    if (address < next->until) return *next;
    if (next != by_address_.begin() && std::prev(next)->from != next->from) break;
  }
  return std::nullopt;
}

}  // namespace crossfade::collector
