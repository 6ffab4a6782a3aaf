#include "models/imputation/quantiles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/imputation/cut_counts.h"

namespace osteon::models {
namespace {

constexpr int kMostRounds = 3;
constexpr std::uint64_t kMostParts = 256;  // of an interval in one round
constexpr double kFineEnough = 1e-3;       // of the interquartile range
constexpr std::size_t kMostOfAColumn = 100;

struct Column {
  std::string name;
  std::uint64_t patients = 0;
  double mean = 0;
  double deviation = 0;
  std::optional<CutCounts> counts;  // none where the column is constant
  double quartiles_apart = 0;       // after the first round
};

// Of n values with mean 0 and standard deviation 1 (1/n), between which all order statistics around the type
// 7 quantile lie (Cantelli): n - k of the values are not below the (k + 1)-th, so it is at most sqrt(k / (n -
// k)).
std::pair<double, double> Bounds(std::uint64_t patients, double probability) {
  const auto n = static_cast<double>(patients);
  const double k = std::min(std::floor((n - 1) * probability + 1), n - 1);
  return {-std::sqrt((n - k) / k), std::sqrt(k / (n - k))};
}

class Search {
 public:
  Search(Federation& federation, std::string name, const std::vector<QuantileTarget>& targets,
         std::vector<std::string> sites, std::uint64_t min_cell)
      : federation_(federation),
        name_(std::move(name)),
        targets_(targets),
        round_{name_, "", std::move(sites)},
        min_cell_(min_cell) {}

  absl::StatusOr<std::vector<Quantile>> Run();

 private:
  absl::Status LearnMoments();
  absl::Status Ask(int round, const std::vector<std::set<double>>& wanted);
  CutInterval IntervalOf(std::size_t target) const {
    return columns_[column_of_[target]].counts->Around(targets_[target].probability, 2 * min_cell_);
  }
  bool Done(std::size_t target) const;
  std::uint64_t PartsFor(std::uint64_t patients, std::uint64_t most) const;
  std::vector<std::set<double>> FirstCuts() const;
  std::vector<std::set<double>> FinerCuts() const;
  absl::StatusOr<std::vector<Quantile>> Finish();

  Federation& federation_;
  const std::string name_;
  const std::vector<QuantileTarget>& targets_;
  const Round round_;
  const std::uint64_t min_cell_;
  std::vector<Column> columns_;
  std::vector<std::size_t> column_of_;  // of each target
};

absl::Status Search::LearnMoments() {
  std::map<std::string, std::size_t> place;
  PresentMomentsRequest request{{}, RowSet::kTrain, static_cast<int>(round_.sites.size())};
  for (const QuantileTarget& target : targets_) {
    const auto [found, added] = place.emplace(target.column, request.columns.size());
    if (added) request.columns.push_back(target.column);
    column_of_.push_back(found->second);
  }
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation_.Sum(round_, request));
  const std::vector<double> counts = sums.DecodeBlock(0);
  for (std::size_t j = 0; j < counts.size(); ++j) {
    if (counts[j] < static_cast<double>(2 * min_cell_)) {
      return absl::FailedPreconditionError(absl::StrCat("column ", request.columns[j], ": ", counts[j],
                                                        " training patients have a value; a quantile needs ",
                                                        2 * min_cell_,
                                                        ", since it must not be one patient's"));
    }
  }
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> moments;
    for (std::size_t j = 0; j < counts.size(); ++j) {
      const MeanAndVariance column =
          ExactMeanAndVariance(sums.Number(1, j), sums.Number(2, j), static_cast<std::uint64_t>(counts[j]));
      moments.push_back(column.mean);
      moments.push_back(std::sqrt(column.variance));
    }
    return moments;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> moments,
                          federation_.Remember(absl::StrCat(name_, ": moments"), compute));
  for (std::size_t j = 0; j < counts.size(); ++j) {
    Column column{request.columns[j], static_cast<std::uint64_t>(counts[j]),
                  moments[2 * j],     moments[2 * j + 1],
                  std::nullopt,       0};
    if (column.deviation > 0) column.counts.emplace(column.patients, column.mean, column.deviation);
    columns_.push_back(std::move(column));
  }
  return absl::OkStatus();
}

bool Search::Done(std::size_t target) const {
  const Column& column = columns_[column_of_[target]];
  const CutInterval interval = IntervalOf(target);
  return interval.between <= 4 * min_cell_ ||
         interval.upper - interval.lower <= kFineEnough * column.quartiles_apart;
}

// For each column, over where its targets and its quartiles can be.
std::vector<std::set<double>> Search::FirstCuts() const {
  std::vector<std::pair<double, double>> bounds;
  for (const Column& column : columns_) {
    bounds.emplace_back(Bounds(column.patients, 0.25).first, Bounds(column.patients, 0.75).second);
  }
  for (std::size_t target = 0; target < targets_.size(); ++target) {
    const std::size_t at = column_of_[target];
    const auto [least, most] = Bounds(columns_[at].patients, targets_[target].probability);
    bounds[at] = {std::min(bounds[at].first, least), std::max(bounds[at].second, most)};
  }
  std::vector<std::set<double>> cuts(columns_.size());
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    const Column& column = columns_[j];
    if (!column.counts) continue;
    const double lower = column.mean + bounds[j].first * column.deviation;
    const double upper = column.mean + bounds[j].second * column.deviation;
    const std::vector<double> even = EvenCuts(lower, upper, PartsFor(column.patients, kMostParts));
    cuts[j].insert(even.begin(), even.end());
    cuts[j].insert(lower);
    cuts[j].insert(upper);
  }
  return cuts;
}

