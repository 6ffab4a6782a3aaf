// CSV as RFC 4180 has it (comma, double quotes, quotes doubled), with LF or CRLF and an optional UTF-8 mark.
#ifndef OSTEON_COMMON_CSV_CSV_H_
#define OSTEON_COMMON_CSV_CSV_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// A table of text with a header line. Every row has as many cells as the header.
struct CsvTable {
  std::string file;                            // for messages
  std::vector<std::string> header;             // names, unique, none empty
  std::vector<std::vector<std::string>> rows;  // cells, surrounding blanks removed from unquoted ones
  std::vector<std::size_t> lines;              // the line of the file on which each row begins, from 1

  std::optional<std::size_t> Column(absl::string_view name) const;

  // "site.csv:12, column age (3)", for messages; `row` and `column` count from 0.
  std::string Place(std::size_t row, std::size_t column) const;
};

// A file of commas becomes 32 times as large in memory.
inline constexpr std::size_t kMostCsvColumns = std::size_t{1} << 17;
inline constexpr std::size_t kMostCsvCells = std::size_t{1} << 26;

// kInvalidArgument, with file and line: no header, a repeated or empty name, a row of another length, an open
// quote, text that is not UTF-8, a NUL byte, more columns or cells than the two limits (found before they are
// kept). Blank lines are passed over.
absl::StatusOr<CsvTable> ParseCsv(const std::string& text, const std::string& file);
absl::StatusOr<CsvTable> ReadCsv(const std::string& path);

// The cell as it is written: quoted where it holds a comma, quote, line end or surrounding blank.
std::string CsvCell(absl::string_view value);
// One line with its line end.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace osteon

#endif  // OSTEON_COMMON_CSV_CSV_H_
