// Vocabulary: made-up words of a language's script, drawn with the frequencies of natural text (Zipf 1.05),
// as UTF-8. What counts is how many bytes a character takes, where blanks are and how often words recur,
// because encodings and compression of mail depend on that. The words mean nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"

namespace crossfade::workloads::email {

/// Letters from first to last, with a weight in percent.
struct Letters {
  std::uint32_t first, last;
  std::uint64_t percent;
};

struct Language {
  std::string_view code;
  std::uint64_t share_percent;  ///< of recipients
  std::array<Letters, 3> letters;
  std::uint64_t shortest, longest;  ///< letters of a word
  bool blanks;                      ///< between words
};

inline constexpr Letters kNone{0, 0, 0};
inline constexpr std::array<Language, 8> kLanguages{{
    {"en", 34, {{{'a', 'z', 100}, kNone, kNone}}, 2, 10, true},
    {"es", 20, {{{'a', 'z', 94}, {0xe1, 0xf3, 6}, kNone}}, 2, 10, true},
    {"pt", 10, {{{'a', 'z', 92}, {0xe0, 0xf5, 8}, kNone}}, 2, 10, true},
    {"fr", 9, {{{'a', 'z', 91}, {0xe0, 0xf4, 9}, kNone}}, 2, 10, true},
    {"de", 9, {{{'a', 'z', 96}, {0xdf, 0xe4, 4}, kNone}}, 3, 14, true},
    {"ja", 7, {{{0x3042, 0x308f, 55}, {0x30a2, 0x30ef, 20}, {0x4e00, 0x9000, 25}}}, 1, 5, false},
    {"ko", 6, {{{0xac00, 0xd7a0, 100}, kNone, kNone}}, 1, 4, true},
    {"ar", 5, {{{0x0627, 0x063a, 60}, {0x0641, 0x064a, 40}, kNone}}, 2, 8, true},
}};

inline void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xc0 | code >> 6);
    text += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    text += static_cast<char>(0xe0 | code >> 12);
    text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    text += static_cast<char>(0x80 | (code & 0x3f));
  }
}

class Vocabulary {
 public:
  Vocabulary(const Language& language, Random& random) : language_(language) {
    for (std::size_t count = 0; count < kWords; ++count) {
      words_.push_back(make_word(random));
    }
  }

  const Language& language() const { return language_; }

  void append_words(std::string& text, std::uint64_t count, Random& random) const {
    for (std::uint64_t word = 0; word < count; ++word) {
      if (word > 0 && language_.blanks) {
        text += ' ';
      }
      text += words_[frequency_(random) - 1];
    }
  }

  std::string words(std::uint64_t count, Random& random) const {
    std::string text;
    append_words(text, count, random);
    return text;
  }

 private:
  static constexpr std::size_t kWords = 1500;

  std::string make_word(Random& random) const {
    std::string word;
    for (std::uint64_t left = random.between(language_.shortest, language_.longest); left > 0; --left) {
      std::uint64_t roll = random.below(100);
      std::size_t kind = 0;
      while (roll >= language_.letters[kind].percent) {
        roll -= language_.letters[kind++].percent;
      }
      const Letters& letters = language_.letters[kind];
      append_utf8(word, static_cast<std::uint32_t>(random.between(letters.first, letters.last)));
    }
    return word;
  }

  const Language& language_;
  std::vector<std::string> words_;
  Zipf frequency_{kWords, 1.05};
};

}  // namespace crossfade::workloads::email
