#include "models/disclosure/dominance.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon::models {
namespace {

// Of the largest weight. No more than the rounding of the sums themselves (44 binary places or so): anything
// larger could be read from them, however small.
constexpr double kNoDifference = 1e-13;

struct PatientShares {
  double sum = 0;      // of |w|
  double squares = 0;  // of w^2
  double largest = 0;
};

bool IsSmall(const PatientShares& shares, double least) {
  return shares.sum > 0 && shares.sum * shares.sum < least * shares.squares;
}

double Largest(const std::vector<double>& weights) {
  double largest = 0;
  for (const double weight : weights) largest = std::max(largest, std::fabs(weight));
  return largest;
}

// Patients beyond the end of the shorter vector have no weight in it.
PatientShares DifferenceOf(const std::vector<double>& a, const std::vector<double>& b) {
  PatientShares shares;
  const std::size_t both = std::min(a.size(), b.size());
  // Four sums at a time: additions need not wait for each other.
  double sum[4] = {}, squares[4] = {}, largest[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= both; i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const double d = std::fabs(a[i + lane] - b[i + lane]);
      sum[lane] += d;
      squares[lane] += d * d;
      largest[lane] = largest[lane] > d ? largest[lane] : d;
    }
  }
  shares.sum = sum[0] + sum[1] + sum[2] + sum[3];
  shares.squares = squares[0] + squares[1] + squares[2] + squares[3];
  shares.largest = std::max({largest[0], largest[1], largest[2], largest[3]});
  const auto add = [&](double difference) {
    const double d = std::fabs(difference);
    shares.sum += d;
    shares.squares += d * d;
    shares.largest = std::max(shares.largest, d);
  };
  for (; i < both; ++i) add(a[i] - b[i]);
  for (std::size_t rest = both; rest < a.size(); ++rest) add(a[rest]);
  for (std::size_t rest = both; rest < b.size(); ++rest) add(b[rest]);
  return shares;
}

}  // namespace

double EffectivePatients(const std::vector<double>& weights) {
  PatientShares shares;
  for (const double weight : weights) {
    shares.sum += std::fabs(weight);
    shares.squares += weight * weight;
  }
  return shares.squares > 0 ? shares.sum * shares.sum / shares.squares : 0;
}

bool WeightHistory::Dominates(const PatientWeights& statistic, double least) const {
  const std::vector<double>& weights = statistic.weights;
  const double effective = EffectivePatients(weights);
  if (effective > 0 && effective < least) return true;
  const auto earlier = released_.find(statistic.key);
  if (earlier == released_.end()) return false;
  const double largest = Largest(weights);
  return std::any_of(earlier->second.begin(), earlier->second.end(), [&](const std::vector<double>& other) {
    const PatientShares difference = DifferenceOf(weights, other);
    return difference.largest > kNoDifference * largest && IsSmall(difference, least);
  });
}

bool WeightHistory::IsKnown(const PatientWeights& statistic) const {
  const auto earlier = released_.find(statistic.key);
  return earlier != released_.end() && std::find(earlier->second.begin(), earlier->second.end(),
                                                 statistic.weights) != earlier->second.end();
}

std::optional<std::string> WeightHistory::TryAdd(const std::vector<PatientWeights>& statistics,
                                                 double least) {
  std::vector<std::string> added;
  for (const PatientWeights& statistic : statistics) {
    if (IsKnown(statistic)) continue;
    if (Dominates(statistic, least)) {
      for (const std::string& key : added) released_[key].pop_back();
      return statistic.key;
    }
    released_[statistic.key].push_back(statistic.weights);
    added.push_back(statistic.key);
  }
  return std::nullopt;
}

std::vector<std::size_t> WeightHistory::NewAmong(const std::vector<PatientWeights>& statistics) const {
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < statistics.size(); ++i) {
    if (!IsKnown(statistics[i])) unknown.push_back(i);
  }
  return unknown;
}

void WeightHistory::Restore(const PatientWeights& released) {
  if (!IsKnown(released)) released_[released.key].push_back(released.weights);
}

}  // namespace osteon::models
