// The sections of study.yaml, one function each. They fill the study as far as they can and add what is wrong
// to `problems`. For study_yaml.cc alone.
#ifndef OSTEON_COORDINATOR_STUDY_STUDY_SECTIONS_H_
#define OSTEON_COORDINATOR_STUDY_STUDY_SECTIONS_H_

#include <string>
#include <vector>

#include "common/config/yaml.h"
#include "models/study/study.h"

namespace osteon {

void ReadCohortSection(const YamlNode& node, models::Study& study, YamlProblems& problems);
void ReadModelsSection(const YamlNode& node, models::Study& study, YamlProblems& problems);
void ReadValidateSection(const YamlNode& node, models::Study& study, YamlProblems& problems);
void ReadPrivacySection(const YamlNode& node, models::Study& study, YamlProblems& problems);
// Nothing of `screen` is available; its steps and their keys are checked all the same.
void ReadScreenSection(const YamlNode& node, YamlProblems& problems);

// "WHAT is not available in this version; INSTEAD".
void AddNotAvailable(const YamlNode& node, const std::string& what, const std::string& instead,
                     YamlProblems& problems);

// Tells unknown keys of a map that is read by nobody.
void CheckKeys(const YamlNode& node, const std::string& what, const std::vector<std::string>& keys,
               YamlProblems& problems);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_STUDY_SECTIONS_H_
