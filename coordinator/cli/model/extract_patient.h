// One patient's images and what else is known of the patient, as a table of one row that a model can score.
#ifndef OSTEON_COORDINATOR_CLI_MODEL_EXTRACT_PATIENT_H_
#define OSTEON_COORDINATOR_CLI_MODEL_EXTRACT_PATIENT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/csv/csv.h"
#include "coordinator/model_file/scoring_model.h"

namespace osteon {

struct PatientImages {
  std::string id;                   // empty: the name of the first image's file
  std::vector<std::string> images;  // FILE, or NAME=FILE for each of several
  std::vector<std::string> masks;   // likewise; one FILE for all images of several
  std::vector<std::string> labels;  // N, or REGION=N for each of several regions; none: the parameters'
  std::vector<std::string> params;  // parameter FILE, or NAME=FILE; none: the study's own
  std::vector<std::string> values;  // COLUMN=VALUE
};

// The first column is the id. Features are computed as the study's sites did, and images must have what the
// study requires of them (a modality is given as a value).
//
// kInvalidArgument: options that do not fit each other, the study's images or its parameters; the study
// brought tables, and no parameters are given; a column of the model's that neither the images nor a value
// give; a value of a column that the model has not. kFailedPrecondition: the features cannot be extracted, or
// the study would have excluded the images.
absl::StatusOr<CsvTable> ExtractPatient(const ModelFile& file, const ScoringModel& model,
                                        const PatientImages& patient);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_MODEL_EXTRACT_PATIENT_H_
