// The sections of study.yaml, one function each. They fill the study as far as they can and add what is wrong
// to `problems`. For study_yaml.cc alone.
#ifndef OSTEON_COORDINATOR_STUDY_STUDY_SECTIONS_H_
#define OSTEON_COORDINATOR_STUDY_STUDY_SECTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/config/yaml.h"
#include "coordinator/study/study_yaml.h"
#include "models/study/study.h"

namespace osteon {

void ReadCohortSection(const YamlNode& node, models::Study& study, YamlProblems& problems);
// After the cohort, whose dictionary it refers to.
void ReadHarmoniseSection(const YamlNode& node, models::Study& study, YamlProblems& problems);
void ReadScreenSection(const YamlNode& node, models::Study& study, YamlProblems& problems);
void ReadModelsSection(const YamlNode& node, const FrozenReader& read_frozen, models::Study& study,
                       YamlProblems& problems);
void ReadValidateSection(const YamlNode& node, models::Study& study, YamlProblems& problems);
void ReadPrivacySection(const YamlNode& node, models::Study& study, YamlProblems& problems);
void ReadReportSection(const YamlNode& node, models::Study& study, YamlProblems& problems);

// `seed` of a map; 1 where there is none.
std::uint64_t ReadSeed(YamlMap& map, YamlProblems& problems);
std::vector<double> ReadNumbers(const YamlNode& node, const std::string& what, YamlProblems& problems);

// "WHAT is not available in this version; INSTEAD".
void AddNotAvailable(const YamlNode& node, const std::string& what, const std::string& instead,
                     YamlProblems& problems);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_STUDY_SECTIONS_H_
