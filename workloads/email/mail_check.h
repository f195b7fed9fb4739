// MailCheck: reads a finished message as its recipient's mail program does and compares it with what was
// chosen for that recipient: signature, address, both parts decoded, every title in its place. Uses nothing
// of what made the message but its decoder for quoted-printable, and throws `wrong`. Not for timed code.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "workloads/email/campaign.h"
#include "workloads/email/dkim_check.h"
#include "workloads/email/quoted_printable.h"
#include "workloads/failure.h"

namespace crossfade::workloads::email {

class MailCheck {
 public:
  MailCheck(const Campaign& campaign, const Recipient& recipient)
      : campaign_(campaign), recipient_(recipient) {}

  void check(std::string_view message, EVP_PKEY* key) const {
    if (const std::string problem = dkim_problem(message, key); !problem.empty()) {
      throw wrong("the mail is not signed", problem);
    }
    const MessageParts parts(message);
    if (parts.value("to").find("<" + recipient_.address + ">") == std::string::npos) {
      throw wrong("the mail is for somebody else", parts.value("to"));
    }
    const std::string type = parts.value("content-type");
    const std::size_t quote = type.find('"');
    if (quote == std::string::npos) {
      throw wrong("the mail has no boundary", type);
    }
    const std::string boundary = "--" + type.substr(quote + 1, type.rfind('"') - quote - 1);
    check_plain(decoded_part(parts.body, boundary, "text/plain"));
    check_html(decoded_part(parts.body, boundary, "text/html"));
  }

 private:
  /// RFC 2046, 5.1: a part lies between two lines that begin with the boundary; the line ends belong to
  /// those.
  static std::string decoded_part(const std::string& body, const std::string& boundary,
                                  const std::string& type) {
    for (std::size_t start = body.find(boundary); start != std::string::npos;) {
      const std::size_t next = body.find("\r\n" + boundary, start + boundary.size());
      if (next == std::string::npos) {
        break;
      }
      const std::size_t first = start + boundary.size() + 2;
      const MessageParts part(std::string_view(body).substr(first, next - first));
      if (part.value("content-type").starts_with(type)) {
        return decode(part);
      }
      start = next + 2;
    }
    throw wrong("the mail lacks a part", type);
  }

  static std::string decode(const MessageParts& part) {
    const std::string encoding = part.value("content-transfer-encoding");
    if (encoding == "base64") {
      const auto bytes = dkim_check_detail::decoded(dkim_check_detail::without_blanks(part.body));
      return {bytes.begin(), bytes.end()};
    }
    std::string text;
    if (encoding != "quoted-printable" || !decode_quoted_printable(part.body, text)) {
      throw wrong("a part of the mail cannot be decoded", encoding);
    }
    return text;
  }

  void check_plain(const std::string& text) const {
    std::size_t at = find_after(text, recipient_.name, 0);
    for (const Row& row : recipient_.rows) {
      const TitleText& of_title = campaign_.title(recipient_.language, row.title);
      at = find_after(text, "* " + of_title.title + " (" + std::to_string(row.match) + " %)\n", at);
      at = find_after(text, of_title.synopsis, at);
      at = find_after(text, link(row), at);
    }
    at = find_after(text, recipient_.address, at);
    check_count(text, "/title/", recipient_.rows.size());
  }

  void check_html(const std::string& text) const {
    std::size_t at = find_after(text, escaped(recipient_.name), 0);
    std::size_t count_of_new = 0;
    for (const Row& row : recipient_.rows) {
      const TitleText& of_title = campaign_.title(recipient_.language, row.title);
      at = find_after(text, link(row) + "&amp;lkid=ART\"", at);
      at = find_after(text, "alt=\"" + escaped(of_title.title) + "\"", at);
      at = find_after(text, link(row) + "&amp;lkid=TXT\"", at);
      at = find_after(text, ">" + escaped(of_title.title) + "</a>", at);
      at = find_after(text, ">" + std::to_string(row.match) + " % ", at);
      at = find_after(text, ">" + escaped(of_title.synopsis) + "</p>", at);
      count_of_new += row.is_new ? 1 : 0;
    }
    at = find_after(text, recipient_.address, at);
    find_after(text, "</html>", at);
    check_count(text, "/title/", 2 * recipient_.rows.size());
    check_count(text, "class=\"new\"", count_of_new);
    check_count(text, "{{", 0);
  }

  static std::string link(const Row& row) {
    char digits[17];
    static_cast<void>(
        std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(row.tracking)));
    return "/title/" + std::to_string(80'000'000 + row.title) + "?trackId=" + digits;
  }

  static std::string escaped(std::string text) {
    constexpr std::pair<std::string_view, std::string_view> entities[] = {
        {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}};
    for (const auto& [character, entity] : entities) {
      for (std::size_t at = text.find(character); at != std::string::npos;
           at = text.find(character, at + entity.size())) {
        text.replace(at, 1, entity);
      }
    }
    return text;
  }

  static std::size_t find_after(const std::string& text, const std::string& wanted, std::size_t from) {
    const std::size_t found = text.find(wanted, from);
    if (found == std::string::npos) {
      throw wrong("the mail lacks something", wanted);
    }
    return found + wanted.size();
  }

  static void check_count(const std::string& text, std::string_view wanted, std::size_t expected) {
    std::size_t count = 0;
    for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
      ++count;
    }
    if (count != expected) {
      throw wrong("the mail has something too often or not often enough", std::string(wanted));
    }
  }

  const Campaign& campaign_;
  const Recipient& recipient_;
};

}  // namespace crossfade::workloads::email
