// Tables for a terminal: columns as wide as their widest cell.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_TEXT_COLUMNS_H_
#define OSTEON_COORDINATOR_MODEL_FILE_TEXT_COLUMNS_H_

#include <cstddef>
#include <string>
#include <vector>

namespace osteon {

// One line a row, `indent` blanks before it; the first column flush left, the others flush right, two blanks
// between. Rows may be shorter than the first. Width is counted in characters of UTF-8.
std::string TextColumns(const std::vector<std::vector<std::string>>& rows, std::size_t indent);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_TEXT_COLUMNS_H_
