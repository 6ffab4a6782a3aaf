#include "coordinator/model_file/text_columns.h"

#include <algorithm>

namespace osteon {
namespace {

std::size_t Width(const std::string& text) {
  // Bytes that begin a character.
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace

std::string TextColumns(const std::vector<std::vector<std::string>>& rows, std::size_t indent) {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t j = 0; j < row.size(); ++j) widths[j] = std::max(widths[j], Width(row[j]));
  }
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    std::string line(indent, ' ');
    for (std::size_t j = 0; j < row.size(); ++j) {
      const std::string blanks(widths[j] - Width(row[j]), ' ');
      if (j > 0) line += "  ";
      line += j == 0 ? row[j] + blanks : blanks + row[j];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace osteon
