// The grammar of PyRadiomics' parameter files, as its schema and documentation have it (version 3.1).
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/pyradiomics/families.h"
#include "site_agent/radiomics/pyradiomics/parameter_reader.h"
#include "site_agent/radiomics/pyradiomics/python_literal.h"
#include "site_agent/radiomics/pyradiomics/setting_parser.h"
#include "site_agent/radiomics/pyradiomics/settings.h"

namespace osteon {
namespace {

constexpr const char* kNotAvailable = " is not available in this version";

// PyRadiomics' defaults, in its order.
std::vector<std::pair<std::string, std::string>> DefaultConfiguration() {
  return {{"minimumROIDimensions", "2"},
          {"minimumROISize", "None"},
          {"normalize", "False"},
          {"normalizeScale", "1"},
          {"removeOutliers", "None"},
          {"resampledPixelSpacing", "None"},
          {"interpolator", "'sitkBSpline'"},
          {"preCrop", "False"},
          {"padDistance", "5"},
          {"distances", "[1]"},
          {"force2D", "False"},
          {"force2Ddimension", "0"},
          {"resegmentRange", "None"},
          {"label", "1"},
          {"additionalInfo", "True"}};
}

// As Python's dict.update.
void Update(const YAML::Node& node, std::vector<std::pair<std::string, std::string>>* configuration) {
  if (!node.IsDefined() || !node.IsMap()) return;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) continue;
    const std::string name = entry.first.Scalar(), value = PythonLiteral(entry.second);
    const auto there = std::find_if(configuration->begin(), configuration->end(),
                                    [&](const auto& one) { return one.first == name; });
    if (there != configuration->end()) {
      there->second = value;
    } else {
      configuration->emplace_back(name, value);
    }
  }
}

// Whether what aliases stand for comes to an end, and soon. What is taken from `left` is the nodes.
bool IsSmall(const YAML::Node& node, std::size_t depth, std::size_t* left) {
  if (depth == 0 || *left == 0) return false;
  --*left;
  if (!node.IsMap() && !node.IsSequence()) return true;
  for (const auto& entry : node) {
    const bool pair = node.IsMap();
    if (pair && !(IsSmall(entry.first, depth - 1, left) && IsSmall(entry.second, depth - 1, left)))
      return false;
    if (!pair && !IsSmall(entry, depth - 1, left)) return false;
  }
  return true;
}

absl::Status CheckSmall(const YAML::Node& root, const std::string& file) {
  constexpr std::size_t kDeepest = 64, kMost = 100000;
  std::size_t left = kMost;
  if (IsSmall(root, kDeepest, &left)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(file, ": holds more than ", kMost, " values, or ", kDeepest,
                   " in one another; where aliases (*name) make it so large, write the values out"));
}

class Parser {
 public:
  explicit Parser(ParameterReader* reader) : reader_(*reader), setting_parser_(reader) {}

  void ParseFile(const YAML::Node& root);
  const PyRadiomicsSettings& settings() const { return settings_; }

 private:
  void ParseImageTypes(const YAML::Node& node);
  void ParseClasses(const YAML::Node& node);
  void ParseFeatures(const FeatureFamily& family, const YAML::Node& node);

  ParameterReader& reader_;
  SettingParser setting_parser_;
  PyRadiomicsSettings settings_;
};

void Parser::ParseFile(const YAML::Node& root) {
  static constexpr const char* kIbsi = "ibsi";
  bool classes = false;
  YAML::Node image_types;  // read last, because each begins with what `setting` says
  reader_.ForEach(
      root, "a parameter file", [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
        if (name == kIbsi) {
          reader_.Problem(key, absl::StrCat("'ibsi' (the IBSI dialect)", kNotAvailable,
                                            "; use PyRadiomics' imageType, featureClass and setting"));
        } else if (name == "imageType") {
          image_types = value;
        } else if (name == "featureClass") {
          classes = !IsNone(value) && (!value.IsMap() || value.size() > 0);
          if (classes) ParseClasses(value);
        } else if (name == "setting") {
          if (!IsNone(value)) setting_parser_.ParseCommon(value);
        } else if (name == "voxelSetting") {
          if (IsNone(value)) return;
          reader_.ForEach(value, "voxelSetting",
                          [&](const std::string& setting, const YAML::Node& setting_key, const YAML::Node&) {
                            if (setting != "kernelRadius" && setting != "maskedKernel" &&
                                setting != "initValue" && setting != "voxelBatch") {
                              reader_.Unknown(setting_key, "voxel setting",
                                              {"kernelRadius", "maskedKernel", "initValue", "voxelBatch"});
                            }
                          });
        } else {
          reader_.Unknown(key, "key", {"imageType", "featureClass", "setting", "voxelSetting"});
        }
      });
  ParseImageTypes(image_types);
  setting_parser_.Finish(&settings_);
  settings_.configuration = DefaultConfiguration();
  if (root.IsMap()) {
    Update(root["setting"], &settings_.configuration);
    Update(root["voxelSetting"], &settings_.configuration);
  }
  settings_.configured_image_types =
      image_types.IsMap() && image_types.size() > 0 ? PythonLiteral(image_types) : "{'Original': {}}";
  for (const FeatureFamily& family : FeatureFamilies()) {
    if (!classes && !family.of_one_slice) settings_.families.push_back({family.name, family.features});
    // PyRadiomics leaves it out with a warning.
    if (family.of_one_slice && !settings_.flat_axis.has_value()) {
      std::erase_if(settings_.families, [&](const auto& one) { return one.family == family.name; });
    }
  }
}

