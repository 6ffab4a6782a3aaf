// What the report says of one model beside its coefficients. Each is empty where the model has no such thing.
#ifndef OSTEON_COORDINATOR_REPORT_MODEL_PARTS_H_
#define OSTEON_COORDINATOR_REPORT_MODEL_PARTS_H_

#include <string>

#include "coordinator/report/html.h"
#include "models/pipeline/pipeline_result.h"

namespace osteon::report {

// How the penalty was chosen, how the path ended, its table, and figures of path and cross-validation.
Html PenalisedPart(const std::string& model, const models::ModelDetails& details, Numbering& numbering);

// The steps of a stepwise selection and the candidates passed over.
Html StepwisePart(const std::string& model, const models::ModelDetails& details, Numbering& numbering);

// The nomogram drawn and as a table, or why there is none.
Html NomogramPart(const std::string& model, const models::ModelDetails& details, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_MODEL_PARTS_H_
