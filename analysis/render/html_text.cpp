#include "analysis/render/html_text.h"

#include "results/text.h"

namespace crossfade::analysis {

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : results::one_line(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace crossfade::analysis