// Within the intervals of the targets that are not done; those of one column share what a request may hold.
std::vector<std::set<double>> Search::FinerCuts() const {
  std::vector<std::set<double>> cuts(columns_.size());
  for (std::size_t target = 0; target < targets_.size(); ++target) {
    const std::size_t at = column_of_[target];
    if (!columns_[at].counts || Done(target)) continue;
    const auto sharing = static_cast<std::uint64_t>(std::count(column_of_.begin(), column_of_.end(), at));
    const CutInterval interval = IntervalOf(target);
    for (const double cut :
         EvenCuts(interval.lower, interval.upper, PartsFor(interval.between, kMostCuts / sharing))) {
      if (!columns_[at].counts->Has(cut)) cuts[at].insert(cut);
    }
  }
  return cuts;
}

// In as many parts as leave min_cell patients in each, were they spread evenly.
std::uint64_t Search::PartsFor(std::uint64_t patients, std::uint64_t most) const {
  return std::max<std::uint64_t>(2, std::min({patients / min_cell_, most, kMostParts}));
}

absl::Status Search::Ask(int round, const std::vector<std::set<double>>& wanted) {
  // All cuts in turn, as remembered: how many there are of each column follows from sums.
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> cuts;
    for (const std::set<double>& of : wanted) {
      cuts.push_back(static_cast<double>(of.size()));
      cuts.insert(cuts.end(), of.begin(), of.end());
    }
    return cuts;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> cuts,
                          federation_.Remember(absl::StrCat(name_, ": cuts ", round), compute));
  CutCountsRequest request{{}, RowSet::kTrain, static_cast<int>(round_.sites.size())};
  std::vector<std::size_t> columns;
  auto next = cuts.begin();
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    const auto count = static_cast<std::ptrdiff_t>(*next++);
    if (count > 0) {
      request.columns.push_back({columns_[j].name, {next, next + count}});
      columns.push_back(j);
    }
    next += count;
  }
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation_.Sum(round_, request));
  const std::vector<double> not_above = sums.DecodeBlock(1);
  std::size_t at = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    CutCounts& counts = *columns_[columns[i]].counts;
    for (const double cut : request.columns[i].cuts) {
      counts.Add(cut, static_cast<std::uint64_t>(not_above[at++]));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Quantile>> Search::Finish() {
  std::vector<Quantile> quantiles;
  for (std::size_t target = 0; target < targets_.size(); ++target) {
    const Column& column = columns_[column_of_[target]];
    if (!column.counts) {
      quantiles.push_back({column.mean, column.mean, column.mean, column.patients, column.patients});
      continue;
    }
    const CutInterval interval = IntervalOf(target);
    quantiles.push_back({column.counts->Interpolated(targets_[target].probability, interval), interval.lower,
                         interval.upper, interval.between, column.patients});
  }
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> values;
    for (const Quantile& quantile : quantiles) values.push_back(quantile.value);
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values,
                          federation_.Remember(absl::StrCat(name_, ": quantiles"), compute));
  for (std::size_t target = 0; target < targets_.size(); ++target) quantiles[target].value = values[target];
  return quantiles;
}

absl::StatusOr<std::vector<Quantile>> Search::Run() {
  OSTEON_RETURN_IF_ERROR(LearnMoments());
  std::vector<std::set<double>> wanted = FirstCuts();
  for (int round = 1; round <= kMostRounds; ++round) {
    if (std::all_of(wanted.begin(), wanted.end(), [](const auto& cuts) { return cuts.empty(); })) break;
    OSTEON_RETURN_IF_ERROR(Ask(round, wanted));
    if (round == 1) {
      for (Column& column : columns_) {
        if (!column.counts) continue;
        const auto quartile = [&](double probability) {
          return column.counts->Interpolated(probability, column.counts->Around(probability, 1));
        };
        column.quartiles_apart = quartile(0.75) - quartile(0.25);
      }
    }
    wanted = FinerCuts();
  }
  return Finish();
}

}  // namespace

absl::StatusOr<std::vector<Quantile>> FindQuantiles(Federation& federation, const std::string& name,
                                                    const std::vector<QuantileTarget>& targets,
                                                    const std::vector<std::string>& sites,
                                                    std::uint64_t min_cell) {
  const std::set<std::string> roster(sites.begin(), sites.end());
  if (roster.empty()) return absl::InvalidArgumentError("quantiles: no site");
  if (min_cell == 0) return absl::InvalidArgumentError("quantiles: min_cell is at least 1");
  std::map<std::string, std::size_t> of_column;
  for (const QuantileTarget& target : targets) {
    if (!(target.probability > 0 && target.probability < 1)) {
      return absl::InvalidArgumentError(
          absl::StrCat("quantiles: the probability ", target.probability, " is not between 0 and 1"));
    }
    if (++of_column[target.column] > kMostOfAColumn) {
      return absl::InvalidArgumentError(
          absl::StrCat("quantiles: more than ", kMostOfAColumn, " of column ", target.column));
    }
  }
  if (targets.empty()) return std::vector<Quantile>();
  return Search(federation, name, targets, {roster.begin(), roster.end()}, min_cell).Run();
}

}  // namespace osteon::models
