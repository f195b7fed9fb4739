#include "analysis/report/legend.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace crossfade::analysis {
namespace {

struct Term {
  std::string_view name, meaning;
};

constexpr auto terms = std::to_array<Term>(
    {{"R1",
      "the rule for a ratio between two machines: its interval has the variation of process runs, recordings "
      "and hosts in it."},
     {"h0",
      "how much hosts of one type are assumed to differ where fewer than three were measured (standard "
      "deviation of the logarithm); --host-cv changes it."},
     {"r0", "how much recordings of one host are taken to differ (standard deviation of the logarithm)."},
     {"design effect",
      "how many requests of a queue say as much as one that is independent: neighbours wait together."},
     {"busy neighbour",
      "somebody else who keeps a core of the workers busy: an idle worker there did less than three quarters "
      "of "
      "the loads per cycle that the core can do. It stays for seconds, between the readings too, so stages "
      "within "
      "three seconds of such a reading are not called undisturbed."},
     {"disturbed stages", "by number, of those behind a row; an annotation alone disturbs none."},
     {"disturbed time",
      "by length, of all stages of a side's recordings: a figure of the side, not of a row."},
     {"tips at", "the h0 at which the conclusion of the row would change."},
     {"grid",
      "looked for among the rates that were measured, so known only to the step from one of them to the "
      "next."},
     {"n", "how much a figure rests on, counted as named behind it."}});

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_letter_or_digit(text[at - 1]);
    const std::size_t end = at + word.size();
    if (starts && (end == text.size() || !is_letter_or_digit(text[end]))) return true;
  }
  return false;
}

/// Also where it begins a sentence.
bool has_term(std::string_view text, std::string_view term) {
  std::string capital(term);
  if (capital[0] >= 'a' && capital[0] <= 'z') capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
  return has_word(text, term) || has_word(text, capital);
}

/// What people see of a document.
std::vector<std::string_view> texts_of(const Document& d) {
  std::vector<std::string_view> texts(d.header.begin(), d.header.end());
  texts.insert(texts.end(), d.footer.begin(), d.footer.end());
  for (const Table& t : d.tables) {
    texts.push_back(t.title);
    texts.insert(texts.end(), t.notes.begin(), t.notes.end());
    for (std::size_t c = 0; c < t.columns.size(); ++c) {
      if (t.columns[c].data_only) continue;
      texts.push_back(t.columns[c].name);
      for (std::size_t r = 0; r < t.rows.size(); ++r) {
        if (!t.data_only_rows.contains(r)) texts.push_back(t.rows[r][c].text);
      }
    }
  }
  return texts;
}

}  // namespace

std::optional<Table> legend(const Document& document) {
  const auto texts = texts_of(document);
  Table table;
  table.id = "terms";
  table.title = "Terms";
  for (const Term& term : terms) {
    const bool used = std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
      // "n" is a letter of too many things.
      return term.name == "n" ? text.starts_with("n (") : has_term(text, term.name);
    });
    if (used) table.notes.push_back(fmt::format("{}: {}", term.name, term.meaning));
  }
  if (table.notes.empty()) return std::nullopt;
  return table;
}

}  // namespace crossfade::analysis
