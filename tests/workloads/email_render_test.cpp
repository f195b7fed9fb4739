// Mail: published canonical forms, a published signed message, transfer encodings by the letter of their RFC,
// templates, and that a mail which is not the recipient's is noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <string>
#include <string_view>
#include <vector>

#include "workloads/email/campaign.h"
#include "workloads/email/dkim.h"
#include "workloads/email/dkim_check.h"
#include "workloads/email/mail_check.h"
#include "workloads/email/message.h"
#include "workloads/email/quoted_printable.h"
#include "workloads/email/template.h"
#include "workloads/test_keys/rsa_key.h"

namespace crossfade::workloads::email {
namespace {

using testing::HasSubstr;

std::string canonical_body(std::string_view body) {
  std::string canonical = "left from before";
  canonicalise_body(body, canonical);
  EXPECT_EQ(canonical, dkim_check_detail::relaxed_body(body)) << "the two ways differ";
  return canonical;
}

std::string canonical_field(std::string_view field) {
  std::string canonical;
  append_canonical_field(canonical, field);
  EXPECT_EQ(canonical, dkim_check_detail::relaxed_field(field) + "\r\n") << "the two ways differ";
  return canonical;
}

TEST(Dkim, CanonicalFormsOfRfc6376Section345) {
  EXPECT_EQ(canonical_field("A: X\r\n"), "a:X\r\n");
  EXPECT_EQ(canonical_field("B : Y\t\r\n\tZ  \r\n"), "b:Y Z\r\n");
  EXPECT_EQ(canonical_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
}

TEST(Dkim, BodiesAtTheEdge) {
  EXPECT_EQ(canonical_body(""), "");
  EXPECT_EQ(canonical_body("\r\n\r\n"), "");
  EXPECT_EQ(canonical_body(" \t\r\n \r\n"), "");
  EXPECT_EQ(canonical_body("a"), "a\r\n");
  EXPECT_EQ(canonical_body("a \t"), "a\r\n");
  EXPECT_EQ(canonical_body("\r\na\r\n"), "\r\na\r\n");
  EXPECT_EQ(canonical_field("Empty:\r\n"), "empty:\r\n");
  EXPECT_EQ(canonical_field("Subject:=?UTF-8?B?eA==?=\r\n =?UTF-8?B?eQ==?=\r\n"),
            "subject:=?UTF-8?B?eA==?= =?UTF-8?B?eQ==?=\r\n");
}

TEST(Dkim, TheEmptyBodyHasTheHashOfRfc6376Section344) {
  std::string text;
  append_base64(text, dkim_check_detail::sha256(canonical_body("")));
  EXPECT_EQ(text, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

/// RFC 8463, A.3, without its Ed25519 signature; the key is that of RFC 6376, A.2 (1024 bits).
std::string message_of_the_rfc() {
  return "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
         " d=football.example.com; i=@football.example.com;\r\n"
         " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
         " date : message-id : from : subject : date;\r\n"
         " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
         " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
         " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
         " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n"
         "From: Joe SixPack <joe@football.example.com>\r\n"
         "To: Suzie Q <suzie@shopping.example.net>\r\n"
         "Subject: Is dinner ready?\r\n"
         "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
         "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
         "\r\n"
         "Hi.\r\n"
         "\r\n"
         "We lost the game.  Are you hungry yet?\r\n"
         "\r\n"
         "Joe.\r\n";
}

KeyHandle key_of_the_rfc() {
  const auto der = dkim_check_detail::decoded(
      "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/"
      "byYzCNb3W91y3FutAC"
      "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB");
  const unsigned char* start = der.data();
  return own<KeyHandle>(d2i_PUBKEY(nullptr, &start, static_cast<long>(der.size())), "d2i_PUBKEY");
}

TEST(DkimCheck, AcceptsThePublishedMessage) {
  EXPECT_EQ(dkim_problem(message_of_the_rfc(), key_of_the_rfc().get()), "");
}

TEST(DkimCheck, AllowsOtherWhiteSpaceAndNothingElse) {
  const auto changed = [](std::string_view from, std::string_view to) {
    std::string message = message_of_the_rfc();
    return message.replace(message.find(from), from.size(), to);
  };
  const KeyHandle key = key_of_the_rfc();
  EXPECT_EQ(dkim_problem(changed("Subject: Is dinner", "subject:   Is\r\n  dinner"), key.get()), "");
  EXPECT_EQ(dkim_problem(changed("lost the", "lost \t the"), key.get()), "");
  EXPECT_EQ(dkim_problem(changed("Joe.\r\n", "Joe. \r\n\r\n\r\n"), key.get()), "");
  EXPECT_THAT(dkim_problem(changed("lost", "won"), key.get()), HasSubstr("body hash"));
  EXPECT_THAT(dkim_problem(changed("dinner", "lunch"), key.get()), HasSubstr("other text"));
  EXPECT_THAT(dkim_problem(changed("t=1528637909", "t=1528637908"), key.get()), HasSubstr("other text"));
  EXPECT_THAT(dkim_problem(changed("From: Joe", "From: Eve"), key.get()), HasSubstr("other text"));
  EXPECT_THAT(dkim_problem(changed("b=F45", "b=G45"), key.get()), Not(testing::IsEmpty()));
  EXPECT_THAT(dkim_problem("Subject: x\r\n\r\ny\r\n", key.get()), HasSubstr("no DKIM"));
}

TEST(DkimCheck, AcceptsWhatTheSignerSigned) {
  Random random(2);
  const KeyHandle key = make_rsa_key(random);
  DkimSigner signer(own<KeyHandle>(EVP_PKEY_dup(key.get()), "EVP_PKEY_dup"), "d.example", "s");
  const std::vector<HeaderField> fields{"From: a@d.example\r\n", "Subject:  two  words\r\n and a fold \r\n"};
  const std::string body = "one  line \r\n\r\n";
  for (int round = 0; round < 2; ++round) {
    std::string message;
    signer.append_signature(fields, body, 5, message);
    message += fields[0] + fields[1] + "\r\n" + body;
    EXPECT_EQ(dkim_problem(message, key.get()), "");
    EXPECT_THAT(dkim_problem(message, make_rsa_key(random).get()), Not(testing::IsEmpty())) << "another key";
  }
}

std::string quoted_printable(std::string_view text) {
  std::string result;
  append_quoted_printable(result, text);
  return result;
}

TEST(QuotedPrintable, DecodesTheExampleOfRfc2045) {
  std::string text;
  EXPECT_TRUE(decode_quoted_printable(
      "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.", text));
  EXPECT_EQ(text, "Now's the time for all folk to come to the aid of their country.");
}

TEST(QuotedPrintable, FollowsTheRulesOfRfc2045Section67) {
  EXPECT_EQ(quoted_printable("a=b"), "a=3Db");
  EXPECT_EQ(quoted_printable("\xc3\xa9\x7f\x01"), "=C3=A9=7F=01");
  EXPECT_EQ(quoted_printable("!<>~"), "!<>~");
  EXPECT_EQ(quoted_printable("a \nb\t\n c"), "a=20\r\nb=09\r\n c");
  EXPECT_EQ(quoted_printable("end "), "end=20");
  EXPECT_EQ(quoted_printable("\r"), "=0D") << "a bare carriage return is no line end";
  EXPECT_EQ(quoted_printable(std::string(75, 'x')), std::string(75, 'x'));
  EXPECT_EQ(quoted_printable(std::string(76, 'x')), std::string(75, 'x') + "=\r\nx");
  EXPECT_EQ(quoted_printable(std::string(74, 'x') + "="), std::string(74, 'x') + "=\r\n=3D")
      << "no code is cut";
}

TEST(QuotedPrintable, RefusesWhatBreaksTheRules) {
  std::string text;
  for (const std::string& wrong_text : {std::string("a=4"), std::string("a=G1"), std::string("a=3d"),
                                        std::string("blank \r\n"), std::string(77, 'x')}) {
    EXPECT_FALSE(decode_quoted_printable(wrong_text, text)) << wrong_text;
  }
}

TEST(QuotedPrintable, EveryTextComesBack) {
  Random random(9);
  for (int round = 0; round < 200; ++round) {
    std::string text(random.below(400), '\0');
    for (char& c : text) {
      const std::uint64_t kind = random.below(8);
      const auto byte = static_cast<char>(random.below(256));
      c = kind == 0 ? '\n' : kind < 3 ? ' ' : kind == 3 ? '=' : byte;
    }
    std::string back;
    ASSERT_TRUE(decode_quoted_printable(quoted_printable(text), back));
    EXPECT_EQ(back, text);
  }
}

TEST(HeaderText, LongTextIsEncodedInWholeCharacters) {
  std::string plain;
  append_header_text(plain, "Is dinner ready?");
  EXPECT_EQ(plain, "Is dinner ready?");
  std::string text;
  std::string original;
  for (std::uint32_t index = 0; index < 60; ++index) {
    append_utf8(original, index % 3 == 0 ? 'a' + index % 26 : 0x3042 + index);
  }
  append_header_text(text, original);
  std::string decoded;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n ");
    const std::string word = text.substr(0, end);
    text.erase(0, end == std::string::npos ? text.size() : end + 3);
    EXPECT_LE(word.size(), 75u);
    ASSERT_TRUE(word.starts_with("=?UTF-8?B?") && word.ends_with("?="));
    const auto bytes = dkim_check_detail::decoded(word.substr(10, word.size() - 12));
    EXPECT_NE(bytes.at(0) & 0xc0, 0x80) << "begins inside a character";
    decoded.append(bytes.begin(), bytes.end());
  }
  EXPECT_EQ(decoded, original);
}

/// Two rows; the second is new.
struct FewRows {
  std::size_t count = 2;
  std::size_t rows() const { return count; }
  bool holds(Field field, std::size_t row) const { return field == Field::is_new && row == 1; }
  void append(std::string& text, Field field, std::size_t row) const {
    text += field == Field::title ? "<" + std::to_string(row) + "&\"'>" : "value";
  }
};

std::string rendered(std::string_view source, Markup markup, const FewRows& rows = {}) {
  std::string text;
  Template(source, markup).render(rows, text);
  return text;
}

TEST(MailTemplate, FillsLoopsAndConditions) {
  constexpr std::string_view source = "{{name}}:{{#rows}}[{{title}}{{?is_new}} new{{/is_new}}]{{/rows}}.";
  EXPECT_EQ(rendered(source, Markup::plain), "value:[<0&\"'>][<1&\"'> new].");
  EXPECT_EQ(rendered(source, Markup::html),
            "value:[&lt;0&amp;&quot;&#39;&gt;][&lt;1&amp;&quot;&#39;&gt; new].");
  EXPECT_EQ(rendered(source, Markup::plain, {0}), "value:.");
  EXPECT_EQ(rendered("", Markup::plain), "");
  EXPECT_EQ(rendered("a } b { c", Markup::html), "a } b { c");
}

TEST(MailTemplate, RefusesUnknownPlaces) {
  EXPECT_THROW(Template("{{nobody}}", Markup::plain), Failure);
  EXPECT_THROW(Template("{{}}", Markup::plain), Failure);
  EXPECT_THROW(Template("a {{name", Markup::plain), Failure);
}

class Mail : public testing::Test {
 protected:
  Mail() : campaign_(random_, 40, Environment(&host_, {})), key_(make_rsa_key(random_)) {}

  static cf_env make_host() {
    cf_env host{};
    host.size = sizeof host;
    return host;
  }
  std::string mail(std::size_t recipient) {
    return std::string(builder().build(campaign_.recipient(recipient)));
  }
  MessageBuilder builder() const {
    return {campaign_, own<KeyHandle>(EVP_PKEY_dup(key_.get()), "EVP_PKEY_dup")};
  }
  /// The status of the Failure of checking a message against a recipient.
  int verdict(std::string_view message, std::size_t recipient) const {
    try {
      MailCheck(campaign_, campaign_.recipient(recipient)).check(message, key_.get());
    } catch (const Failure& failure) {
      return failure.status;
    }
    return CF_OK;
  }

  cf_env host_ = make_host();
  Random random_{13};
  Campaign campaign_;
  KeyHandle key_;
};

TEST_F(Mail, IsWellFormed) {
  std::size_t bytes = 0;
  MessageBuilder kept = builder();
  for (std::size_t recipient = 0; recipient < 40; ++recipient) {
    const std::string message(kept.build(campaign_.recipient(recipient)));
    EXPECT_EQ(verdict(message, recipient), CF_OK);
    EXPECT_EQ(message, mail(recipient)) << "whoever makes it";
    bytes += message.size();
    for (std::size_t start = 0; start < message.size();) {
      const std::size_t end = message.find("\r\n", start);
      ASSERT_NE(end, std::string::npos) << "the last line has no end";
      const std::string_view line = std::string_view(message).substr(start, end - start);
      ASSERT_LE(line.size(), 998u);  // RFC 5322, 2.1.1
      ASSERT_EQ(line.find_first_of("\r\n"), std::string_view::npos);
      ASSERT_TRUE(std::all_of(line.begin(), line.end(), [](char c) {
        return c == '\t' || (c >= ' ' && c <= '~');
      })) << line;
      start = end + 2;
    }
  }
  EXPECT_NEAR(static_cast<double>(bytes) / 40, 60'000, 15'000);
}

TEST_F(Mail, IsForItsRecipientOnly) {
  EXPECT_EQ(verdict(mail(1), 1), CF_OK);
  EXPECT_EQ(verdict(mail(1), 2), CF_WRONG);
}

TEST_F(Mail, ADamagedOneIsNoticed) {
  const std::string message = mail(4);
  Random random(1);
  for (int round = 0; round < 50; ++round) {
    std::string damaged = message;
    char& c = damaged[random.below(damaged.size())];
    if (c == ' ' || c == '\r' || c == '\n') {
      continue;  // white space may change on the way
    }
    c = c == 'x' ? 'y' : 'x';
    EXPECT_EQ(verdict(damaged, 4), CF_WRONG);
  }
}

TEST_F(Mail, AMissingTitleIsNoticedThoughTheSignatureHolds) {
  Recipient fewer = campaign_.recipient(6);
  fewer.rows.pop_back();
  EXPECT_EQ(verdict(builder().build(fewer), 6), CF_WRONG);
  Recipient swapped = campaign_.recipient(6);
  std::swap(swapped.rows[0], swapped.rows[1]);
  EXPECT_EQ(verdict(builder().build(swapped), 6), CF_WRONG);
  Recipient other_name = campaign_.recipient(6);
  other_name.rows[3].match += 1;
  EXPECT_EQ(verdict(builder().build(other_name), 6), CF_WRONG);
}

TEST(CampaignLanguages, SharesAreWhole) {
  std::uint64_t shares = 0;
  for (const Language& language : kLanguages) {
    shares += language.share_percent;
    EXPECT_EQ(language.letters[0].percent + language.letters[1].percent + language.letters[2].percent, 100u);
  }
  EXPECT_EQ(shares, 100u);
}

}  // namespace
}  // namespace crossfade::workloads::email
