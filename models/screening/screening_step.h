// The steps of a study's `screen` list. Every limit is strict: a value equal to it does not pass a minimum
// and is not beyond a maximum. Ties go to the column that stands first in the study's feature list.
#ifndef OSTEON_MODELS_SCREENING_SCREENING_STEP_H_
#define OSTEON_MODELS_SCREENING_SCREENING_STEP_H_

#include <cstddef>
#include <variant>

namespace osteon::models {

enum class IccType { k11, k21, k31 };  // Shrout & Fleiss (1979): single measurements

// Keeps features whose two readers agree: ICC above `min`.
struct IccStep {
  IccType type = IccType::k21;
  double min = 0.75;         // below 1
  bool within_site = false;  // differences between sites do not count as differences between patients
};

// Keeps features with p below `max_p`.
struct AnovaStep {
  double max_p = 0.05;       // above 0
  bool adjust_site = false;  // by outcome adjusted for site
};

// Keeps the k features of largest F by outcome.
struct SelectKBestStep {
  std::size_t k = 1;
};

// In order of descending F by outcome, keeps a feature unless |r| with one kept before is above `max_abs`.
struct CorrelationStep {
  double max_abs = 0.90;  // 0 to 1
};

enum class MrmrScheme { kFcq, kFcd };  // relevance over redundancy, relevance less redundancy

// Picks k features, each the best of the rest by relevance and redundancy with those picked before.
struct MrmrStep {
  std::size_t k = 1;
  MrmrScheme scheme = MrmrScheme::kFcq;
};

// Keeps features whose standard deviation is above `min_relative` times the size of their mean.
struct VarianceStep {
  double min_relative = 0;  // at least 0
};

// Drops features of which more than `max_share` of the patients have no value.
struct MissingnessStep {
  double max_share = 0.40;  // 0 to 1
};

using ScreeningStep = std::variant<IccStep, AnovaStep, SelectKBestStep, CorrelationStep, MrmrStep,
                                   VarianceStep, MissingnessStep>;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_SCREENING_STEP_H_
