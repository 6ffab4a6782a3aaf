// A fitted model as model.json has it.
#ifndef OSTEON_MODELS_GLM_FITTED_MODEL_H_
#define OSTEON_MODELS_GLM_FITTED_MODEL_H_

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osteon::models {

struct ModelTerm {
  std::string name;                     // "(Intercept)" or a design column
  double coefficient = 0;               // raw scale, log-odds per unit of the column
  double coefficient_standardised = 0;  // log-odds per standard deviation (1/n); intercept: at the means
  double mean = 0, scale = 1;           // of the column over the fit's patients; 0 and 1 for the intercept
  // Wald, from the inverse Fisher information, on the raw scale; absent for given models.
  std::optional<double> standard_error, lower, upper, p;
};

struct FittedModel {
  std::string name;
  std::string kind;              // logistic | lasso | elastic_net | ridge | given | score
  std::vector<ModelTerm> terms;  // empty for a score
  std::string score_column;      // score only
  // Fits only.
  std::vector<std::string> roster;  // the sites whose sums it rests on
  std::uint64_t n = 0, events = 0;
  bool converged = false;
  int iterations = 0;  // Newton steps
  std::optional<double> log_likelihood, deviance, null_deviance, aic, bic;
  std::string offset;  // the column of the linear predictor with coefficient 1; empty: none
  // Terms that are one development site's intercept less the first one's, and what stands for all of them and
  // the intercept at a site that the model has not seen.
  std::vector<std::string> site_effects;
  std::optional<double> new_site_intercept;
  Eigen::MatrixXd covariance;  // (terms, terms) of the raw coefficients, inverse Fisher information
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_FITTED_MODEL_H_
