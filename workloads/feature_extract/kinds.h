// The thirteen kinds of feature extractor, each a function of a record, of the feature before it, and of four
// numbers that tell one extractor of the kind from the others. With the four numbers known at compile time
// (extractor.h) every extractor becomes machine code of its own; with the same numbers at run time
// (interpret()) it is what verification compares with.
//
// All arithmetic wraps or is exact, so a feature is the same on every CPU.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "workloads/feature_extract/record.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads::feature_extract {

inline constexpr std::uint32_t kKinds = 13;

struct Constants {
  std::uint64_t a, b, c, d;
};

/// Part of the definition of extractor `number`: not from the seed, the code must be the same in every run.
constexpr Constants constants_of(std::uint32_t number) {
  const std::uint64_t base = mix(number);
  return {mix(base ^ 1), mix(base ^ 2), mix(base ^ 3), mix(base ^ 4)};
}

namespace kinds {

// Always inlined, so that the constants reach the body; a call would give all extractors one body.
#define CROSSFADE_KIND [[gnu::always_inline]] inline std::uint32_t

constexpr std::uint32_t low(std::uint64_t number) {
  return static_cast<std::uint32_t>(number);
}

CROSSFADE_KIND flag_tests(Constants k, const Record& record, std::uint32_t before) {
  const std::uint64_t masked = record.flags[k.a % 32] & k.b;
  std::uint32_t feature = before + low(static_cast<std::uint64_t>(std::popcount(masked))) * low(k.c % 64);
  if ((masked >> (k.d % 64) & 1) != 0) {
    feature ^= low(k.c >> 20);
  }
  if ((record.flags[k.b % 32] >> (k.c % 64) & 1) != 0) {
    feature += low(static_cast<std::uint64_t>(record.numbers[k.d % 128]));
  } else {
    feature -= low(static_cast<std::uint64_t>(record.numbers[k.c % 128]));
  }
  if ((record.flags[k.c % 32] >> (k.a % 64) & 1) != 0) {
    feature += 17;
  }
  return feature + low(static_cast<std::uint64_t>(std::countr_zero(record.flags[k.d % 32] | k.a << 40)));
}

CROSSFADE_KIND weighted_sum(Constants k, const Record& record, std::uint32_t before) {
  std::int64_t sum = 0;
  const std::uint64_t step = k.b | 1;
  for (std::uint64_t place = 0; place < 12; ++place) {
    sum += std::int64_t{record.numbers[(k.a + place * step) % 128]} *
           static_cast<std::int64_t>(k.c >> (4 * place) & 255);
  }
  std::uint32_t feature = before / 16 + low(static_cast<std::uint64_t>(sum >> 7));
  if (sum > static_cast<std::int64_t>(k.d % 0x100000)) {
    feature += low(k.b % 256);
  }
  return feature;
}

CROSSFADE_KIND word_tests(Constants k, const Record& record, std::uint32_t before) {
  const auto& word = record.words[k.a % 32];
  std::uint32_t feature = before & 0xffff;
  if (word[0] == static_cast<char>('a' + k.b % 26)) {
    feature += low(k.c % 16);
  }
  const char letter = word[k.b % 20];
  if (letter == 'e') {
    feature += 3;
  } else if (letter == 'a') {
    feature += 5;
  } else if (letter < 'n') {
    feature -= low(k.d % 8);
  }
  std::uint32_t hash = 0;
  for (std::size_t place = 0; place < 8; ++place) {
    hash = hash * 31 + static_cast<unsigned char>(word[place]);
  }
  feature += hash & 0xfff;
  const auto& other = record.words[k.c % 32];
  for (std::size_t place = 0; place < 4; ++place) {
    if (word[place] != other[place]) {
      feature += word[place] < other[place] ? 9 : 0;
      break;
    }
  }
  return feature;
}

CROSSFADE_KIND affinity(Constants k, const Record& record, std::uint32_t before) {
  const std::uint32_t key = (before * low(k.a) + low(k.b)) | 1;
  std::uint32_t feature = before;
  for (std::uint32_t probe = 0; probe < 4; ++probe) {
    const Record::Affinity& slot = record.affinities[(key + probe * probe) % 512];
    if ((slot.key ^ key) % 64 == 0) {  // a fingerprint: one in 32 of those taken
      feature += slot.value;
      break;
    }
    if (slot.key == 0) {
      break;
    }
    feature += slot.key & low(k.d % 4);
  }
  return feature ^ low(k.c % 0x10000);
}

CROSSFADE_KIND small_tree(Constants k, const Record& record, std::uint32_t before) {
  std::uint32_t place = 0;
  for (std::uint32_t depth = 0; depth < 6; ++depth) {
    const Record::Split& split = record.tree[place];
    if (split.leaf != 0) {
      break;
    }
    const auto threshold = static_cast<std::int32_t>(k.a >> (depth * 4) & 0xfff) - 0x400;
    place = record.numbers[split.number] < threshold ? split.left : split.right;
  }
  return (before >> 3) + place * low(k.b % 32);
}

CROSSFADE_KIND middle_of_three(Constants k, const Record& record, std::uint32_t before) {
  std::int64_t x = record.numbers[k.a % 128];
  std::int64_t y = record.numbers[k.b % 128];
  std::int64_t z = record.numbers[k.c % 128];
  if (x > y) {
    std::swap(x, y);
  }
  if (y > z) {
    std::swap(y, z);
  }
  if (x > y) {
    std::swap(x, y);
  }
  const std::int64_t spread = (z - x) / static_cast<std::int64_t>(k.a % 30 + 1);
  const std::int64_t feature = y * static_cast<std::int64_t>(k.d % 64) + spread;
  return before / 4 + low(static_cast<std::uint64_t>(feature));
}

CROSSFADE_KIND ratio(Constants k, const Record& record, std::uint32_t before) {
  double value =
      record.numbers[k.a % 128] * (static_cast<double>(k.b % 1024) * 0x1p-10) + record.numbers[k.c % 128];
  value = value < 0 ? value * -0.25 : value;
  const double scaled = value / (1.0 + static_cast<double>(k.d % 256));
  std::uint32_t feature = before / 2 + static_cast<std::uint32_t>(scaled);
  if (value > static_cast<double>(k.b % 0x2000)) {
    feature += low(k.d % 32);
  }
  return feature;
}

CROSSFADE_KIND histogram_window(Constants k, const Record& record, std::uint32_t before) {
  std::uint32_t sum = 0;
  for (std::uint64_t place = 0; place < 16; ++place) {
    sum += record.histogram[(k.a + place) % 256];
  }
  std::uint32_t feature = before / 8 + sum / low(k.b % 16 + 1);
  if (record.histogram[k.c % 256] > record.histogram[k.d % 256]) {
    feature += sum % 8;
  } else if (record.histogram[k.b % 256] % 2 != 0) {
    feature -= 1;
  }
  return feature;
}

CROSSFADE_KIND by_case(Constants k, const Record& record, std::uint32_t before) {
  switch ((before ^ low(k.a)) % 7) {
    case 0:
      return before + low(k.b % 256);
    case 1:
      return before - low(static_cast<std::uint64_t>(record.numbers[k.b % 128]));
    case 2:
      return before ^ low(k.c % 4096);
    case 3:
      return before + record.histogram[k.c % 256];
    case 4:
      return std::rotl(before, 1) + low(k.d % 64);
    case 5:
      return before + low(static_cast<std::uint64_t>(std::popcount(record.flags[k.d % 32])));
    default:
      return before - 7 - low(k.a % 8);
  }
}

CROSSFADE_KIND packed_numbers(Constants k, const Record& record, std::uint32_t before) {
  std::uint64_t packed = record.flags[k.a % 32];
  std::uint32_t feature = before % 0x10000;
  for (std::uint32_t place = 0; place < 5; ++place) {
    const std::uint64_t number = packed % 128;
    packed >>= 7;
    feature += low(number * (k.b >> place & 3));
    if (packed % 8 == 0) {
      break;
    }
  }
  return feature + low(packed & k.c & 255);
}

CROSSFADE_KIND largest_of_ten(Constants k, const Record& record, std::uint32_t before) {
  std::int32_t largest = record.numbers[k.a % 128];
  for (std::uint64_t place = 1; place < 10; ++place) {
    largest = std::max(largest, record.numbers[(k.a + place * 3) % 128]);
  }
  const std::uint32_t magnitude = low(static_cast<std::uint64_t>(std::int64_t{largest}));
  const std::uint32_t feature = largest > static_cast<std::int32_t>(k.b % 0x2000) ? magnitude : 0 - magnitude;
  return before / 32 + feature + low(static_cast<std::uint64_t>(record.numbers[k.d % 128])) * 3;
}

CROSSFADE_KIND nested_conditions(Constants k, const Record& record, std::uint32_t before) {
  std::uint32_t feature = before;
  if ((record.flags[k.a % 32] & 1) != 0) {
    if ((record.flags[k.b % 32] & 2) != 0) {
      feature += low(k.c % 64);
    } else {
      feature -= low(k.d % 64);
    }
  } else {
    if ((record.flags[k.c % 32] & 4) != 0) {
      feature ^= low(k.b % 512);
    } else {
      feature += low(static_cast<std::uint64_t>(record.numbers[k.d % 128])) % 16;
    }
  }
  if (before % 16 > low(k.a % 16)) {
    feature += record.histogram[k.b % 256];
  }
  if (record.numbers[k.c % 128] > static_cast<std::int32_t>(k.d % 4096)) {
    feature += low(k.a % 1024);
  }
  return feature;
}

CROSSFADE_KIND hashed_bucket(Constants k, const Record& record, std::uint32_t before) {
  const std::uint64_t hash = mix(before ^ k.a) >> (k.b % 32);
  const auto number = static_cast<std::uint64_t>(record.numbers[k.c % 128]);
  return low((hash + number) % (k.d % 0x10000 + 1));
}

/// The end of every extractor: a weight, a correction of what is far out, and one of records that are
/// flagged.
CROSSFADE_KIND finished(Constants k, const Record& record, std::uint32_t feature) {
  feature = feature * (low(k.a >> 32) | 1) + low(k.b >> 32);
  feature = std::rotl(feature, static_cast<int>(k.c >> 59));
  if (feature < 0x08000000) {
    feature += record.histogram[(k.d >> 32) % 256] * low(k.c >> 50);
  } else if (feature > 0xf8000000) {
    feature -= low(static_cast<std::uint64_t>(record.numbers[(k.b >> 24) % 128])) * low(k.d >> 52);
  }
  if ((record.flags[(k.a >> 20) % 32] >> ((k.b >> 20) % 64) & 1) != 0) {
    feature ^= low(k.c >> 16);
  } else {
    feature += record.histogram[(k.c >> 24) % 256];
  }
  return feature;
}

#undef CROSSFADE_KIND

}  // namespace kinds

