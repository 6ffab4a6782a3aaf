#include "models/glm/fit_stepwise.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/status_macros.h"
#include "models/federation/side_by_side.h"
#include "models/glm/fit_logistic.h"

namespace osteon::models {
namespace {

// A model one step away.
struct Candidate {
  std::string change;      // "- sex"
  std::vector<int> terms;  // numbers of its terms, in order
  absl::Status status;     // of its fit
  std::optional<FittedModel> model;
};

class Stepwise {
 public:
  Stepwise(Federation& federation, std::string model, const std::vector<StepwiseTerm>& terms,
           StepwiseDirection direction, StepwiseCriterion criterion)
      : federation_(federation),
        model_(std::move(model)),
        terms_(terms),
        direction_(direction),
        criterion_(criterion) {}

  absl::StatusOr<StepwiseFit> Run(const std::vector<std::string>& sites);

 private:
  std::string Name() const { return absl::StrCat("fit ", model_); }
  std::vector<std::string> ColumnsOf(const std::vector<int>& terms) const;
  const StepwiseTerm& Term(int number) const { return terms_[static_cast<std::size_t>(number)]; }
  double Criterion(const FittedModel& model) const {
    return criterion_ == StepwiseCriterion::kAic ? *model.aic : *model.bic;
  }
  std::vector<Candidate> Candidates() const;
  absl::Status Fit(int step, std::vector<Candidate>& candidates) const;
  absl::Status PassOver(int step, const std::vector<Candidate>& candidates);
  absl::StatusOr<int> Choose(int step, const std::vector<Candidate>& candidates) const;
  void Enter(std::string change, std::vector<int> terms, FittedModel model);

  Federation& federation_;
  const std::string model_;
  const std::vector<StepwiseTerm>& terms_;
  const StepwiseDirection direction_;
  const StepwiseCriterion criterion_;

