#include "results/csv.h"

namespace crossfade::results {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<CsvRow> rows() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#') {
        skip_line();
        continue;
      }
      CsvRow row = next_row();
      if (row.fields.size() > 1 || !row.fields.front().empty()) rows_.push_back(std::move(row));
    }
    return std::move(rows_);
  }

 private:
  void skip_line() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    end_line();
  }
  void end_line() {
    if (at_ < text_.size()) ++at_;
    ++line_;
  }

  CsvRow next_row() {
    CsvRow row{line_, {}};
    for (;;) {
      row.fields.push_back(next_field());
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      end_line();
      return row;
    }
  }

  std::string next_field() {
    std::string field;
    bool quoted = false;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
      if (text_[at_] == '"' && trimmed(field).empty()) {
        field = quoted_part();
        quoted = true;
      } else {
        if (!quoted) field.push_back(text_[at_]);  // what follows a closing quote is dropped
        ++at_;
      }
    }
    return quoted ? field : trimmed(field);
  }

  std::string quoted_part() {
    std::string part;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        part.push_back(text_[at_]);
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        part.push_back('"');
        ++at_;
      } else {
        ++at_;
        break;
      }
    }
    return part;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  std::vector<CsvRow> rows_;
};

}  // namespace

std::vector<CsvRow> csv_rows(std::string_view text) {
  return Scanner(text).rows();
}

}  // namespace crossfade::results
