#include "common/csv/csv.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "common/text/utf8.h"

namespace osteon {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";

absl::Status CheckText(const std::string& text, const std::string& file) {
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = Utf8Length(text, at);
    if (length == 0 || text[at] == '\0') {
      return absl::InvalidArgumentError(absl::StrCat(file, ":", line, ": byte ", at + 1,
                                                     " is not UTF-8 text; save the file as \"CSV UTF-8\""));
    }
    if (text[at] == '\n') ++line;
    at += length;
  }
  return absl::OkStatus();
}

// Reads record after record and keeps count of lines.
class Scanner {
 public:
  Scanner(const std::string& text, const std::string& file) : text_(text), file_(file) {
    if (absl::StartsWith(text_, kUtf8Mark)) at_ = kUtf8Mark.size();
  }

  bool AtEnd() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  struct Line {
    std::vector<std::string> cells;  // no more than were asked for
    std::size_t count = 0;           // of all cells; 0 for a blank line
  };

  // One record, of which the first `most` cells are kept.
  absl::StatusOr<Line> Record(std::size_t most) {
    Line line;
    while (true) {
      OSTEON_ASSIGN_OR_RETURN(std::string cell, Cell());
      if (++line.count <= most) line.cells.push_back(std::move(cell));
      if (!AtEnd() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      EndLine();
      if (line.count == 1 && line.cells[0].empty() && !quoted_) return Line();
      return line;
    }
  }

 private:
  bool AtLineEnd() const {
    return AtEnd() || text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }
  // A carriage return with text behind it.
  bool AtOldMacsLineEnd() const {
    return at_ + 1 < text_.size() && text_[at_] == '\r' && text_[at_ + 1] != '\r' && text_[at_ + 1] != '\n';
  }
  void EndLine() {
    if (AtEnd()) return;
    at_ += text_[at_] == '\r' ? 2U : 1U;
    ++line_;
  }
  void SkipBlanks() {
    while (!AtEnd() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  absl::StatusOr<std::string> Cell() {
    SkipBlanks();
    quoted_ = !AtEnd() && text_[at_] == '"';
    if (!quoted_) {
      const std::size_t start = at_;
      while (!AtLineEnd() && text_[at_] != ',' && !AtOldMacsLineEnd()) ++at_;
      if (AtOldMacsLineEnd()) {
        return absl::InvalidArgumentError(
            absl::StrCat(file_, ":", line_,
                         ": a carriage return without a line feed, as old Macs ended lines; save the file "
                         "with the line ends of Unix or Windows"));
      }
      return std::string(absl::StripAsciiWhitespace(absl::string_view(text_).substr(start, at_ - start)));
    }
    const std::size_t opened_on = line_;
    std::string cell;
    for (++at_; !AtEnd(); ++at_) {
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      cell += text_[at_];
    }
    if (AtEnd()) {
      return absl::InvalidArgumentError(
          absl::StrCat(file_, ":", opened_on, ": a quote opens here and never closes"));
    }
    ++at_;
    SkipBlanks();
    if (!AtLineEnd() && text_[at_] != ',') {
      return absl::InvalidArgumentError(absl::StrCat(
          file_, ":", line_, ": text follows a closing quote; a quote inside a cell is written twice"));
    }
    return cell;
  }

  const std::string& text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool quoted_ = false;
};

absl::Status CheckHeader(const CsvTable& table, std::size_t line) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const std::string& name = table.header[i];
    if (name.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(table.file, ":", line, ": column ", i + 1, " has no name"));
    }
    const auto [other, first] = seen.emplace(name, i);
    if (!first) {
      return absl::InvalidArgumentError(absl::StrCat(table.file, ":", line, ": columns ", other->second + 1,
                                                     " and ", i + 1, " are both named ", name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<std::size_t> CsvTable::Column(absl::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

std::string CsvTable::Place(std::size_t row, std::size_t column) const {
  return absl::StrCat(file, ":", lines[row], ", column ", header[column], " (", column + 1, ")");
}

absl::StatusOr<CsvTable> ParseCsv(const std::string& text, const std::string& file) {
  OSTEON_RETURN_IF_ERROR(CheckText(text, file));
  CsvTable table;
  table.file = file;
  Scanner scanner(text, file);
  while (!scanner.AtEnd()) {
    const std::size_t line = scanner.line();
    const bool is_header = table.header.empty();
    OSTEON_ASSIGN_OR_RETURN(Scanner::Line record,
                            scanner.Record(is_header ? kMostCsvColumns : table.header.size()));
    std::vector<std::string>& cells = record.cells;
    if (record.count == 0) continue;
    if (is_header) {
      if (record.count > kMostCsvColumns) {
        return absl::InvalidArgumentError(absl::StrCat(file, ":", line, ": ", record.count,
                                                       " columns; at most ", kMostCsvColumns, " are read"));
      }
      if (cells.size() == 1 && cells[0].find(';') != std::string::npos) {
        return absl::InvalidArgumentError(absl::StrCat(
            file, ":", line,
            ": the columns are separated by ';'; save the file with commas, and decimals with points"));
      }
      table.header = std::move(cells);
      OSTEON_RETURN_IF_ERROR(CheckHeader(table, line));
      continue;
    }
    if (record.count != table.header.size()) {
      return absl::InvalidArgumentError(absl::StrCat(
          file, ":", line, ": ", record.count, " cells; the header has ", table.header.size(), " columns"));
    }
    if ((table.rows.size() + 1) * table.header.size() > kMostCsvCells) {
      return absl::InvalidArgumentError(absl::StrCat(file, ":", line, ": the table has more than ",
                                                     kMostCsvCells, " cells; split it into several"));
    }
    table.rows.push_back(std::move(cells));
    table.lines.push_back(line);
  }
  if (table.header.empty())
    return absl::InvalidArgumentError(absl::StrCat(file, ": empty; a header line is needed"));
  return table;
}

absl::StatusOr<CsvTable> ReadCsv(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return ParseCsv(text, path);
}

std::string CsvCell(absl::string_view value) {
  const bool plain = value.find_first_of(",\"\r\n") == absl::string_view::npos &&
                     absl::StripAsciiWhitespace(value).size() == value.size() &&
                     !absl::StartsWith(value, kUtf8Mark);
  if (plain) return std::string(value);
  return absl::StrCat("\"", absl::StrReplaceAll(value, {{"\"", "\"\""}}), "\"");
}

std::string CsvLine(const std::vector<std::string>& cells) {
  if (cells.size() == 1 && cells[0].empty()) return "\"\"\n";  // a blank line is none
  return absl::StrCat(
      absl::StrJoin(cells, ",",
                    [](std::string* out, const std::string& cell) { out->append(CsvCell(cell)); }),
      "\n");
}

}  // namespace osteon