  TrainingMoments moments_;
  std::vector<int> current_;  // numbers of the model's terms, in its order
  StepwiseFit fit_;
};

std::vector<std::string> Stepwise::ColumnsOf(const std::vector<int>& terms) const {
  std::vector<std::string> columns;
  for (const int number : terms) {
    columns.insert(columns.end(), Term(number).columns.begin(), Term(number).columns.end());
  }
  return columns;
}

// In stepAIC's order.
std::vector<Candidate> Stepwise::Candidates() const {
  std::vector<Candidate> candidates;
  if (direction_ != StepwiseDirection::kForward) {
    for (const int number : current_) {
      std::vector<int> rest;
      std::copy_if(current_.begin(), current_.end(), std::back_inserter(rest),
                   [&](int other) { return other != number; });
      candidates.push_back({absl::StrCat("- ", Term(number).name), std::move(rest), {}, {}});
    }
  }
  if (direction_ != StepwiseDirection::kBackward) {
    for (int number = 0; number < static_cast<int>(terms_.size()); ++number) {
      if (std::find(current_.begin(), current_.end(), number) != current_.end()) continue;
      std::vector<int> more = current_;
      more.push_back(number);
      candidates.push_back({absl::StrCat("+ ", Term(number).name), std::move(more), {}, {}});
    }
  }
  return candidates;
}

absl::Status Stepwise::Fit(int step, std::vector<Candidate>& candidates) const {
  const auto fit = [&](Federation& federation, Candidate& candidate, absl::string_view again) {
    absl::StatusOr<FittedModel> model = FitLogisticWith(
        federation, model_, absl::StrCat(Name(), ", step ", step, " ", candidate.change, again), moments_,
        ColumnsOf(candidate.terms));
    candidate.status = model.status();
    if (model.ok()) candidate.model = *std::move(model);
    return candidate.status;
  };
  std::vector<Procedure> procedures;
  procedures.reserve(candidates.size());
  for (Candidate& candidate : candidates) {
    procedures.emplace_back([&](Federation& federation) { return fit(federation, candidate, ""); });
  }
  RunSideBySide(federation_, procedures);
  for (Candidate& candidate : candidates) {
    // A round that one candidate spoilt is every candidate's error.
    if (candidates.size() == 1 || candidate.status.code() != absl::StatusCode::kFailedPrecondition ||
        HasNoEstimate(candidate.status)) {
      continue;
    }
    if (absl::Status status = fit(federation_, candidate, ", by itself");
        !status.ok() && !HasNoEstimate(status)) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Stepwise::PassOver(int step, const std::vector<Candidate>& candidates) {
  for (const Candidate& candidate : candidates) {
    if (candidate.status.ok()) continue;
    if (!HasNoEstimate(candidate.status)) return candidate.status;
    fit_.log.push_back(absl::StrCat("step ", step, ", ", candidate.change, ": ",
                                    absl::StrReplaceAll(candidate.status.message(), {{"\n", " "}})));
  }
  return absl::OkStatus();
}

// The number of the best candidate, or -1 when the current model is.
absl::StatusOr<int> Stepwise::Choose(int step, const std::vector<Candidate>& candidates) const {
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    int best = -1;
    double least = Criterion(fit_.model);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (!candidates[i].model || !(Criterion(*candidates[i].model) < least)) continue;
      best = static_cast<int>(i);
      least = Criterion(*candidates[i].model);
    }
    return std::vector<double>{static_cast<double>(best)};
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> chosen,
                          federation_.Remember(absl::StrCat(Name(), ", step ", step, ": choice"), compute));
  return static_cast<int>(chosen[0]);
}

void Stepwise::Enter(std::string change, std::vector<int> terms, FittedModel model) {
  fit_.path.push_back({std::move(change), *model.deviance, *model.aic, *model.bic});
  fit_.model = std::move(model);
  current_ = std::move(terms);
}

absl::StatusOr<StepwiseFit> Stepwise::Run(const std::vector<std::string>& sites) {
  std::vector<int> start;
  if (direction_ == StepwiseDirection::kBackward || direction_ == StepwiseDirection::kBoth) {
    for (int number = 0; number < static_cast<int>(terms_.size()); ++number) start.push_back(number);
  }
  std::vector<std::string> columns;
  for (const StepwiseTerm& term : terms_) {
    columns.insert(columns.end(), term.columns.begin(), term.columns.end());
  }
  OSTEON_ASSIGN_OR_RETURN(moments_, AskTrainingMoments(federation_, model_, Name(), columns, sites));
  OSTEON_ASSIGN_OR_RETURN(
      FittedModel first,
      FitLogisticWith(federation_, model_, absl::StrCat(Name(), ", step 0"), moments_, ColumnsOf(start)));
  Enter("", std::move(start), std::move(first));

  for (int step = 1;; ++step) {
    std::vector<Candidate> candidates = Candidates();
    if (candidates.empty()) break;
    OSTEON_RETURN_IF_ERROR(Fit(step, candidates));
    OSTEON_RETURN_IF_ERROR(PassOver(step, candidates));
    OSTEON_ASSIGN_OR_RETURN(const int chosen, Choose(step, candidates));
    if (chosen < 0) break;
    Candidate& best = candidates[static_cast<std::size_t>(chosen)];
    Enter(std::move(best.change), std::move(best.terms), *std::move(best.model));
  }
  for (const int number : current_) fit_.terms.push_back(Term(number).name);
  return std::move(fit_);
}

}  // namespace

absl::StatusOr<StepwiseFit> FitStepwise(Federation& federation, const std::string& model,
                                        const std::vector<StepwiseTerm>& terms, StepwiseDirection direction,
                                        StepwiseCriterion criterion, const std::vector<std::string>& sites) {
  if (terms.empty()) return absl::InvalidArgumentError("no term to choose from");
  std::set<std::string> names;
  for (const StepwiseTerm& term : terms) {
    if (term.columns.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("term ", term.name, " has no column"));
    }
    if (!names.insert(term.name).second) {
      return absl::InvalidArgumentError(absl::StrCat("term ", term.name, " is named twice"));
    }
  }
  return Stepwise(federation, model, terms, direction, criterion).Run(sites);
}

}  // namespace osteon::models