/// The feature that an extractor with these constants makes; `kind` below kKinds.
[[gnu::always_inline]] inline std::uint32_t apply(std::uint32_t kind, Constants k, const Record& record,
                                                  std::uint32_t before) {
  std::uint32_t feature = 0;
  switch (kind) {
    case 0:
      feature = kinds::flag_tests(k, record, before);
      break;
    case 1:
      feature = kinds::weighted_sum(k, record, before);
      break;
    case 2:
      feature = kinds::word_tests(k, record, before);
      break;
    case 3:
      feature = kinds::affinity(k, record, before);
      break;
    case 4:
      feature = kinds::small_tree(k, record, before);
      break;
    case 5:
      feature = kinds::middle_of_three(k, record, before);
      break;
    case 6:
      feature = kinds::ratio(k, record, before);
      break;
    case 7:
      feature = kinds::histogram_window(k, record, before);
      break;
    case 8:
      feature = kinds::by_case(k, record, before);
      break;
    case 9:
      feature = kinds::packed_numbers(k, record, before);
      break;
    case 10:
      feature = kinds::largest_of_ten(k, record, before);
      break;
    case 11:
      feature = kinds::nested_conditions(k, record, before);
      break;
    default:
      feature = kinds::hashed_bucket(k, record, before);
      break;
  }
  return kinds::finished(k, record, feature);
}

/// What extractor `number` must give, by one body for each kind instead of one for each extractor.
inline std::uint32_t interpret(std::uint32_t number, const Record& record, std::uint32_t before) {
  return apply(number % kKinds, constants_of(number), record, before);
}

}  // namespace crossfade::workloads::feature_extract
