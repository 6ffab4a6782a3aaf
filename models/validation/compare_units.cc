#include "models/validation/compare_units.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/validation/quantile.h"

namespace osteon::models {
namespace {

constexpr double kSameFactor = 3;       // a median is moved as the spread is
constexpr double kNearPowerOf10 = 1.5;  // and beyond it the factor is not named

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return Quantile7(values, 0.5);
}

// Apart by at most `times`, both positive.
bool AreWithin(double a, double b, double times) {
  return std::fabs(std::log(a / b)) <= std::log(times);
}

struct Typical {
  double median = 0;
  double iqr = 1;
};

Typical TypicalOf(const std::vector<const Quartiles*>& sites) {
  std::vector<double> medians, log_iqrs;
  for (const Quartiles* site : sites) {
    medians.push_back(site->median);
    log_iqrs.push_back(std::log(site->iqr));
  }
  return {MedianOf(std::move(medians)), std::exp(MedianOf(std::move(log_iqrs)))};
}

// "1000", "1/1000"; empty where no power of ten is near.
std::string PowerOfTen(double factor) {
  const double power = std::nearbyint(std::log10(factor));
  if (power == 0 || !AreWithin(factor, std::pow(10.0, power), kNearPowerOf10)) return "";
  const std::string digits = absl::StrFormat("%.0f", std::pow(10.0, std::fabs(power)));
  return power > 0 ? digits : absl::StrCat("1/", digits);
}

// "0.18", "-7.2", "360".
std::string TwoDigits(double value) {
  const std::string digits = absl::StrFormat("%.1e", value);
  double rounded = 0;
  return absl::SimpleAtod(digits, &rounded) ? absl::StrCat(rounded) : digits;
}

// The factor by which the median is moved; absent where both are not on the same side of 0 and away from it.
std::optional<double> MedianRatio(const Quartiles& site, const Typical& typical) {
  if (std::fabs(typical.median) <= typical.iqr || site.median * typical.median <= 0) return std::nullopt;
  return site.median / typical.median;
}

std::string Finding(const NumericAtSite& site, const Typical& typical) {
  const std::optional<double> moved = MedianRatio(*site.quartiles.value, typical);
  const bool centred = std::fabs(typical.median) <= typical.iqr;
  if (!AreWithin(*site.spread_ratio, 1, kLargestSpreadRatio) &&
      (centred || (moved && AreWithin(*moved, *site.spread_ratio, kSameFactor)))) {
    const double factor = moved ? *moved : *site.spread_ratio;
    const std::string power = PowerOfTen(factor);
    return power.empty()
               ? absl::StrCat("spread and values are ", TwoDigits(factor), " times the typical ones")
               : absl::StrCat("looks like a factor ", power);
  }
  if (std::fabs(*site.shift) <= kLargestShift) return "";
  return absl::StrCat("the median is ", TwoDigits(*site.shift), " typical interquartile ranges away");
}

void Compare(ComparedNumeric& variable) {
  std::vector<std::pair<std::string, const Quartiles*>> told;
  for (const auto& [site, at_site] : variable.sites) {
    if (at_site.quartiles.value) told.emplace_back(site, &*at_site.quartiles.value);
  }
  if (told.size() < 2) return;
  std::vector<const Quartiles*> all;
  for (const auto& [site, quartiles] : told) all.push_back(quartiles);
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Typical typical = told.size() == 2 ? TypicalOf({told[1 - i].second}) : TypicalOf(all);
    NumericAtSite& site = variable.sites.at(told[i].first);
    site.shift = (told[i].second->median - typical.median) / typical.iqr;
    site.spread_ratio = told[i].second->iqr / typical.iqr;
    site.finding = Finding(site, typical);
  }
}

}  // namespace

bool ComparedNumeric::IsFlagged() const {
  return std::any_of(sites.begin(), sites.end(),
                     [](const auto& site) { return !site.second.finding.empty(); });
}

UnitsComparison CompareUnits(const std::map<std::string, VariableSummary>& sites) {
  UnitsComparison comparison;
  if (sites.empty()) return comparison;
  const VariableSummary& first = sites.begin()->second;
  for (std::size_t i = 0; i < first.numeric.size(); ++i) {
    ComparedNumeric variable{first.numeric[i].variable, {}};
    for (const auto& [site, summary] : sites) {
      variable.sites[site].quartiles = summary.numeric[i].quartiles;
    }
    Compare(variable);
    comparison.numeric.push_back(std::move(variable));
  }
  for (std::size_t i = 0; i < first.categorical.size(); ++i) {
    ComparedLevels variable{first.categorical[i].variable, {}};
    for (const auto& [site, summary] : sites) variable.sites[site] = summary.categorical[i].shares;
    comparison.categorical.push_back(std::move(variable));
  }
  return comparison;
}

}  // namespace osteon::models
