// Campaign: what a mailing needs before it can be sent: titles with their texts in every language, designs
// (an HTML and a plain template for each language), and recipients with what was chosen for each. From a
// seed; constant once made.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/email/design.h"
#include "workloads/email/template.h"
#include "workloads/email/vocabulary.h"
#include "workloads/environment.h"
#include "workloads/generators/digest.h"
#include "workloads/generators/random.h"
#include "workloads/generators/zipf.h"

namespace crossfade::workloads::email {

inline constexpr std::size_t kTitles = 2000;
inline constexpr std::size_t kDesigns = 4;  ///< of each language
inline constexpr std::uint64_t kFewestRows = 18, kMostRows = 42;

/// A title as one language has it.
struct TitleText {
  std::string title, synopsis;
};

/// A title in one recipient's mail.
struct Row {
  std::uint32_t title = 0;
  std::uint32_t match = 0;  ///< in percent
  std::uint64_t tracking = 0;
  bool is_new = false;
};

struct Recipient {
  std::uint64_t id = 0;
  std::uint32_t language = 0, design = 0;
  std::string name, address;
  std::vector<Row> rows;
};

inline void append_hexadecimal(std::string& text, std::uint64_t value) {
  char digits[16];
  const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, value, 16);
  static_cast<void>(problem);  // 16 digits hold every 64-bit number
  text.append(16 - static_cast<std::size_t>(end - digits), '0').append(digits, end);
}

class Campaign {
 public:
  Campaign(Random& random, std::size_t recipients, const Environment& environment) {
    for (const Language& language : kLanguages) {
      environment.check_cancelled();
      vocabularies_.emplace_back(language, random);
      make_titles(vocabularies_.back(), random);
      for (std::size_t design = 0; design < kDesigns; ++design) {
        add_design(vocabularies_.back(), random);
      }
    }
    const Zipf popularity(kTitles, 0.9);
    for (std::size_t count = 0; count < recipients; ++count) {
      recipients_.push_back(make_recipient(popularity, random));
    }
  }

  const Recipient& recipient(std::size_t number) const { return recipients_[number]; }
  const TitleText& title(std::uint32_t language, std::uint32_t title) const {
    return titles_[language * kTitles + title];
  }
  const Template& html(const Recipient& recipient) const {
    return html_[recipient.language * kDesigns + recipient.design];
  }
  const Template& plain(const Recipient& recipient) const {
    return plain_[recipient.language * kDesigns + recipient.design];
  }
  std::string_view subject(const Recipient& recipient) const {
    return subjects_[recipient.language * kDesigns + recipient.design];
  }

  /// Over everything that a mail is made of; it grows while the campaign is made.
  std::uint64_t digest_of_all() const { return digest_; }

 private:
  void add_to_digest(std::string_view text) { digest_ = digest(text.data(), text.size(), digest_); }

  /// One title in 16 has an ampersand or quotes, which HTML must escape.
  void make_titles(const Vocabulary& vocabulary, Random& random) {
    for (std::size_t count = 0; count < kTitles; ++count) {
      TitleText text;
      text.title = vocabulary.words(random.between(1, 4), random);
      const std::uint64_t odd = random.below(32);
      if (odd == 0) {
        text.title += " & ";
        vocabulary.append_words(text.title, 1, random);
      } else if (odd == 1) {
        text.title = "\"" + text.title + "\"";
      }
      text.synopsis = vocabulary.words(random.between(10, 26), random);
      text.synopsis += '.';
      add_to_digest(text.title);
      add_to_digest(text.synopsis);
      titles_.push_back(std::move(text));
    }
  }

  void add_design(const Vocabulary& vocabulary, Random& random) {
    const std::string html = make_html_design(vocabulary, random);
    const std::string plain = make_plain_design(vocabulary, random);
    subjects_.push_back(vocabulary.words(random.between(4, 9), random));
    add_to_digest(html);
    add_to_digest(plain);
    add_to_digest(subjects_.back());
    html_.emplace_back(html, Markup::html);
    plain_.emplace_back(plain, Markup::plain);
  }

  Recipient make_recipient(const Zipf& popularity, Random& random) {
    Recipient recipient;
    recipient.id = random.next();
    std::uint64_t roll = random.below(100);
    while (roll >= kLanguages[recipient.language].share_percent) {
      roll -= kLanguages[recipient.language++].share_percent;
    }
    recipient.design = static_cast<std::uint32_t>(random.below(kDesigns));
    recipient.name = vocabularies_[recipient.language].words(random.between(1, 2), random);
    recipient.address = "member.";
    append_hexadecimal(recipient.address, recipient.id);
    recipient.address += "@mailbox.example";
    recipient.rows.resize(random.between(kFewestRows, kMostRows));
    for (Row& row : recipient.rows) {
      row.title = static_cast<std::uint32_t>(popularity(random) - 1);
      row.match = static_cast<std::uint32_t>(random.between(60, 99));
      row.tracking = random.next();
      row.is_new = random.below(4) == 0;
      const std::array<std::uint64_t, 4> all{row.title, row.match, row.tracking, row.is_new ? 1u : 0u};
      digest_ = digest(all.data(), sizeof all, digest_);
    }
    add_to_digest(recipient.name);
    add_to_digest(recipient.address);
    return recipient;
  }

  std::vector<Vocabulary> vocabularies_;
  std::vector<TitleText> titles_;
  std::vector<Template> html_, plain_;
  std::vector<std::string> subjects_;
  std::vector<Recipient> recipients_;
  std::uint64_t digest_ = 0;
};

/// What a template's places get, for one recipient (the source that template.h asks for).
class MailSource {
 public:
  MailSource(const Campaign& campaign, const Recipient& recipient, std::string_view unsubscribe)
      : campaign_(campaign), recipient_(recipient), unsubscribe_(unsubscribe) {}

  std::size_t rows() const { return recipient_.rows.size(); }
  bool holds(Field field, std::size_t row) const {
    return field == Field::is_new && row < rows() && recipient_.rows[row].is_new;
  }

  void append(std::string& text, Field field, std::size_t row_number) const {
    static constexpr Row none{};
    const Row& row = row_number < rows() ? recipient_.rows[row_number] : none;
    switch (field) {
      case Field::address:
        text += recipient_.address;
        break;
      case Field::art:
        append_hexadecimal(text, mix(row.title));
        append_hexadecimal(text, mix(row.title ^ recipient_.id));
        break;
      case Field::design:
        text += std::to_string(recipient_.design);
        break;
      case Field::is_new:
        text += row.is_new ? '1' : '0';
        break;
      case Field::locale:
        text += kLanguages[recipient_.language].code;
        break;
      case Field::match:
        text += std::to_string(row.match);
        break;
      case Field::name:
        text += recipient_.name;
        break;
      case Field::synopsis:
        text += campaign_.title(recipient_.language, row.title).synopsis;
        break;
      case Field::title:
        text += campaign_.title(recipient_.language, row.title).title;
        break;
      case Field::title_id:
        text += std::to_string(80'000'000 + row.title);
        break;
      case Field::tracking:
        append_hexadecimal(text, row.tracking);
        break;
      case Field::unsubscribe:
        text += unsubscribe_;
        break;
    }
  }

 private:
  const Campaign& campaign_;
  const Recipient& recipient_;
  std::string_view unsubscribe_;
};

}  // namespace crossfade::workloads::email
