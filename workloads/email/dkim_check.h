// Checks the DKIM signature of a whole message, as who receives it does, by other means than DkimSigner: the
// canonical forms are made line by line, and the signature is opened by the public key (verify-recover) and
// compared with the hash. rsa-sha256 with relaxed/relaxed or simple bodies of no odd white space. Not for
// timed code.
#pragma once

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/base64.h"
#include "workloads/openssl_handle.h"

namespace crossfade::workloads::email {

/// A message taken apart. Fields in the order of the message, each with its folds and without its last CRLF.
struct MessageParts {
  std::vector<std::string> fields;
  std::string body;

  explicit MessageParts(std::string_view message) {
    while (!message.empty()) {
      const std::size_t end = std::min(message.find("\r\n"), message.size());
      const std::string_view line = message.substr(0, end);
      message.remove_prefix(std::min(end + 2, message.size()));
      if (line.empty()) {
        break;
      }
      if ((line.front() == ' ' || line.front() == '\t') && !fields.empty()) {
        fields.back().append("\r\n").append(line);
      } else {
        fields.emplace_back(line);
      }
    }
    body = message;
  }

  static std::string name(std::string_view field) {
    std::string result;
    for (const char c : field.substr(0, field.find(':'))) {
      if (std::isspace(static_cast<unsigned char>(c)) == 0) {
        result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
    }
    return result;
  }

  /// The value of the last field of that name, unfolded; empty if there is none.
  std::string value(std::string_view wanted) const {
    std::string result;
    for (const std::string& field : fields) {
      if (name(field) == wanted) {
        result = field.substr(field.find(':') + 1);
      }
    }
    for (std::size_t fold = result.find("\r\n"); fold != std::string::npos; fold = result.find("\r\n")) {
      result.erase(fold, 2);
    }
    return result.empty() ? result : result.substr(std::min(result.find_first_not_of(' '), result.size()));
  }
};

namespace dkim_check_detail {

/// Words of a line with one blank between them. A blank in front stays one if `keep_leading`.
inline std::string words(std::string_view line, bool keep_leading) {
  std::string result = keep_leading && !line.empty() && (line[0] == ' ' || line[0] == '\t') ? " " : "";
  bool first = true;
  for (std::size_t start = line.find_first_not_of(" \t\r\n"); start != std::string_view::npos;
       start = line.find_first_not_of(" \t\r\n", start)) {
    const std::size_t end = std::min(line.find_first_of(" \t\r\n", start), line.size());
    result.append(first ? "" : " ").append(line.substr(start, end - start));
    first = false;
    start = end;
  }
  return first ? std::string() : result;
}

inline std::string relaxed_body(std::string_view body) {
  std::vector<std::string> lines;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find("\r\n"), body.size());
    lines.push_back(words(body.substr(0, end), true));
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  while (!lines.empty() && lines.back().empty()) {
    lines.pop_back();
  }
  std::string result;
  for (const std::string& line : lines) {
    result.append(line).append("\r\n");
  }
  return result;
}

inline std::string relaxed_field(std::string_view field) {
  return MessageParts::name(field) + ":" + words(field.substr(field.find(':') + 1), false);
}

inline std::string without_blanks(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text, std::back_inserter(result),
                       [](unsigned char c) { return std::isspace(c) == 0; });
  return result;
}

/// "tag=value; tag=value" without white space.
inline std::map<std::string, std::string> tags(std::string_view value) {
  std::map<std::string, std::string> result;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(';'), value.size());
    const std::string_view tag = value.substr(0, end);
    const std::size_t equals = tag.find('=');
    if (equals != std::string_view::npos) {
      result[without_blanks(tag.substr(0, equals))] = without_blanks(tag.substr(equals + 1));
    }
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return result;
}

/// The field with nothing after "b=".
inline std::string without_signature(std::string_view field) {
  std::string result(field.substr(0, field.find(':') + 1));
  std::string_view rest = field.substr(field.find(':') + 1);
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view tag = rest.substr(0, end);
    const std::size_t equals = std::min(tag.find('='), tag.size());
    const bool is_signature = without_blanks(tag.substr(0, equals)) == "b";
    result.append(first ? "" : ";").append(is_signature ? tag.substr(0, equals + 1) : tag);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return result;
}

inline std::array<unsigned char, 32> sha256(std::string_view text) {
  std::array<unsigned char, 32> hash;
  SHA256(as_octets(text).data(), text.size(), hash.data());
  return hash;
}

/// Empty if the text is no base64.
inline std::vector<unsigned char> decoded(std::string_view text) {
  std::vector<unsigned char> result(text.size() / 4 * 3 + 3);
  const int size = EVP_DecodeBlock(result.data(), as_octets(text).data(), static_cast<int>(text.size()));
  if (size < 0) {
    ERR_clear_error();
    return {};
  }
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  result.resize(static_cast<std::size_t>(size) - padding);
  return result;
}

}  // namespace dkim_check_detail

/// Empty if the message carries a DKIM signature by this key that holds, else what is wrong with it.
inline std::string dkim_problem(std::string_view message, EVP_PKEY* key) {
  using namespace dkim_check_detail;
  const MessageParts parts(message);
  const auto is_signature = [](const std::string& field) {
    return MessageParts::name(field) == "dkim-signature";
  };
  const auto signature_field = std::ranges::find_if(parts.fields, is_signature);
  if (signature_field == parts.fields.end()) {
    return "no DKIM-Signature";
  }
  std::map<std::string, std::string> tag = tags(signature_field->substr(signature_field->find(':') + 1));
  if (tag["v"] != "1" || tag["a"] != "rsa-sha256" || tag["c"] != "relaxed/relaxed") {
    return "another version, algorithm or canonicalisation";
  }
  if (!std::ranges::equal(decoded(tag["bh"]), sha256(relaxed_body(parts.body)))) {
    return "the body hash is another";
  }
  // Of several fields of one name the last ones are signed first (5.4.2); fields that are not there count as
  // nothing.
  std::string text;
  std::vector<std::string> left = parts.fields;
  std::string_view names = tag["h"];
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(':'), names.size());
    const std::string wanted = MessageParts::name(names.substr(0, end));
    for (std::size_t index = left.size(); index-- > 0;) {
      if (MessageParts::name(left[index]) == wanted) {
        text += relaxed_field(left[index]) + "\r\n";
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(index));
        break;
      }
    }
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  text += relaxed_field(without_signature(*signature_field));

  const auto context = own<KeyContext>(EVP_PKEY_CTX_new(key, nullptr), "EVP_PKEY_CTX_new");
  check_openssl(EVP_PKEY_verify_recover_init(context.get()), "EVP_PKEY_verify_recover_init");
  check_openssl(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING),
                "EVP_PKEY_CTX_set_rsa_padding");
  check_openssl(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()), "EVP_PKEY_CTX_set_signature_md");
  const std::vector<unsigned char> signature = decoded(tag["b"]);
  std::array<unsigned char, 1024> recovered;
  std::size_t size = recovered.size();
  if (EVP_PKEY_verify_recover(context.get(), recovered.data(), &size, signature.data(), signature.size()) !=
      1) {
    ERR_clear_error();
    return "the signature does not open";
  }
  return std::ranges::equal(std::span(recovered).first(size), sha256(text))
             ? std::string()
             : "the signature is of other text";
}

}  // namespace crossfade::workloads::email
