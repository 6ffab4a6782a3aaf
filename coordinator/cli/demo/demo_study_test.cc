#include "coordinator/cli/demo/demo_study.h"

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "coordinator/cli/demo/hospital.h"
#include "gmock/gmock.h"

namespace osteon::demo {
namespace {

TEST(DemoStudy, NamesEveryHospitalInItsRole) {
  const YAML::Node study = YAML::Load(DemoStudyYaml());
  std::vector<std::string> development, external;
  for (const HospitalDescription& hospital : DemoHospitals()) {
    (hospital.external ? external : development).push_back(hospital.name);
  }
  EXPECT_EQ(study["sites"]["development"].as<std::vector<std::string>>(), development);
  EXPECT_EQ(study["sites"]["external"].as<std::vector<std::string>>(), external);
  EXPECT_EQ(study["osteon"].as<int>(), 1);
}

TEST(DemoStudy, ItsFeaturesComeFromTheFamiliesOfItsParameters) {
  const YAML::Node study = YAML::Load(DemoStudyYaml());
  const YAML::Node params = YAML::Load(DemoParamsYaml());
  EXPECT_EQ(study["extraction"]["params"].as<std::string>(), "params.yaml");
  for (const auto& predictor : study["models"]["marrow"]["logistic"]["predictors"]) {
    const auto name = predictor.as<std::string>();
    if (name == "age" || name == "sex") continue;
    const std::string prefix = "original_";
    ASSERT_EQ(name.substr(0, prefix.size()), prefix);
    const std::string rest = name.substr(prefix.size());
    const std::string family = rest.substr(0, rest.find('_'));
    EXPECT_TRUE(params["featureClass"][family].IsDefined()) << family;
  }
}

}  // namespace
}  // namespace osteon::demo
