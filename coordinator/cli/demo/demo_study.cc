#include "coordinator/cli/demo/demo_study.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/cli/demo/hospital.h"

namespace osteon::demo {
namespace {

std::string Names(bool external) {
  std::vector<std::string> names;
  for (const HospitalDescription& hospital : DemoHospitals()) {
    if (hospital.external == external) names.push_back(hospital.name);
  }
  return absl::StrCat("[", absl::StrJoin(names, ", "), "]");
}

}  // namespace

std::string DemoStudyYaml() {
  return absl::StrCat(R"(# Is the bone marrow infiltrated? Five synthetic hospitals, nobody's data.
osteon: 1
study: marrow-infiltration
outcome: {column: infiltrated, positive: 1}
cohort:
  id: patient_id
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
    - {name: sex, type: categorical, levels: [F, M]}
  features: {prefix: ["original_"]}
  missing: complete_case
sites: {development: )",
                      Names(false), ", external: ", Names(true), R"(}
extraction: {params: params.yaml}
models:
  clinical: {logistic: {predictors: [age, sex]}}
  marrow:
    logistic:
      predictors: [age, sex, original_firstorder_Mean, original_glcm_Idm]
validate:
  at: [development, external]
  threshold: {value: 0.5}
privacy:
  min_patients: 20
  min_cell: 5
  secure_aggregation: off
)");
}

std::string DemoParamsYaml() {
  return R"(# PyRadiomics parameters; a bin width of 25 HU is its default.
imageType:
  Original: {}
featureClass:
  shape:
  firstorder:
  glcm:
setting:
  binWidth: 25
  label: 1
)";
}

}  // namespace osteon::demo
