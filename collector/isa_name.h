// ISA name: the instruction sets that a function is called after, where a library has one for each and
// chooses by the CPU: "sha256_block_data_order_shaext" is the SHA-NI one of "sha256_block_data_order". A
// habit of names and no proof of what is in the function.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::collector {

struct IsaName {
  std::string base;  ///< without the words of instruction sets
  std::string isa;   ///< these words, "avx512 vl"; empty = it is called after none
};

IsaName isa_name(std::string_view function);

}  // namespace crossfade::collector
