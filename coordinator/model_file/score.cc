#include "coordinator/model_file/score.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

using models::LinearTerm;

// 1 / (1 + exp(-eta)) without overflow.
double Risk(double eta) {
  const double small = std::exp(-std::fabs(eta));
  return eta >= 0 ? 1 / (1 + small) : small / (1 + small);
}

class Scoring {
 public:
  Scoring(const ScoringModel& model, const std::map<std::string, double>& values)
      : model_(model), values_(values) {
    for (const models::DerivedColumn& column : model.derived) values_[column.name] = Sum(column.terms);
  }

  double Sum(const std::vector<LinearTerm>& terms) const {
    double sum = 0;
    for (const LinearTerm& term : terms) sum += Product(term);
    return sum;
  }

  // Of `terms`, each times `factor`; the intercept only where it is a part.
  std::vector<Contribution> Contributions(const std::vector<LinearTerm>& terms, double factor,
                                          bool with_intercept) const {
    std::vector<Contribution> contributions;
    for (const LinearTerm& term : terms) {
      if (term.name == models::kInterceptTerm && !with_intercept) continue;
      const std::string predictor = model_.PredictorOf(term.name);
      auto known = std::find_if(contributions.begin(), contributions.end(),
                                [&](const Contribution& one) { return one.predictor == predictor; });
      if (known == contributions.end()) known = contributions.insert(known, {predictor, 0, {}});
      known->value += factor * Product(term);
      if (const models::DerivedColumn* inner = model_.Derived(term.name)) {
        known->parts = Contributions(inner->terms, factor * term.coefficient, true);
      }
    }
    return contributions;
  }

 private:
  double Product(const LinearTerm& term) const {
    if (term.name == models::kInterceptTerm) return term.coefficient;
    return term.coefficient * values_.at(term.name);
  }

  const ScoringModel& model_;
  std::map<std::string, double> values_;
};

void Walk(const std::vector<Contribution>& contributions, bool detail, const std::string& before,
          const std::function<void(const std::string&, double)>& visit) {
  for (const Contribution& one : contributions) {
    const std::string name = absl::StrCat(before, one.predictor);
    visit(name, one.value);
    if (detail) Walk(one.parts, detail, absl::StrCat(name, "__"), visit);
  }
}

}  // namespace

Score ScorePatient(const ScoringModel& model, const std::map<std::string, double>& values) {
  const Scoring scoring(model, values);
  Score score;
  score.linear_predictor = scoring.Sum(model.terms);
  score.risk = Risk(score.linear_predictor);
  if (model.threshold) score.positive = score.risk >= *model.threshold;
  for (const LinearTerm& term : model.terms) {
    if (term.name == models::kInterceptTerm) score.intercept += term.coefficient;
  }
  score.contributions = scoring.Contributions(model.terms, 1, false);
  if (model.nomogram) {
    score.points_total =
        model.nomogram->points_per_unit_lp * (score.linear_predictor - model.nomogram->lp_at_zero_points);
  }
  return score;
}

std::vector<std::string> ContributionNames(const std::vector<Contribution>& contributions, bool detail) {
  std::vector<std::string> names;
  Walk(contributions, detail, "", [&](const std::string& name, double) { names.push_back(name); });
  return names;
}

std::vector<double> ContributionValues(const std::vector<Contribution>& contributions, bool detail) {
  std::vector<double> values;
  Walk(contributions, detail, "", [&](const std::string&, double value) { values.push_back(value); });
  return values;
}

}  // namespace osteon
