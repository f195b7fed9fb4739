// Fuzzes the importers: any text as a result of Google Benchmark or perf stat, and as a price list or a
// history of spot prices.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "analysis/imported/google_benchmark.h"
#include "analysis/imported/perf_stat.h"
#include "analysis/prices/json_leaves.h"
#include "analysis/prices/price_list.h"
#include "analysis/prices/spot_history.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crossfade::analysis;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string name = "fuzz.json";
  static_cast<void>(parse_google_benchmark(text, name));
  static_cast<void>(parse_perf_stat(text, name));
  const ImportChoice choice{};
  std::istringstream list(text);
  PriceListReader prices(name, choice);
  if (read_json(list, name, prices)) static_cast<void>(prices.prices());
  std::istringstream history(text);
  SpotHistory spot;
  SpotHistoryReader reader(name, choice, spot);
  if (read_json(history, name, reader)) static_cast<void>(spot.prices());
  return 0;
}
