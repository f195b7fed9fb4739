// MessageBuilder: makes one recipient's mail as it goes to the next server: rendered text, MIME parts in
// their transfer encodings, header fields, DKIM signature. One per worker: it keeps its buffers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/base64.h"
#include "workloads/email/campaign.h"
#include "workloads/email/dkim.h"
#include "workloads/email/quoted_printable.h"

namespace crossfade::workloads::email {

inline constexpr std::uint64_t kSent =
    1'790'000'000;  ///< a fixed instant: answers must not depend on the clock
inline constexpr std::string_view kSentText = "Mon, 21 Sep 2026 14:13:20 +0000";
inline constexpr std::string_view kDomain = "mail.stream.example";
inline constexpr std::string_view kSelector = "test1";

/// Header text that may be more than ASCII: as it is, or in encoded words of whole characters (RFC 2047).
inline void append_header_text(std::string& target, std::string_view text) {
  constexpr std::size_t most_bytes = 45;  // a word has at most 75 characters
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  const auto plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::all_of(text.begin(), text.end(), plain)) {
    target += text;
    return;
  }
  for (std::size_t start = 0; start < text.size();) {
    std::size_t end = std::min(start + most_bytes, text.size());
    while (end < text.size() && continues(end)) {
      --end;
    }
    target += start == 0 ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?";
    append_base64(target, as_octets(text.substr(start, end - start)));
    target += "?=";
    start = end;
  }
}

class MessageBuilder {
 public:
  MessageBuilder(const Campaign& campaign, KeyHandle key)
      : campaign_(campaign), signer_(std::move(key), std::string(kDomain), std::string(kSelector)) {}

  /// The whole message; a view until the next.
  std::string_view build(const Recipient& recipient) {
    unsubscribe_ = "https://www.stream.example/unsubscribe?m=";
    append_hexadecimal(unsubscribe_, mix(recipient.id));
    boundary_ = "=_part_";  // no encoding of a part contains "=_"
    append_hexadecimal(boundary_, recipient.id);
    const MailSource source(campaign_, recipient, unsubscribe_);
    html_.clear();
    campaign_.html(recipient).render(source, html_);
    plain_.clear();
    campaign_.plain(recipient).render(source, plain_);
    make_body();
    make_fields(recipient);
    message_.clear();
    signer_.append_signature(fields_, body_, kSent, message_);
    for (const HeaderField& field : fields_) {
      message_ += field;
    }
    message_ += "\r\n";
    message_ += body_;
    return message_;
  }

  std::string_view message() const { return message_; }

 private:
  void make_body() {
    body_.clear();
    begin_part("text/plain", "base64");
    encoded_.clear();
    append_base64(encoded_, as_octets(plain_));
    for (std::size_t start = 0; start < encoded_.size(); start += kMostLineBytes) {
      body_.append(encoded_, start, kMostLineBytes).append("\r\n");
    }
    begin_part("text/html", "quoted-printable");
    append_quoted_printable(body_, html_);
    body_.append("\r\n--").append(boundary_).append("--\r\n");
  }

  void begin_part(std::string_view type, std::string_view encoding) {
    body_ += body_.empty() ? "--" : "\r\n--";
    body_.append(boundary_).append("\r\nContent-Type: ").append(type).append("; charset=utf-8");
    body_.append("\r\nContent-Transfer-Encoding: ").append(encoding).append("\r\n\r\n");
  }

  void make_fields(const Recipient& recipient) {
    used_ = 0;
    next_field("From") += "Stream <info@mail.stream.example>";
    std::string& to = next_field("To");
    append_header_text(to, recipient.name);
    to.append(" <").append(recipient.address).append(">");
    append_header_text(next_field("Subject"), campaign_.subject(recipient));
    next_field("Date") += kSentText;
    std::string& id = next_field("Message-ID");
    id += '<';
    append_hexadecimal(id, mix(recipient.id + 1));
    id.append("@").append(kDomain).append(">");
    next_field("MIME-Version") += "1.0";
    next_field("Content-Type")
        .append("multipart/alternative;\r\n boundary=\"")
        .append(boundary_)
        .append("\"");
    next_field("List-Unsubscribe").append("<").append(unsubscribe_).append(">");
    next_field("List-Unsubscribe-Post") += "List-Unsubscribe=One-Click";
    for (HeaderField& field : fields_) {
      field += "\r\n";
    }
  }

  /// The same fields for every mail: their memory is used again.
  std::string& next_field(std::string_view name) {
    if (used_ == fields_.size()) {
      fields_.emplace_back();
    }
    std::string& field = fields_[used_++];
    field.assign(name).append(": ");
    return field;
  }

  const Campaign& campaign_;
  DkimSigner signer_;
  std::string html_, plain_, encoded_, body_, message_, unsubscribe_, boundary_;
  std::vector<HeaderField> fields_;
  std::size_t used_ = 0;
};

}  // namespace crossfade::workloads::email
