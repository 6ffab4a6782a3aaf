// What a study says of each of its models.
#ifndef OSTEON_MODELS_STUDY_MODEL_SPECS_H_
#define OSTEON_MODELS_STUDY_MODEL_SPECS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "models/preparation/preparation.h"

namespace osteon::models {

inline constexpr char kInterceptTerm[] = "(Intercept)";

enum class Stepwise { kNone, kForward, kBackward, kBoth };
enum class StepCriterion { kAic, kBic };

struct LogisticModel {
  // Columns of the dictionary, feature columns, models that stand before this one, or "features"; not empty,
  // unique.
  std::vector<std::string> predictors;
  Stepwise stepwise = Stepwise::kNone;
  StepCriterion criterion = StepCriterion::kAic;
  bool intercept = true;
  bool site_effects = false;  // an intercept per development site
  std::string offset{};       // a numeric column of the dictionary; empty: none
  // Predictors that are penalised models with cross-validation enter as each patient's own fold sees them.
  bool cross_validated_signature = false;
};

// minimise -(1/n) log-likelihood + lambda sum_j factor_j (alpha |b_j s_j| + (1 - alpha) / 2 (b_j s_j)^2)
enum class Penalty { kLasso, kElasticNet, kRidge };

struct CrossValidation {
  int folds = 10;
  std::uint64_t seed = 1;
  std::string fold_column;  // of the dictionary, with role fold; empty: dealt by each site
  bool one_se = false;      // select: 1se
};

struct PenalisedModel {
  Penalty penalty = Penalty::kLasso;
  std::vector<std::string> predictors;
  double alpha = 1;                               // 1 lasso, 0 ridge
  int lambdas = 100;                              // length of the sequence
  std::vector<double> lambda;                     // given instead: descending
  std::optional<double> lambda_min_ratio;         // last over first
  std::map<std::string, double> penalty_factors;  // predictor -> factor; the others have 1
  bool intercept = true;
  bool standardise = true;
  bool site_effects = false;
  std::optional<CrossValidation> cv;  // without it the model is the one at the path's last penalty
  std::optional<int> df_max;
  bool df_max_none = false;
};

// Where a frozen model comes from, and what it does to a table before it predicts.
struct FrozenOrigin {
  std::string file;       // the model.json it was read from
  std::string model;      // its name there
  std::string sha256;     // of the file
  std::string study;      // that developed it
  std::string signed_by;  // the key that signed it; empty: not signed (a simulation)
  Preparation preparation;
  std::optional<double> threshold;
  std::map<std::string, std::string> units;  // of the columns that it was developed with
  friend bool operator==(const FrozenOrigin&, const FrozenOrigin&) = default;
};

struct GivenModel {
  std::vector<std::pair<std::string, double>> terms;  // raw scale; "(Intercept)" optional
  std::optional<FrozenOrigin> frozen{};
};

struct ScoreModel {
  std::string column;  // a column of predicted risks in [0, 1]
};

struct Model {
  std::string name;
  std::variant<LogisticModel, PenalisedModel, GivenModel, ScoreModel> kind;
};

// The predictors of a model that is fitted; empty for others.
const std::vector<std::string>& PredictorsOf(const Model& model);
bool IsFitted(const Model& model);

// Where the folds of a penalised model's cross-validation come from.
FoldRule FoldsOf(const CrossValidation& cv);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_MODEL_SPECS_H_
