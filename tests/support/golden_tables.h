// The golden synthetic radiomics tables, with both readers' columns, dealt to sites.
#ifndef OSTEON_TESTS_SUPPORT_GOLDEN_TABLES_H_
#define OSTEON_TESTS_SUPPORT_GOLDEN_TABLES_H_

#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/text/number.h"
#include "models/data/analysis_table.h"
#include "tests/support/shared_data.h"

namespace osteon::testing {

// A golden file, or an empty table (with a failure) where it cannot be read.
inline CsvTable Golden(const std::string& file) {
  absl::StatusOr<CsvTable> table = ReadCsv(absl::StrCat(SharedData(), "/golden/", file));
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : CsvTable();
}

struct GoldenTable {
  std::vector<std::string> features;  // f0001, ...
  models::AnalysisTable table;        // the features, then the second reader's
  std::vector<std::string> sites;     // of each row
};

// `name`: "syn50", "syn400" or "syn1500".
inline GoldenTable ReadGoldenTable(const std::string& name) {
  const CsvTable csv = Golden(absl::StrCat("data/", name, ".csv"));
  const CsvTable second = Golden(absl::StrCat("data/", name, "_reader2.csv"));
  GoldenTable golden;
  std::vector<std::size_t> at;
  for (std::size_t j = 0; j < csv.header.size(); ++j) {
    if (csv.header[j].size() == 5 && csv.header[j][0] == 'f') {
      golden.features.push_back(csv.header[j]);
      at.push_back(j);
    }
  }
  const std::size_t p = golden.features.size();
  models::AnalysisTable& table = golden.table;
  table.columns = golden.features;
  for (const std::string& feature : golden.features) {
    table.columns.push_back(models::SecondReaderColumn(feature));
  }
  std::map<std::string, std::size_t> row_of;
  const auto n = static_cast<Eigen::Index>(csv.rows.size());
  table.values.setConstant(n, static_cast<Eigen::Index>(2 * p), std::numeric_limits<double>::quiet_NaN());
  table.outcome.resize(n);
  table.holdout.assign(csv.rows.size(), false);
  for (std::size_t i = 0; i < csv.rows.size(); ++i) {
    const std::vector<std::string>& row = csv.rows[i];
    row_of[row[0]] = i;
    golden.sites.push_back(row[*csv.Column("site")]);
    table.outcome[static_cast<Eigen::Index>(i)] = *ParseNumber(row[*csv.Column("y")]);
    for (std::size_t j = 0; j < p; ++j) {
      table.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = *ParseNumber(row[at[j]]);
    }
  }
  std::vector<std::size_t> second_at;
  for (const std::string& feature : golden.features) second_at.push_back(*second.Column(feature));
  for (const std::vector<std::string>& row : second.rows) {
    const auto i = static_cast<Eigen::Index>(row_of.at(row[0]));
    for (std::size_t j = 0; j < p; ++j) {
      table.values(i, static_cast<Eigen::Index>(p + j)) = *ParseNumber(row[second_at[j]]);
    }
  }
  return golden;
}

// The rows of `table` at the sites named for them, in the table's order.
inline std::map<std::string, models::AnalysisTable> DealTable(const models::AnalysisTable& table,
                                                              const std::vector<std::string>& site_of_row) {
  std::map<std::string, std::vector<Eigen::Index>> rows;
  for (std::size_t i = 0; i < site_of_row.size(); ++i) {
    rows[site_of_row[i]].push_back(static_cast<Eigen::Index>(i));
  }
  std::map<std::string, models::AnalysisTable> tables;
  for (const auto& [name, indices] : rows) {
    models::AnalysisTable& site = tables[name];
    site.columns = table.columns;
    site.values = table.values(indices, Eigen::all);
    site.outcome = table.outcome(indices);
    for (const Eigen::Index row : indices) {
      site.holdout.push_back(table.holdout[static_cast<std::size_t>(row)]);
    }
  }
  return tables;
}

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_GOLDEN_TABLES_H_
