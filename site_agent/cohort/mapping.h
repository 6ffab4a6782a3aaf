// mapping.yaml: how a hospital's own names, units and levels become those of the studies.
//
//   columns:
//     age: Alter                                   # the study's name: the name in this table
//     crp: {from: CRP_mg_dl, factor: 10}           # the study's value = factor * value + add
//     temperature: {from: temp_f, factor: 0.5555555555555556, add: -17.77777777777778}
//     sex: {from: Geschlecht, levels: {m: M, w: F}, missing: [u]}
//     ldh: {missing: [-9]}                         # from: the same name
//   missing: [".", unbekannt]                      # in every column; beside empty, NA and NaN
#ifndef OSTEON_SITE_AGENT_COHORT_MAPPING_H_
#define OSTEON_SITE_AGENT_COHORT_MAPPING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/study/study.h"
#include "site_agent/cohort/site_table.h"

namespace osteon {

struct ColumnMapping {
  std::string target;  // the study's name
  std::string from;    // the table's
  std::optional<double> factor, add;
  std::vector<std::pair<std::string, std::string>> levels;  // table's -> study's, in the order of the file;
                                                            // empty: as they are
  std::vector<std::string> missing;                         // words besides those of every column
  std::size_t line = 1, column = 1;                         // of the target in the mapping's file
};

class Mapping {
 public:
  Mapping() = default;  // changes nothing

  // kInvalidArgument: every problem at once with file, line and column: unknown keys; a conversion to levels
  // and to numbers at once; a factor of 0 or no finite number; two columns from one; a number among the
  // words for missing in every column, where it would take away measured values.
  static absl::StatusOr<Mapping> Parse(const std::string& text, const std::string& file);

  const std::vector<ColumnMapping>& columns() const { return columns_; }
  // nullptr: the column has the study's name and is taken as it is.
  const ColumnMapping* Of(const std::string& target) const;
  // What the table calls a column of a study.
  const std::string& LocalName(const std::string& target) const;

  // kInvalidArgument: a conversion that the study's dictionary rules out, every one with its place in the
  // mapping: factor or add for the outcome, the split, a categorical column, or anything but a name for the
  // patients' column.
  absl::Status CheckFor(const models::Study& study) const;

  // The cell as the study has it; empty where it is missing.
  // kInvalidArgument: a level that the mapping does not list, no number where there is a factor, a number
  // that is not finite after conversion; what was found and needed, not where.
  absl::StatusOr<std::string> StudyCell(const ColumnMapping* mapping, const std::string& cell) const;

  // The table in the study's names, units and levels; its columns stay where they are. The patients' column
  // is renamed only: its cells are pseudonyms already. The mapping's file becomes one of the table's sources.
  // kInvalidArgument, every problem at once with its place in the mapping or the table: no such column (and
  // the nearest), a target that the table has as another column, and StudyCell's.
  absl::StatusOr<SiteTable> Apply(SiteTable table) const;

 private:
  friend absl::StatusOr<Mapping> ReadMapping(const std::string& path);
  std::string Place(const ColumnMapping& mapping) const;

  std::string file_;  // empty: none
  std::vector<ColumnMapping> columns_;
  std::vector<std::string> missing_;
  std::optional<SourceFile> source_;
};

// Also the errors of ReadSource.
absl::StatusOr<Mapping> ReadMapping(const std::string& path);

// The file that goes with a table: "alpha.mapping.yaml" beside "alpha.csv", or else "mapping.yaml" in its
// folder. nullopt: neither is there.
std::optional<std::string> MappingFileBeside(const std::string& data_path);

// The mapping in that file; without one, a mapping that changes nothing.
absl::StatusOr<Mapping> ReadMappingBeside(const std::string& data_path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_MAPPING_H_
