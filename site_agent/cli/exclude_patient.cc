#include "site_agent/cli/exclude_patient.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/cohort/exclusions.h"
#include "site_agent/cohort/frozen_dataset.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/executor/study_datasets.h"
#include "site_agent/extraction/feature_store.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/policy.h"

namespace osteon {
namespace {

std::string NameOf(const ApprovalFiles& approvals, const std::string& study_sha256) {
  const absl::StatusOr<StudyDecision> decision = approvals.Find(study_sha256);
  return decision.ok() ? decision->study.name : study_sha256.substr(0, 12);
}

absl::Status LeaveDatasets(const AgentFolder& folder, const Policy& policy, PatientExcluded& excluded) {
  const ApprovalFiles approvals(folder.Studies());
  std::error_code error;
  if (!std::filesystem::is_directory(folder.Studies(), error)) return absl::OkStatus();
  for (const auto& entry : std::filesystem::directory_iterator(folder.Studies(), error)) {
    const std::string dataset_folder = entry.path().string();
    const absl::StatusOr<FrozenDataset> dataset = LoadFrozen(dataset_folder);
    if (absl::IsNotFound(dataset.status())) continue;
    if (!dataset.ok()) return dataset.status();
    const std::vector<std::string>& patients = dataset->cohort.pseudonyms;
    const bool in_it = std::find(patients.begin(), patients.end(), excluded.pseudonym) != patients.end();
    const std::string name = NameOf(approvals, dataset->study_sha256);
    if (in_it && policy.on_withdrawal == OnWithdrawal::kFinish) {
      excluded.finish.push_back(name);
      continue;
    }
    if (in_it) excluded.ended.push_back(name);
    OSTEON_RETURN_IF_ERROR(TakeOut({excluded.pseudonym}, dataset_folder));
  }
  if (error) return absl::UnavailableError(absl::StrCat(folder.Studies(), ": ", error.message()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PatientExcluded> ExcludePatient(const AgentFolder& folder, absl::string_view patient,
                                               const std::string& reason, absl::Time now,
                                               const PassphraseSource& passphrase) {
  const absl::string_view id = absl::StripAsciiWhitespace(patient);
  if (id.empty()) return absl::InvalidArgumentError("the patient's id is empty");
  OSTEON_RETURN_IF_ERROR(ReadAgentConfiguration(folder).status());
  OSTEON_ASSIGN_OR_RETURN(const Policy policy, ReadPolicy(folder.PolicyFile()));
  OSTEON_ASSIGN_OR_RETURN(const PseudonymKey key, ReadKey(folder.PseudonymKeyPath(), passphrase));
  PatientExcluded excluded;
  excluded.pseudonym = Pseudonym(key, id);
  // First of all: from here on the running agent minds it.
  OSTEON_ASSIGN_OR_RETURN(const bool added,
                          Exclusions(folder.Exclusions()).Add({excluded.pseudonym, now, reason}));
  excluded.was_excluded = !added;
  OSTEON_RETURN_IF_ERROR(LeaveDatasets(folder, policy, excluded));
  const FeatureStore features(FeatureFolder(folder.Studies()));
  excluded.features_dropped = features.Count() > 0;
  features.Remove();
  if (features.Count() > 0) {
    return absl::UnavailableError(absl::StrCat(features.folder(), ": cannot be emptied; repeat the command"));
  }
  return excluded;
}

}  // namespace osteon
