#include "coordinator/study/frozen_model.h"

#include <utility>

#include "common/status/status_macros.h"
#include "coordinator/model_file/model_file.h"
#include "coordinator/model_file/scoring_model.h"

namespace osteon {

namespace {

absl::StatusOr<models::GivenModel> Frozen(const ModelFile& file, const std::string& path,
                                          const std::string& name) {
  OSTEON_ASSIGN_OR_RETURN(const ScoringModel scoring, MakeScoringModel(file, name));
  models::GivenModel given;
  for (const models::LinearTerm& term : scoring.terms) given.terms.emplace_back(term.name, term.coefficient);
  models::FrozenOrigin frozen;
  frozen.file = path.substr(path.rfind('/') + 1);
  frozen.model = name;
  frozen.sha256 = file.sha256;
  frozen.study = file.study;
  frozen.signed_by = file.signature.by;
  frozen.preparation.fills = scoring.fills;
  frozen.preparation.derived = scoring.derived;
  frozen.threshold = scoring.threshold;
  for (const models::ClinicalColumn& column : file.dictionary.clinical) {
    if (!column.unit.empty()) frozen.units[column.name] = column.unit;
  }
  given.frozen = std::move(frozen);
  return given;
}

}  // namespace

absl::StatusOr<models::GivenModel> ReadFrozenModel(const std::string& path, const std::string& name) {
  OSTEON_ASSIGN_OR_RETURN(const ModelFile file, ReadModelFile(path));
  return Frozen(file, path, name);
}

absl::StatusOr<models::GivenModel> ParseFrozenModel(const std::string& text, const std::string& path,
                                                    const std::string& name) {
  OSTEON_ASSIGN_OR_RETURN(const ModelFile file, ParseModelFile(text, path));
  return Frozen(file, path, name);
}

}  // namespace osteon
