#include "tests/conformance/lasso_golden.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/text/number.h"

namespace osteon::testing {
namespace {

models::InProcessFederation Federate(const std::map<std::string, models::AnalysisTable>& tables) {
  std::map<std::string, std::unique_ptr<models::FederationSite>> sites;
  for (const auto& [name, table] : tables) sites[name] = std::make_unique<models::TableSite>(table);
  return models::InProcessFederation(std::move(sites));
}

std::vector<std::string> Candidates(const std::string& name, const CsvTable& csv) {
  std::vector<std::string> columns;
  for (const std::string& column : csv.header) {
    const bool feature =
        column.size() == 5 && column[0] == 'f' && absl::ascii_isdigit(static_cast<unsigned char>(column[1]));
    const bool clinical =
        name == "syn50" && (column == "age" || column == "sex" || column == "stage" || column == "marker");
    const bool other = column == "patient_id" || column == "site" || column == "y" || column == "split" ||
                       absl::StartsWith(column, "fold");
    if (feature || clinical || (name == "heart" && !other)) columns.push_back(column);
  }
  return columns;
}

}  // namespace

GoldenTable LoadGoldenTable(const std::string& shared, const std::string& name, const std::string& fold) {
  const CsvTable csv = *ReadCsv(absl::StrCat(shared, "/golden/data/", name, ".csv"));
  GoldenTable golden;
  golden.table.columns = Candidates(name, csv);
  const auto n = static_cast<Eigen::Index>(csv.rows.size());
  golden.table.values.resize(n, static_cast<Eigen::Index>(golden.table.columns.size()));
  golden.table.outcome.resize(n);
  golden.table.holdout.assign(csv.rows.size(), false);
  for (std::size_t j = 0; j < golden.table.columns.size(); ++j) {
    const std::size_t column = *csv.Column(golden.table.columns[j]);
    for (std::size_t i = 0; i < csv.rows.size(); ++i) {
      golden.table.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          *ParseNumber(csv.rows[i][column]);
    }
  }
  for (std::size_t i = 0; i < csv.rows.size(); ++i) {
    golden.table.outcome[static_cast<Eigen::Index>(i)] = *ParseNumber(csv.rows[i][*csv.Column("y")]);
    golden.site_of_row.push_back(csv.rows[i][*csv.Column("site")]);
  }
  if (fold.empty()) return golden;
  const CsvTable folds =
      name == "heart" ? csv : *ReadCsv(absl::StrCat(shared, "/golden/data/", name, "_folds.csv"));
  for (const std::vector<std::string>& row : folds.rows) {
    golden.table.fold.push_back(static_cast<int>(*ParseNumber(row[*folds.Column(fold)])) - 1);
  }
  golden.folds = *std::max_element(golden.table.fold.begin(), golden.table.fold.end()) + 1;
  return golden;
}

std::map<std::string, models::AnalysisTable> DealRows(const models::AnalysisTable& table,
                                                      const std::vector<std::string>& site_of_row) {
  std::map<std::string, std::vector<Eigen::Index>> rows;
  for (std::size_t i = 0; i < site_of_row.size(); ++i) {
    rows[site_of_row[i]].push_back(static_cast<Eigen::Index>(i));
  }
  std::map<std::string, models::AnalysisTable> sites;
  for (const auto& [name, indices] : rows) {
    models::AnalysisTable& site = sites[name];
    site.columns = table.columns;
    site.values = table.values(indices, Eigen::all);
    site.outcome = table.outcome(indices);
    for (const Eigen::Index row : indices) {
      site.holdout.push_back(table.holdout[static_cast<std::size_t>(row)]);
      if (!table.fold.empty()) site.fold.push_back(table.fold[static_cast<std::size_t>(row)]);
    }
  }
  return sites;
}

CountingFederation::CountingFederation(const std::map<std::string, models::AnalysisTable>& tables)
    : federation_(Federate(tables)) {
  for (const auto& [name, table] : tables) sites_.push_back(name);
}

absl::StatusOr<RingVector> CountingFederation::Sum(const models::Round& round,
                                                   const models::SumRequest& request) {
  requests_.push_back(request);
  absl::StatusOr<RingVector> sum = federation_.Sum(round, request);
  if (sum.ok()) {
    scalars_ += ScalarCount(sum->layout());
    bytes_ += 8 * WordCount(sum->layout());
  }
  return sum;
}

absl::StatusOr<std::map<std::string, models::SiteRecord>> CountingFederation::Gather(
    const models::Round& round, const models::GatherRequest& request) {
  return federation_.Gather(round, request);
}

absl::StatusOr<std::vector<double>> CountingFederation::Remember(
    const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) {
  if (replayed_ != nullptr) {
    const auto found = replayed_->memory_.find(name);
    if (found == replayed_->memory_.end()) return absl::InternalError(absl::StrCat("not remembered: ", name));
    return found->second;
  }
  if (memory_.contains(name)) return absl::InternalError(absl::StrCat("remembered twice: ", name));
  absl::StatusOr<std::vector<double>> values = federation_.Remember(name, compute);
  if (values.ok()) memory_[name] = *values;
  return values;
}

}  // namespace osteon::testing
