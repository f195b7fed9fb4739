// exp and log made of +, -, *, / only, each exactly rounded by IEEE 754: the same bits on every CPU. The C
// library picks FMA variants at run time, which differ in the last bit and would give two hosts two datasets.
// Error below 1e-15 relative (exp) and below 1e-15 absolute or relative (log). For generators, not for
// timing.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace crossfade::workloads {

namespace exact_math_detail {
// log(2) in two parts; the first has 21 trailing zero bits, so that k * kLn2High is exact.
inline constexpr double kLn2High = 0x1.62e42feep-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
inline constexpr double kOneOverLn2 = 0x1.71547652b82fep0;
}  // namespace exact_math_detail

/// exp(x). 0 below -708, infinity above 709; NaN stays NaN.
constexpr double exact_exp(double x) {
  using namespace exact_math_detail;
  if (x != x) {
    return x;
  }
  if (x < -708) {
    return 0;
  }
  if (x > 709) {
    return std::numeric_limits<double>::infinity();
  }
  const auto exponent = static_cast<std::int64_t>(x * kOneOverLn2 + (x < 0 ? -0.5 : 0.5));
  const auto k = static_cast<double>(exponent);
  const double r = (x - k * kLn2High) - k * kLn2Low;  // |r| <= 0.35
  double sum = 1;
  for (int term = 14; term >= 1; --term) {
    sum = 1 + sum * r / term;
  }
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

/// log(x) of a normal positive number. -infinity at 0 and for denormals, NaN below 0 and for NaN.
constexpr double exact_log(double x) {
  using namespace exact_math_detail;
  if (x != x || x < 0) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (x < std::numeric_limits<double>::min()) {
    return -std::numeric_limits<double>::infinity();
  }
  if (x == std::numeric_limits<double>::infinity()) {
    return x;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
  double mantissa = std::bit_cast<double>((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    ++exponent;
  }
  // log(m) = 2 atanh(s) = 2 (s + s^3/3 + s^5/5 + ...), |s| <= 0.172
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double sum = 0;
  for (int power = 23; power >= 3; power -= 2) {
    sum = (sum + 1.0 / power) * square;
  }
  const auto k = static_cast<double>(exponent);
  return k * kLn2High + (2 * s + (2 * s * sum + k * kLn2Low));
}

}  // namespace crossfade::workloads
