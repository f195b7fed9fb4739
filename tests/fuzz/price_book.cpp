// Fuzzes the price book: any text as the CSV that --price-book names.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analysis/price_book.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using crossfade::analysis::PriceBook;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto book = PriceBook::parse(text, "fuzz.csv");
  if (!book) {
    if (book.error().why.empty() || book.error().remedy.empty()) std::abort();
    return 0;
  }
  for (const auto& price : book->prices()) {
    if (!(price.per_hour > 0) || book->find(price.instance_type).empty()) std::abort();
  }
  return 0;
}
