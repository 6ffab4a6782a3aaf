// A patient's risk, and what each predictor has to do with it.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_SCORE_H_
#define OSTEON_COORDINATOR_MODEL_FILE_SCORE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/model_file/scoring_model.h"

namespace osteon {

// What a predictor adds to the linear predictor: its coefficient times its value, over all levels of a
// categorical one.
struct Contribution {
  std::string predictor;
  double value = 0;
  // Of a predictor that is a model: what each of its own terms adds to the outer linear predictor, its
  // intercept too, all together `value` up to rounding.
  std::vector<Contribution> parts;
};

struct Score {
  double linear_predictor = 0;
  double risk = 0;                          // 1 / (1 + exp(-linear_predictor))
  std::optional<bool> positive;             // risk >= threshold; nullopt: the model has none
  double intercept = 0;                     // linear_predictor = intercept + contributions
  std::vector<Contribution> contributions;  // in the order of the terms
  std::optional<double> points_total;       // of the nomogram
};

// `values` has every design column of the model's inputs, finite. Terms are added in the model's order, as a
// site adds them, so that equal tables give equal bits.
Score ScorePatient(const ScoringModel& model, const std::map<std::string, double>& values);

// Names of contributions, the same for every patient: "age", and with `detail` also "signature__f1" for the
// parts of a model. In the order of ContributionValues.
std::vector<std::string> ContributionNames(const std::vector<Contribution>& contributions, bool detail);
std::vector<double> ContributionValues(const std::vector<Contribution>& contributions, bool detail);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_SCORE_H_
