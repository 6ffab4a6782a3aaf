#include "models/pipeline/run_study.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "models/glm/fit_logistic.h"
#include "models/pipeline/validation_groups.h"

namespace osteon::models {
namespace {

bool NeedsFit(const Study& study) {
  for (const Model& model : study.models) {
    if (std::holds_alternative<LogisticModel>(model.kind)) return true;
  }
  return false;
}

template <typename Record>
absl::StatusOr<std::map<std::string, Record>> Records(std::map<std::string, SiteRecord> answers) {
  std::map<std::string, Record> records;
  for (auto& [site, answer] : answers) {
    auto* record = std::get_if<Record>(&answer);
    if (record == nullptr)
      return absl::InternalError(absl::StrCat(site, " answered with another kind of record"));
    records.emplace(site, std::move(*record));
  }
  return records;
}

// One kernel, one version: a sum of two versions would be a sum of two things.
absl::Status CheckSoftware(const std::map<std::string, Admission>& admissions) {
  std::set<std::string> kernels;
  for (const auto& [site, admission] : admissions) {
    for (const auto& [what, version] : admission.software) {
      if (absl::StartsWith(what, "kernel ")) kernels.insert(what);
    }
  }
  for (const std::string& kernel : kernels) {
    std::set<std::string> versions;
    std::vector<std::string> found;
    for (const auto& [site, admission] : admissions) {
      const auto version = admission.software.find(kernel);
      versions.insert(version == admission.software.end() ? "none" : version->second);
      found.push_back(
          absl::StrCat(site, " has ", version == admission.software.end() ? "none" : version->second));
    }
    if (versions.size() > 1) {
      return absl::FailedPreconditionError(absl::StrCat("the sites have different versions of ", kernel, ": ",
                                                        absl::StrJoin(found, ", "),
                                                        "; install the same release of Osteon everywhere"));
    }
  }
  return absl::OkStatus();
}

// "nothing", "1a2b...", or "1a2b... for t1 and 3c4d... for t2".
std::string Describe(const std::map<std::string, std::string>& extraction_settings) {
  if (extraction_settings.empty()) return "nothing";
  return absl::StrJoin(extraction_settings, " and ", [](std::string* out, const auto& settings) {
    absl::StrAppend(out, settings.second, settings.first.empty() ? "" : " for ", settings.first);
  });
}

// The parameter files are the study's own, so these hashes differ only where two releases of Osteon read them
// differently: a feature of one name would be two things.
absl::Status CheckExtraction(const Study& study, const std::map<std::string, Admission>& admissions) {
  if (!study.extraction) return absl::OkStatus();
  std::set<std::string> asked;
  for (const ExtractionParams& params : study.extraction->params) asked.insert(params.image);
  std::map<std::string, std::vector<std::string>> sites_with;
  for (const auto& [site, admission] : admissions) {
    std::set<std::string> told;
    for (const auto& [image, sha256] : admission.extraction_settings) told.insert(image);
    const std::string settings = Describe(admission.extraction_settings);
    if (told != asked) {
      return absl::FailedPreconditionError(
          absl::StrCat(site, " must tell the settings of every image that the study extracts, and told ",
                       settings, "; install the same release of Osteon everywhere"));
    }
    sites_with[settings].push_back(site);
  }
  if (sites_with.size() <= 1) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the sites extracted features with different settings: ",
      absl::StrJoin(sites_with, "; ",
                    [](std::string* out, const auto& group) {
                      absl::StrAppend(out, absl::StrJoin(group.second, ", "), " with ", group.first);
                    }),
      "; install the same release of Osteon everywhere"));
}

