#include "models/pipeline/admission.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"

namespace osteon::models {
namespace {

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

constexpr char kMinPatients[] = "min_patients";

// Whether the site keeps a count back because it rests on too few patients for anything.
bool IsTooFew(const Admission& admission, const std::string& what) {
  const auto rule = admission.suppressed.find(what);
  return rule != admission.suppressed.end() && rule->second == kMinPatients;
}

absl::Status CheckPatients(const std::map<std::string, Admission>& admissions, const ValidationGroup& group) {
  for (const std::string& site : group.sites) {
    const Admission& admission = admissions.at(site);
    const auto refuse = [&](absl::string_view what) {
      const std::string reasons =
          absl::StrJoin(admission.excluded, ", ", [](std::string* out, const auto& reason) {
            absl::StrAppend(out, reason.first, " ", reason.second);
          });
      return absl::FailedPreconditionError(
          absl::StrCat(site, ": no ", what, " is left of the ", admission.read, " in its table",
                       reasons.empty() ? "" : absl::StrCat(" (left out: ", reasons, ")"),
                       "; mend its table, fill missing values in (missing: mean), or leave the site out"));
    };
    switch (group.role) {
      case SiteRole::kDevelopment:
        if (admission.suppressed.contains("train_patients") || IsTooFew(admission, "train_events")) {
          const absl::Status breach = ToStatus({kMinPatients, "too few training patients at this site"});
          return absl::Status(breach.code(), absl::StrCat(site, ": ", breach.message()));
        }
        if (admission.train_patients == 0) return refuse("training patient");
        break;
      case SiteRole::kHoldout:
        if (admission.suppressed.contains("holdout_events")) break;  // its validation will be, too
        if (admission.holdout_patients == 0) return refuse("hold-out patient");
        break;
      case SiteRole::kExternal:
        if (admission.suppressed.contains("train_events")) break;
        if (admission.train_patients + admission.holdout_patients == 0) return refuse("patient");
        break;
    }
  }
  return absl::OkStatus();
}

constexpr std::size_t kMostNamed = 5;

// "a, b and 3 more".
std::string SomeOf(const std::vector<std::string>& names) {
  const std::size_t named = std::min(names.size(), kMostNamed);
  return absl::StrCat(absl::StrJoin(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(named), ", "),
                      names.size() > named ? absl::StrCat(" and ", names.size() - named, " more") : "");
}

// Features are found by prefix, so a site whose table names them otherwise would silently bring others.
absl::StatusOr<std::vector<std::string>> CommonFeatures(const Study& study,
                                                        const std::map<std::string, Admission>& admissions) {
  if (!study.UsesAllFeatures()) return std::vector<std::string>();
  const std::string& first = study.development.front();
  const std::vector<std::string>& features = admissions.at(first).features;
  if (features.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(first, ": no column of its table begins with a feature prefix of the study (",
                     absl::StrJoin(study.feature_prefixes, ", "), ")"));
  }
  const std::set<std::string> wanted(features.begin(), features.end());
  for (const auto& [site, admission] : admissions) {
    const std::set<std::string> has(admission.features.begin(), admission.features.end());
    if (has == wanted) continue;
    std::vector<std::string> lacking, extra;
    std::set_difference(wanted.begin(), wanted.end(), has.begin(), has.end(), std::back_inserter(lacking));
    std::set_difference(has.begin(), has.end(), wanted.begin(), wanted.end(), std::back_inserter(extra));
    return absl::FailedPreconditionError(absl::StrCat(
        site, " has other features than ", first, ":",
        lacking.empty() ? "" : absl::StrCat(" it lacks ", SomeOf(lacking)),
        lacking.empty() || extra.empty() ? "" : " and",
        extra.empty() ? "" : absl::StrCat(" has besides ", SomeOf(extra)),
        "; rename them there with a mapping.yaml, or give prefixes that only common features have"));
  }
  return features;
}

}  // namespace

absl::StatusOr<AdmittedSites> Admit(Federation& federation, const Study& study,
                                    const std::vector<ValidationGroup>& groups) {
  const Round round{"admission", "", study.AllSites()};
  OSTEON_ASSIGN_OR_RETURN(auto answers, federation.Gather(round, AdmissionRequest{}));
  AdmittedSites admitted;
  OSTEON_ASSIGN_OR_RETURN(admitted.admissions, RecordsOf<Admission>(std::move(answers)));
  for (const std::string& site : round.sites) {
    if (!admitted.admissions.contains(site)) {
      return absl::InternalError(absl::StrCat(site, " did not answer"));
    }
  }
  OSTEON_RETURN_IF_ERROR(CheckSoftware(admitted.admissions));
  OSTEON_RETURN_IF_ERROR(CheckExtraction(study, admitted.admissions));
  OSTEON_ASSIGN_OR_RETURN(admitted.left_out, LeaveOutModels(study, admitted.admissions));
  if (std::any_of(study.models.begin(), study.models.end(), IsFitted)) {
    OSTEON_RETURN_IF_ERROR(
        CheckPatients(admitted.admissions, {SiteRole::kDevelopment, RowSet::kTrain, study.development}));
  }
  for (const ValidationGroup& group : groups) {
    OSTEON_RETURN_IF_ERROR(CheckPatients(admitted.admissions, group));
  }
  OSTEON_ASSIGN_OR_RETURN(admitted.features, CommonFeatures(study, admitted.admissions));
  return admitted;
}

}  // namespace osteon::models
