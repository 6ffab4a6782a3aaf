// Who takes part in a study and with what: the first thing that is asked of every site.
#ifndef OSTEON_MODELS_PIPELINE_ADMISSION_H_
#define OSTEON_MODELS_PIPELINE_ADMISSION_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "models/federation/federation.h"
#include "models/pipeline/left_out_models.h"
#include "models/pipeline/validation_groups.h"
#include "models/study/study.h"

namespace osteon::models {

struct AdmittedSites {
  std::map<std::string, Admission> admissions;  // every site
  // The features that every site has, in the order of the first development site's table; empty where the
  // study does not begin with all of them.
  std::vector<std::string> features;
  LeftOutModels left_out;  // where external sites lack columns
};

// kFailedPrecondition: sites with different versions of a kernel, other extraction settings, no patient of a
// kind that the study needs, or other features than the first development site, named; LeaveOutModels.
absl::StatusOr<AdmittedSites> Admit(Federation& federation, const Study& study,
                                    const std::vector<ValidationGroup>& groups);

// The answers of one kind.
template <typename Record>
absl::StatusOr<std::map<std::string, Record>> RecordsOf(std::map<std::string, SiteRecord> answers) {
  std::map<std::string, Record> records;
  for (auto& [site, answer] : answers) {
    auto* record = std::get_if<Record>(&answer);
    if (record == nullptr)
      return absl::InternalError(absl::StrCat(site, " answered with another kind of record"));
    records.emplace(site, std::move(*record));
  }
  return records;
}

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_ADMISSION_H_