void Parser::ParseImageTypes(const YAML::Node& node) {
  const std::vector<NamedImageType> types = ImageTypes();
  std::vector<std::string> known;
  for (const NamedImageType& type : types) known.push_back(type.name);
  if (!IsNone(node) && !(node.IsMap() && node.size() == 0)) {
    reader_.ForEach(
        node, "imageType", [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
          const auto type =
              std::find_if(types.begin(), types.end(), [&](const auto& t) { return t.name == name; });
          if (type != types.end()) {
            settings_.image_types.push_back(setting_parser_.ParseImageType(*type, key, value));
          } else {
            reader_.Unknown(key, "image type", known);
          }
        });
  } else {
    settings_.image_types.push_back(
        setting_parser_.ParseImageType({"Original", ImageType::kOriginal}, node, YAML::Node()));
  }
}

void Parser::ParseClasses(const YAML::Node& node) {
  const std::vector<FeatureFamily> families = FeatureFamilies();
  std::vector<std::string> known;
  known.reserve(families.size());
  for (const FeatureFamily& family : families) known.push_back(family.name);
  reader_.ForEach(
      node, "featureClass", [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
        const auto family =
            std::find_if(families.begin(), families.end(), [&](const auto& f) { return f.name == name; });
        if (family != families.end()) {
          ParseFeatures(*family, value);
        } else {
          reader_.Unknown(key, "feature class", known);
        }
      });
  const auto place = [&](const FamilySelection& selection) {
    return std::find_if(families.begin(), families.end(),
                        [&](const auto& f) { return f.name == selection.family; });
  };
  std::sort(settings_.families.begin(), settings_.families.end(),
            [&](const FamilySelection& a, const FamilySelection& b) { return place(a) < place(b); });
}

void Parser::ParseFeatures(const FeatureFamily& family, const YAML::Node& node) {
  if (IsNone(node) || (node.IsSequence() && node.size() == 0)) {
    settings_.families.push_back({family.name, family.features});
    return;
  }
  if (!node.IsSequence()) {
    reader_.Problem(node,
                    absl::StrCat("features of ", family.name, " must be a list, or nothing for all of them"));
    return;
  }
  static const std::map<std::string, std::string> kRemoved = {{"Dissimilarity", "DifferenceAverage"},
                                                              {"Homogeneity1", "Id"},
                                                              {"Homogeneity2", "Idm"},
                                                              {"SumVariance", "ClusterTendency"}};
  std::vector<std::string> known = family.features;
  known.insert(known.end(), family.by_name_only.begin(), family.by_name_only.end());
  std::set<std::string> named;
  for (const YAML::Node& feature : node) {
    const std::string name = feature.IsScalar() ? feature.Scalar() : "";
    if (const auto removed = kRemoved.find(name); family.name == "glcm" && removed != kRemoved.end()) {
      reader_.Problem(feature,
                      absl::StrCat("'", name, "' is equal to ", removed->second,
                                   " and PyRadiomics gives no value for it; take it out of the list"));
    } else if (std::find(known.begin(), known.end(), name) == known.end()) {
      reader_.Unknown(feature, absl::StrCat("feature of ", family.name), known);
    } else if (!named.insert(name).second) {
      reader_.Problem(feature, absl::StrCat("'", name, "' is given twice"));
    }
  }
  FamilySelection selection{family.name, {}};
  for (const std::string& name : known) {
    if (named.count(name) > 0) selection.features.push_back(name);
  }
  settings_.families.push_back(selection);
}

}  // namespace

absl::StatusOr<PyRadiomicsSettings> ParsePyRadiomicsSettings(const std::string& text,
                                                             const std::string& file) {
  ParameterReader reader(file);
  Parser parser(&reader);
  try {
    const YAML::Node root = YAML::Load(text);
    OSTEON_RETURN_IF_ERROR(CheckSmall(root, file));
    parser.ParseFile(root);
  } catch (const YAML::Exception& error) {
    const std::string place = error.mark.is_null()
                                  ? file
                                  : absl::StrCat(file, ":", error.mark.line + 1, ":", error.mark.column + 1);
    return absl::InvalidArgumentError(absl::StrCat(place, ": not YAML: ", error.msg));
  }
  if (!reader.problems().empty()) return absl::InvalidArgumentError(absl::StrJoin(reader.problems(), "\n"));
  return parser.settings();
}

}  // namespace osteon
