// The columns that requests of a study may name.
#ifndef OSTEON_MODELS_PIPELINE_STUDY_COLUMNS_H_
#define OSTEON_MODELS_PIPELINE_STUDY_COLUMNS_H_

#include <cstddef>
#include <set>
#include <string>

#include "models/study/study.h"

namespace osteon::models {

class StudyColumns {
 public:
  // The study outlives it.
  explicit StudyColumns(const Study& study);

  // A design column of the dictionary or of what models name, a feature where the study begins with all of
  // them, the linear predictor of one of its models, or a site effect.
  bool Has(const std::string& column) const;

 private:
  const Study& study_;
  const bool all_features_;
  std::set<std::string> named_;
};

// Of a calibration curve.
inline constexpr std::size_t kMostKnots = 5;

// The name of a model's linear predictor where its performance is measured; no study's column can have it.
std::string LinearPredictorColumn(const std::string& model);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_STUDY_COLUMNS_H_
