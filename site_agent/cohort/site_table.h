// A site's table as it was brought: text cells, one row per patient, ids replaced by pseudonyms.
#ifndef OSTEON_SITE_AGENT_COHORT_SITE_TABLE_H_
#define OSTEON_SITE_AGENT_COHORT_SITE_TABLE_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/cohort/source_file.h"

namespace osteon {

struct SiteTable {
  std::string file;                            // for messages
  std::vector<std::string> columns;            // as in the file, the patients' column included
  std::size_t id_column = 0;                   // its cells hold pseudonyms
  std::vector<std::vector<std::string>> rows;  // cells without surrounding blanks, as many as columns
  std::vector<std::size_t> lines;              // of the file, from 1
  std::vector<SourceFile> sources;             // what it was made from; empty when made in memory
  // What of the study's requirements a row has not ("slice_thickness_mm"), one a row, empty where it has all
  // of them; or nothing where nothing is required.
  std::vector<std::string> lacking;
  // What the file calls the columns that a mapping gave another name, by their place from 0.
  std::map<std::size_t, std::string> local_names;

  // Replaces the cells of the column `id_column` by pseudonyms, before anything else sees them. `rows` and
  // `lines` go together.
  // kInvalidArgument, with file and lines, every problem in one message: no such column, a row without id, an
  // id that stands twice, columns of one name, a row of another length.
  static absl::StatusOr<SiteTable> Create(std::string file, std::vector<std::string> header,
                                          std::vector<std::vector<std::string>> rows,
                                          std::vector<std::size_t> lines, const PseudonymKey& key,
                                          const std::string& id_column);

  const std::string& Pseudonym(std::size_t row) const { return rows[row][id_column]; }
  std::optional<std::size_t> Column(absl::string_view name) const;
  // "site.csv:12, column age (3), patient 0f3a...", for local messages; counted from 0. A column that a
  // mapping renamed is "column age (3, Alter in the file)".
  std::string Place(std::size_t row, std::size_t column) const;
};

// The CSV file at `path`, its hash taken from the same bytes. Also the errors of ReadFile and ParseCsv.
absl::StatusOr<SiteTable> ReadSiteTable(const std::string& path, const PseudonymKey& key,
                                        const std::string& id_column);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_SITE_TABLE_H_
