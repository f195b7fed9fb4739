// The templates of a mailing in one language: HTML as mail needs it (tables, a style on every element, since
// mail programs know no style sheets to rely on, and a block of rules for those that do), and plain text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/email/vocabulary.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads::email {

namespace design_detail {

inline constexpr std::string_view kTextStyle =
    "font-family:Helvetica Neue,Helvetica,Arial,sans-serif;font-size:14px;line-height:21px;color:#221f1f";

/// About 4 KB of style rules, as they accumulate in a company's mail over the years.
inline std::string make_style_rules(Random& random) {
  constexpr std::array<std::string_view, 8> properties{
      "padding:0 24px", "font-size:16px",    "line-height:24px", "width:100% !important",
      "color:#e50914",  "border-radius:4px", "display:block",    "text-align:left"};
  std::string rules;
  for (std::uint64_t rule = 0; rule < 48; ++rule) {
    rules +=
        rule % 12 == 8 ? "@media only screen and (max-width:" + std::to_string(320 + 40 * rule) + "px){" : "";
    rules += ".block-" + std::to_string(rule) + " td{";
    for (std::uint64_t left = random.between(2, 4); left > 0; --left) {
      rules.append(properties[random.below(properties.size())]).append(";");
    }
    rules += rule % 12 == 8 ? "}}\n" : "}\n";
  }
  return rules;
}

/// An element of text. `attributes` begins with a blank, or is empty.
inline std::string styled(std::string_view tag, std::string_view attributes, std::string_view style,
                          std::string_view content) {
  std::string text = "<";
  text.append(tag).append(attributes).append(" style=\"").append(style).append(kTextStyle).append("\">");
  text.append(content).append("</").append(tag).append(">\n");
  return text;
}

}  // namespace design_detail

inline std::string make_html_design(const Vocabulary& vocabulary, Random& random) {
  using namespace design_detail;
  const auto words = [&](std::uint64_t fewest, std::uint64_t most) {
    return vocabulary.words(random.between(fewest, most), random);
  };
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"{{locale}}\" dir=\"auto\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<style>\n";
  html += make_style_rules(random);
  html +=
      "</style></head>\n<body style=\"margin:0;padding:0;background:#ffffff\">\n"
      "<table role=\"presentation\" width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" "
      "style=\"max-width:600px\" class=\"design-{{design}}\">\n<tr><td>\n";
  html += styled("h1", "", "margin:0 0 12px;", words(3, 6) + " {{name}}");
  html += styled("p", "", "margin:0 0 24px;", words(40, 70));
  html +=
      "</td></tr>\n{{#rows}}<tr><td class=\"block-7 stack\" style=\"padding:8px 0\">\n"
      "<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\"><tr>"
      "<td width=\"230\" valign=\"top\">\n"
      "<a href=\"https://www.stream.example/title/{{title_id}}?trackId={{tracking}}&amp;lkid=ART\">"
      "<img width=\"230\" height=\"129\" border=\"0\" style=\"display:block\" "
      "src=\"https://art.stream.example/{{art}}/230x129.jpg\" alt=\"{{title}}\"></a></td>\n"
      "<td valign=\"top\">";
  html +=
      styled("a", " href=\"https://www.stream.example/title/{{title_id}}?trackId={{tracking}}&amp;lkid=TXT\"",
             "text-decoration:none;font-weight:bold;", "{{title}}");
  html += "{{?is_new}}";
  html += styled("span", " class=\"new\"", "background:#e50914;", words(1, 3));
  html += "{{/is_new}}";
  html += styled("p", "", "margin:0;", "{{match}} % " + words(2, 2));
  html += styled("p", "", "margin:0;", "{{synopsis}}");
  html += "</td></tr></table>\n</td></tr>\n{{/rows}}<tr><td>\n";
  html += styled("p", "", "margin:24px 0;", words(60, 100));
  html += styled("p", "", "font-size:11px;", words(20, 30) + " {{address}}");
  html += styled("a", " href=\"{{unsubscribe}}\"", "font-size:11px;", words(1, 2));
  html += "</td></tr></table>\n</body></html>\n";
  return html;
}

inline std::string make_plain_design(const Vocabulary& vocabulary, Random& random) {
  std::string text = vocabulary.words(random.between(3, 6), random);
  text += " {{name}}\n\n";
  vocabulary.append_words(text, random.between(40, 70), random);
  text +=
      "\n\n{{#rows}}* {{title}} ({{match}} %)\n  {{synopsis}}\n"
      "  https://www.stream.example/title/{{title_id}}?trackId={{tracking}}\n\n{{/rows}}";
  vocabulary.append_words(text, random.between(20, 30), random);
  text += "\n{{address}}\n{{unsubscribe}}\n";
  return text;
}

}  // namespace crossfade::workloads::email
