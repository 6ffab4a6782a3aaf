// A model as a formula that a reader can compute with.
#ifndef OSTEON_COORDINATOR_REPORT_EQUATION_H_
#define OSTEON_COORDINATOR_REPORT_EQUATION_H_

#include <string>

#include "models/glm/fitted_model.h"

namespace osteon::report {

// "log-odds = −4.128 + 0.03142 × age − 0.2718 × sexM": coefficients per unit, four digits; more than fifteen
// terms are counted instead of shown. Of a model with site effects that of a new site. Empty for a column of
// risks.
std::string Equation(const models::FittedModel& model);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_EQUATION_H_
