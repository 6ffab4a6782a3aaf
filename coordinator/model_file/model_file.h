// model.json as it was written (coordinator/report/model_json.h), read back into values.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_MODEL_FILE_H_
#define OSTEON_COORDINATOR_MODEL_FILE_MODEL_FILE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/model_file/model_signature.h"
#include "models/nomogram/nomogram.h"
#include "models/study/extraction.h"
#include "models/study/study.h"

namespace osteon {

// A coefficient, log-odds on the raw scale, and what is known of it.
struct FileTerm {
  std::string name;
  double coefficient = 0;
  std::optional<double> standard_error, lower, upper, p;
  std::optional<double> standardised;  // per standard deviation
  std::optional<double> mean, scale;   // of the column, over the patients of the fit
};

// How the penalty of a penalised model was chosen.
struct FilePenalty {
  double lambda = 0;
  std::optional<double> lambda_min, lambda_1se;
  std::string chosen_by;  // "lambda.min"; empty: no cross-validation, the path's last
  std::size_t fits = 0;   // of the path
  std::string stopped;    // why the path ended before the last penalty; empty: it did not
  bool bracketed = true;  // the curve rises by one standard error again after its minimum
};

// The file that a model was taken over from; it is whole there.
struct FileOrigin {
  std::string file, model, sha256, study;
};

struct FileModel {
  std::string name, kind;
  std::vector<std::string> roster;
  std::optional<std::uint64_t> n, events;
  std::optional<bool> converged;
  std::vector<FileTerm> terms;
  bool selected = false;     // on the patients of the fit: p-values and intervals are not adjusted for it
  std::string offset;        // a column with coefficient 1; empty: none
  std::string score_column;  // of a score
  std::vector<std::string> site_effects;     // terms of development sites
  std::optional<double> new_site_intercept;  // with site effects: that of a new site
  std::optional<double> threshold;
  std::optional<double> log_likelihood, deviance, null_deviance, aic, bic;
  std::optional<FilePenalty> penalty;
  std::vector<std::string> steps;  // of a stepwise selection: "- ldh"
  std::optional<models::Nomogram> nomogram;
  std::string no_nomogram;  // why there is none where there could be; may be empty
  std::optional<FileOrigin> origin;
};

struct FileFill {
  std::string column;  // of the design: "age", "sexM"
  double value = 0;
};

struct FileStep {
  std::string step, rule;
  std::uint64_t candidates = 0, kept = 0;
};

struct FileSite {
  std::string role;  // development, external
  std::uint64_t patients = 0, events = 0;
};

struct ModelFile {
  std::string path, sha256;  // of the file
  ModelSignature signature;
  std::string study, study_sha256;
  std::vector<std::string> roster;
  std::map<std::string, std::string> software;
  std::string outcome_column, outcome_positive;
  std::string missing;  // complete_case, mean, median
  std::vector<FileFill> fills;
  models::Study dictionary;                      // of which only `clinical` and `feature_prefixes` are known
  std::optional<models::Extraction> extraction;  // nullopt: the sites brought tables
  std::string rules;
  std::map<std::string, FileSite> sites;
  std::vector<FileStep> screening;
  std::string harmonisation, batch;     // none; combat by site or a column
  std::vector<std::string> harmonised;  // features
  std::vector<FileModel> models;        // in the file's order

  const FileModel* Find(const std::string& name) const;  // nullptr: none of that name
  std::vector<std::string> ModelNames() const;
};

// `path` is for messages. An altered signature is no error here: who uses the model calls
// CheckNotAltered. kInvalidArgument: not a model.json of Osteon that this version reads.
absl::StatusOr<ModelFile> ParseModelFile(const std::string& text, const std::string& path);
// Also ReadFile's errors.
absl::StatusOr<ModelFile> ReadModelFile(const std::string& path);

// kUnauthenticated: the signature is not that of the text.
absl::Status CheckNotAltered(const ModelFile& file);

// kNotFound: no model of that name, with those that there are.
absl::StatusOr<const FileModel*> FindModel(const ModelFile& file, const std::string& name);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_MODEL_FILE_H_
