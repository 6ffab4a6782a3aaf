// The study and the extraction parameters of the demonstration, as a user would write them.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_DEMO_STUDY_H_
#define OSTEON_COORDINATOR_CLI_DEMO_DEMO_STUDY_H_

#include <string>

namespace osteon::demo {

// study.yaml over the sites of DemoHospitals(), with params.yaml beside it.
std::string DemoStudyYaml();

// params.yaml, in PyRadiomics' dialect.
std::string DemoParamsYaml();

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_DEMO_STUDY_H_
