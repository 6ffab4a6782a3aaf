// A study as everybody agreed to it: the domain type behind study.yaml and osteon.v1.Study. Built whole and
// checked by Validate, after which nobody checks again.
#ifndef OSTEON_MODELS_STUDY_STUDY_H_
#define OSTEON_MODELS_STUDY_STUDY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "models/screening/screening_step.h"
#include "models/study/extraction.h"
#include "models/study/model_specs.h"

namespace osteon::models {

// In a list of predictors: every feature that screening leaves.
inline constexpr char kFeaturesPredictor[] = "features";
// What stands behind the name of a column that a second reader measured.
inline constexpr char kSecondReaderSuffix[] = "__r2";

struct ClinicalColumn {
  enum class Type { kNumeric, kCategorical };
  enum class Role { kPredictor, kFold };
  std::string name;
  Type type = Type::kNumeric;
  Role role = Role::kPredictor;
  std::string unit;                 // numeric, may be empty
  std::optional<double> min, max;   // numeric: values outside are errors of the table
  std::vector<std::string> levels;  // categorical: compared as text; the first is the reference level
};

struct Split {
  std::string column, train, holdout;  // levels compared as text
};

// Several patients' values missing: left out, or filled in with what development patients have.
enum class MissingValues { kCompleteCase, kMean, kMedian };

// What a second reader measured, for agreement between readers.
struct SecondReader {
  std::string suffix = kSecondReaderSuffix;  // of the columns' names in the sites' tables
  bool same_readers = true;                  // the same two readers everywhere
};

// ComBat. Covariates keep their influence on the features.
struct Harmonisation {
  std::string batch;                    // a column that tells scanners apart; empty: each site is one batch
  std::vector<std::string> covariates;  // columns of the dictionary
};

struct Bootstrap {
  int replicates = 0;
  bool of_pipeline = true;  // or of the final models only: selection not included
  std::uint64_t seed = 1;
};

struct Validation {
  bool development = false, holdout = false, external = false;
  std::optional<double> threshold;  // positive at p >= threshold
  bool youden = false;              // each model's threshold is chosen on training patients
  bool internal_external = false;   // one development site left out, everything refitted
  std::vector<std::pair<std::string, std::string>> compare{};  // models
  std::vector<double> decision_thresholds{};                   // ascending
  std::optional<Bootstrap> bootstrap{};
  std::vector<std::string> subgroups{};  // categorical columns of the dictionary, unique
};

// What a study asks of every hospital beyond its own policy. Absent: nothing asked.
struct Privacy {
  std::optional<double> min_patients, min_cell, max_columns_per_patient;
  std::string secure_aggregation = "preferred";  // off | preferred | required
};

// What only its authors know and every report of the study says, in their words. Empty: not said.
struct ReportTexts {
  std::string purpose;       // why the study is done
  std::string intended_use;  // who would use a model, on whom, for which decision
  std::string period;        // when the patients were seen
  std::string scanners;
  std::string segmentation;  // who outlined what, with which software
  friend bool operator==(const ReportTexts&, const ReportTexts&) = default;
};

// Bytes of one text.
inline constexpr std::size_t kLongestReportText = 2000;

// Another study begun again without one of its sites: what both sum may tell, together, of that site alone.
struct Restart {
  std::string study, study_sha256, without;
};

inline constexpr std::uint32_t kDefaultMaxWaitDays = 30;
inline constexpr std::uint32_t kLongestMaxWaitDays = 3650;

struct Study {
  std::string name;  // [a-z0-9-], 1 to 63 characters
  std::string outcome_column, outcome_positive;
  std::string id_column;
  std::optional<Split> split;
  MissingValues missing = MissingValues::kCompleteCase;
  std::optional<SecondReader> second_reader;
  std::optional<Harmonisation> harmonise;
  std::vector<ScreeningStep> screen;  // in this order, on training patients
  std::vector<ClinicalColumn> clinical;
  std::vector<std::string> feature_prefixes;       // columns of the site's feature table; may be empty
  std::vector<std::string> development, external;  // names of sites, sorted, disjoint
  std::optional<Extraction> extraction;
  std::vector<Model> models;  // in the order of the file
  Validation validation;
  Privacy privacy;
  ReportTexts report;
  std::string repeats{};  // SHA-256 of the finished study whose validation this one repeats; empty: none
  std::uint32_t max_wait_days = kDefaultMaxWaitDays;  // a round that waits longer for a site ends the study
  std::optional<Restart> restart{};

  std::vector<std::string> AllSites() const;                        // sorted
  const ClinicalColumn* Clinical(const std::string& column) const;  // nullptr: not in the dictionary
  // Begins with one of the prefixes and is nothing else (dictionary, outcome, ...): as the first reader
  // measured it, or a second one. What a second reader measured is for agreement between readers and never a
  // predictor.
  bool IsFeature(const std::string& column) const;
  bool IsSecondReaders(const std::string& column) const;

  const Model* FindModel(const std::string& wanted) const;  // nullptr: none of that name
  // A predictor that is another model and no column: its linear predictor.
  bool IsModelPredictor(const std::string& predictor) const;
  // Whether harmonisation, screening or a model begins with every column that has a feature prefix.
  bool UsesAllFeatures() const;
  // Fold columns that a model's cross-validation names, sorted.
  std::vector<std::string> FoldColumns() const;

  // Columns of the site's table that the analysis needs beside outcome, id, split, folds and, where all are
  // used, features: every clinical column that is a predictor, every other column that a model names, every
  // score column. In this order, unique.
  // Complete-case analysis is judged on the outcome and these. The term "sexM" of a given model needs the
  // column sex when sex is categorical with level M. A predictor in the dictionary is that column, even if a
  // model has the same name.
  std::vector<std::string> NeededColumns() const;

  // Those of them that `model` names itself; what stands behind its predictors that are models is theirs.
  std::vector<std::string> ColumnsOf(const Model& model) const;

  // The names that a predictor has in the design: itself, or for a categorical column one name per level but
  // the first ("sex" with levels F, M -> "sexM", as R names it).
  std::vector<std::string> DesignColumns(const std::string& predictor) const;
};

// kInvalidArgument: what contradicts itself, every problem in one message (one line each): no site, a site in
// both lists, a fit without a development site, an unknown predictor (neither in the dictionary nor with a
// feature prefix), a column that is outcome and predictor, a model name used twice, hold-out validation
// without a split, ... problems.h gives them one by one with their places.
absl::Status Validate(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_STUDY_H_