absl::Status CheckPatients(const std::map<std::string, Admission>& admissions, const ValidationGroup& group) {
  for (const std::string& site : group.sites) {
    const Admission& admission = admissions.at(site);
    const auto refuse = [&](absl::string_view what) {
      return absl::FailedPreconditionError(
          absl::StrCat(site, ": no ", what, " is left of the ", admission.read,
                       " in its table; see the exclusions of its admission, or leave the site out"));
    };
    switch (group.role) {
      case SiteRole::kDevelopment:
        if (admission.train_patients == 0) return refuse("training patient");
        break;
      case SiteRole::kHoldout:
        if (admission.holdout_patients == 0) return refuse("hold-out patient");
        break;
      case SiteRole::kExternal:
        if (admission.train_patients + admission.holdout_patients == 0) return refuse("patient");
        break;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, Admission>> Admit(Federation& federation, const Study& study,
                                                       const std::vector<ValidationGroup>& groups) {
  const Round round{"admission", "", study.AllSites()};
  OSTEON_ASSIGN_OR_RETURN(auto answers, federation.Gather(round, AdmissionRequest{}));
  OSTEON_ASSIGN_OR_RETURN(auto admissions, Records<Admission>(std::move(answers)));
  for (const std::string& site : round.sites) {
    if (!admissions.contains(site)) return absl::InternalError(absl::StrCat(site, " did not answer"));
  }
  OSTEON_RETURN_IF_ERROR(CheckSoftware(admissions));
  OSTEON_RETURN_IF_ERROR(CheckExtraction(study, admissions));
  if (NeedsFit(study)) {
    OSTEON_RETURN_IF_ERROR(
        CheckPatients(admissions, {SiteRole::kDevelopment, RowSet::kTrain, study.development}));
  }
  for (const ValidationGroup& group : groups) OSTEON_RETURN_IF_ERROR(CheckPatients(admissions, group));
  return admissions;
}

absl::StatusOr<FittedModel> MakeModel(Federation& federation, const Study& study, const Model& model) {
  if (const auto* logistic = std::get_if<LogisticModel>(&model.kind)) {
    return FitLogistic(federation, model.name, DesignColumnsOf(study, *logistic), study.development);
  }
  FittedModel fitted;
  fitted.name = model.name;
  if (const auto* score = std::get_if<ScoreModel>(&model.kind)) {
    fitted.kind = "score";
    fitted.score_column = score->column;
    return fitted;
  }
  fitted.kind = "given";
  for (const auto& [name, coefficient] : std::get<GivenModel>(model.kind).terms) {
    ModelTerm term;
    term.name = name;
    term.coefficient = coefficient;
    term.coefficient_standardised = coefficient;  // mean 0, scale 1
    fitted.terms.push_back(std::move(term));
  }
  return fitted;
}

ValidationRequest RequestFor(const FittedModel& model, const Study& study, RowSet rows) {
  ValidationRequest request;
  request.model = model.name;
  for (const ModelTerm& term : model.terms) request.terms.push_back({term.name, term.coefficient});
  request.score_column = model.score_column;
  request.rows = rows;
  request.threshold = study.validation.threshold;
  return request;
}

// Every model at every site of one role.
absl::StatusOr<std::vector<SiteValidation>> ValidateGroup(Federation& federation, const Study& study,
                                                          const std::vector<FittedModel>& models,
                                                          const ValidationGroup& group) {
  std::vector<SiteValidation> validations;
  for (const std::string& site : group.sites) validations.push_back({site, group.role, {}});
  for (const FittedModel& model : models) {
    const Round round{"validation", model.name, group.sites};
    OSTEON_ASSIGN_OR_RETURN(auto answers, federation.Gather(round, RequestFor(model, study, group.rows)));
    OSTEON_ASSIGN_OR_RETURN(auto metrics, Records<ValidationMetrics>(std::move(answers)));
    for (SiteValidation& validation : validations) {
      const auto found = metrics.find(validation.site);
      if (found == metrics.end())
        return absl::InternalError(absl::StrCat(validation.site, " did not answer"));
      validation.models.emplace_back(model.name, std::move(found->second));
    }
  }
  return validations;
}

}  // namespace

absl::StatusOr<StudyResult> RunStudy(Federation& federation, const Study& study) {
  const std::vector<ValidationGroup> groups = ValidationGroups(study);
  StudyResult result;
  OSTEON_ASSIGN_OR_RETURN(result.admissions, Admit(federation, study, groups));
  for (const Model& model : study.models) {
    absl::StatusOr<FittedModel> fitted = MakeModel(federation, study, model);
    if (!fitted.ok()) {
      return absl::Status(fitted.status().code(),
                          absl::StrCat("model ", model.name, ": ", fitted.status().message()));
    }
    result.models.push_back(*std::move(fitted));
  }
  for (const ValidationGroup& group : groups) {
    OSTEON_ASSIGN_OR_RETURN(std::vector<SiteValidation> validations,
                            ValidateGroup(federation, study, result.models, group));
    for (SiteValidation& validation : validations) result.validations.push_back(std::move(validation));
  }
  return result;
}

}  // namespace osteon::models
