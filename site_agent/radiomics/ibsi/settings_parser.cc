// The grammar of what stands under `ibsi:` in a parameter file.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/config/yaml.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "common/text/number.h"
#include "site_agent/radiomics/ibsi/families.h"
#include "site_agent/radiomics/ibsi/filters/filter_settings_parser.h"
#include "site_agent/radiomics/ibsi/settings.h"
#include "site_agent/radiomics/ibsi/texture_parts.h"

namespace osteon::ibsi {
namespace {

constexpr int kMostLevels = 65535;

// `key` of a map as a number that `fits`; what is needed is said otherwise.
template <typename Fits>
std::optional<double> NumberThat(YamlMap& map, const std::string& key, const char* needed,
                                 YamlProblems& problems, Fits fits) {
  const YamlNode* node = map.Optional(key);
  if (node == nullptr) return std::nullopt;
  const std::optional<double> number = ReadNumber(*node, key, problems);
  if (!number.has_value() || fits(*number)) return number;
  problems.Add(*node, absl::StrCat(key, ": needs ", needed, ", found ", node->text));
  return std::nullopt;
}

std::optional<double> PositiveNumber(YamlMap& map, const std::string& key, YamlProblems& problems) {
  return NumberThat(map, key, "a number above 0", problems, [](double number) { return number > 0; });
}

std::optional<int> WholeNumber(YamlMap& map, const std::string& key, int lowest, int highest,
                               YamlProblems& problems) {
  const std::string needed = absl::StrCat("a whole number from ", lowest, " to ", highest);
  const std::optional<double> number = NumberThat(map, key, needed.c_str(), problems, [=](double value) {
    return value >= lowest && value <= highest && value == std::floor(value);
  });
  return number.has_value() ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

bool IsNone(const YamlNode& node) {
  return node.kind == YamlNode::Kind::kScalar && !node.quoted && node.text == "none";
}

std::optional<Interpolation> ReadInterpolator(YamlMap& map, const std::string& key,
                                              const std::vector<std::string>& choices) {
  const std::optional<std::string> name = map.OptionalChoice(key, choices);
  if (!name.has_value()) return std::nullopt;
  if (*name == "nearest") return Interpolation::kNearest;
  return *name == "linear" ? Interpolation::kLinear : Interpolation::kCubic;
}

// spacing_mm: one number for all axes that are interpolated, or one for each.
void ReadSpacing(const YamlNode& node, bool by_slice, std::array<double, 3>& spacing_mm,
                 YamlProblems& problems) {
  const std::size_t axes = by_slice ? 2 : 3;
  std::vector<double> numbers;
  if (node.kind == YamlNode::Kind::kList) {
    for (const YamlNode& item : node.children) {
      if (const std::optional<double> number = ReadNumber(item, "spacing_mm", problems))
        numbers.push_back(*number);
    }
    if (problems.Within(node)) return;
  } else if (const std::optional<double> number = ReadNumber(node, "spacing_mm", problems)) {
    numbers.assign(axes, *number);
  } else {
    return;
  }
  if (numbers.size() != axes ||
      std::any_of(numbers.begin(), numbers.end(), [](double mm) { return mm <= 0; })) {
    problems.Add(node, absl::StrCat("spacing_mm: needs one or ", axes, " numbers above 0",
                                    by_slice ? " (x and y; by_slice leaves the slices where they are)"
                                             : " (x, y and z; by_slice: true interpolates within slices)",
                                    ", found ", absl::StrJoin(numbers, ", ")));
    return;
  }
  std::copy(numbers.begin(), numbers.end(), spacing_mm.begin());
}

std::optional<InterpolationSettings> ReadInterpolation(const YamlNode& node, YamlProblems& problems) {
  if (IsNone(node)) return std::nullopt;
  YamlMap map(node, "interpolation", problems);
  InterpolationSettings settings;
  const bool by_slice = map.OptionalBool("by_slice").value_or(false);
  if (const YamlNode* spacing = map.Required("spacing_mm")) {
    ReadSpacing(*spacing, by_slice, settings.spacing_mm, problems);
  }
  settings.image = ReadInterpolator(map, "image", {"nearest", "linear", "cubic"}).value_or(settings.image);
  settings.mask = ReadInterpolator(map, "mask", {"nearest", "linear"}).value_or(settings.mask);
  settings.partial_volume_threshold =
      NumberThat(map, "partial_volume_threshold", "a number above 0 and at most 1", problems,
                 [](double part) { return part > 0 && part <= 1; })
          .value_or(settings.partial_volume_threshold);
  map.RefuseOtherKeys();
  return settings;
}

void ReadRange(const YamlNode& node, ResegmentationSettings& settings, YamlProblems& problems) {
  if (IsNone(node)) return;
  if (node.kind != YamlNode::Kind::kList || node.children.size() != 2) {
    problems.Add(
        node,
        absl::StrCat("range: needs two numbers, either of which may be none: [-1000, 400]; found ",
                     node.kind == YamlNode::Kind::kList ? absl::StrCat("a list of ", node.children.size())
                                                        : Describe(node)));
    return;
  }
  const auto end = [&](const YamlNode& item) -> std::optional<double> {
    if (IsNone(item)) return std::nullopt;
    const bool plain = item.kind == YamlNode::Kind::kScalar && !item.quoted;
    const std::optional<double> number = plain ? ParseNumber(item.text) : std::nullopt;
    if (!number.has_value()) {
      problems.Add(item,
                   absl::StrCat("range: needs a number, or none where it is open, found ", Describe(item)));
    }
    return number;
  };
  settings.lower = end(node.children[0]);
  settings.upper = end(node.children[1]);
  if (settings.lower.has_value() && settings.upper.has_value() && *settings.lower > *settings.upper) {
    problems.Add(node,
                 absl::StrCat("range: begins at ", *settings.lower, " above its end ", *settings.upper));
  }
}

ResegmentationSettings ReadResegmentation(const YamlNode& node, YamlProblems& problems) {
  ResegmentationSettings settings;
  if (IsNone(node)) return settings;
  YamlMap map(node, "resegmentation", problems);
  if (const YamlNode* range = map.Optional("range")) ReadRange(*range, settings, problems);
  const YamlNode* outliers = node.Child("outliers");
  if (outliers != nullptr && IsNone(*outliers)) {
    map.Optional("outliers");
  } else {
    settings.outliers = PositiveNumber(map, "outliers", problems);
  }
  map.RefuseOtherKeys();
  return settings;
}

// `none`, or {fbn: bins} or {fbs: width}.
void ReadLevels(YamlMap& parent, const std::string& key, DiscretisationSettings& settings,
                YamlProblems& problems) {
  const YamlNode* node = parent.Optional(key);
  if (node == nullptr) return;
  if (IsNone(*node)) {
    settings.method = Discretisation::kNone;
    return;
  }
  if (node->kind != YamlNode::Kind::kMap) {
    problems.Add(*node,
                 absl::StrCat(key, ": needs {fbn: number of bins}, {fbs: size of a bin} or none, found ",
                              Describe(*node)));
    return;
  }
  YamlMap map(*node, key, problems);
  const std::optional<int> count = WholeNumber(map, "fbn", 1, kMostLevels, problems);
  const std::optional<double> size = PositiveNumber(map, "fbs", problems);
  map.RefuseOtherKeys();
  const int given = (node->Child("fbn") != nullptr ? 1 : 0) + (node->Child("fbs") != nullptr ? 1 : 0);
  if (given != 1 && !problems.AmongKeysOf(*node)) {
    problems.Add(*node, absl::StrCat(key, ": needs one of fbn (number of bins) and fbs (size of a bin)"));
  }
  if (count.has_value()) {
    settings = {.method = Discretisation::kFixedBinNumber, .bin_count = *count};
  } else if (size.has_value()) {
    settings = {.method = Discretisation::kFixedBinSize, .bin_size = *size};
  }
}

std::vector<Aggregation> ReadAggregations(const YamlNode& node, YamlProblems& problems) {
  std::vector<std::string> names;
  for (const Aggregation one : AllAggregations()) names.push_back(NameOf(one));
  std::vector<Aggregation> aggregations;
  const auto read = [&](const YamlNode& item) {
    const std::optional<std::string> name = ReadChoice(item, "aggregation", names, problems);
    if (!name.has_value()) return;
    const Aggregation one = AllAggregations()[static_cast<std::size_t>(
        std::find(names.begin(), names.end(), *name) - names.begin())];
    if (std::find(aggregations.begin(), aggregations.end(), one) != aggregations.end()) {
      problems.Add(item, absl::StrCat("aggregation: ", *name, " is given twice"));
    }
    aggregations.push_back(one);
  };
  if (node.kind != YamlNode::Kind::kList) {
    read(node);
    return aggregations;
  }
  if (node.children.empty())
    problems.Add(node, absl::StrCat("aggregation: needs one of ", absl::StrJoin(names, ", ")));
  for (const YamlNode& item : node.children) read(item);
  return aggregations;
}

TextureSettings ReadTexture(const YamlNode& node, YamlProblems& problems) {
  TextureSettings settings;
  YamlMap map(node, "texture", problems);
  const auto read = [&](const char* key, int lowest, int highest, int& value) {
    value = WholeNumber(map, key, lowest, highest, problems).value_or(value);
  };
  read("glcm_distance", 1, kMostDistance, settings.glcm_distance);
  read("ngtdm_distance", 1, kMostDistance, settings.ngtdm_distance);
  read("ngldm_distance", 1, kMostDistance, settings.ngldm_distance);
  read("ngldm_coarseness", 0, kMostLevels, settings.ngldm_coarseness);
  map.RefuseOtherKeys();
  return settings;
}

std::vector<std::string> NamesOf(const Family& family) {
  std::vector<std::string> names;
  for (const NamedFeature& feature : family.features) names.push_back(feature.name);
  return names;
}

// The features of one family that a map of families asks for, in the family's order.
std::vector<std::string> ReadFeatures(const YamlNode& node, const Family& family, YamlProblems& problems) {
  const std::vector<std::string> known = NamesOf(family);
  if (node.kind == YamlNode::Kind::kNothing || (node.kind == YamlNode::Kind::kScalar && node.text == "all")) {
    return known;
  }
  if (node.kind != YamlNode::Kind::kList) {
    problems.Add(node,
                 absl::StrCat(family.name, ": needs all or a list of features, found ", Describe(node)));
    return {};
  }
  std::vector<std::string> named, features;
  for (const YamlNode& item : node.children) {
    const std::optional<std::string> name = ReadText(item, family.name, problems);
    if (!name.has_value()) continue;
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
      const std::optional<std::string> nearest = NearestName(*name, known);
      problems.Add(item,
                   absl::StrCat(family.name, ": has no feature ", *name,
                                nearest.has_value() ? absl::StrCat("; did you mean ", *nearest, "?") : ""));
    }
    if (std::find(named.begin(), named.end(), *name) != named.end()) {
      problems.Add(item, absl::StrCat(family.name, ": ", *name, " is given twice"));
    }
    named.push_back(*name);
  }
  std::copy_if(known.begin(), known.end(), std::back_inserter(features), [&](const std::string& name) {
    return std::find(named.begin(), named.end(), name) != named.end();
  });
  return features;
}

// `families: [morphology, glcm]`, or `families: {morphology: all, glcm: [joint_entropy]}`.
std::vector<FamilySelection> ReadFamilies(const YamlNode& node, const std::vector<Family>& families,
                                          YamlProblems& problems) {
  std::vector<FamilySelection> selections;
  if (node.kind == YamlNode::Kind::kMap) {
    YamlMap map(node, "families", problems);
    for (const Family& family : families) {
      const YamlNode* wanted = map.Optional(family.name);
      if (wanted == nullptr) continue;
      FamilySelection selection{family.name, ReadFeatures(*wanted, family, problems)};
      if (!selection.features.empty()) selections.push_back(std::move(selection));
    }
    map.RefuseOtherKeys();
  } else if (node.kind == YamlNode::Kind::kList) {
    std::vector<std::string> known, wanted;
    for (const Family& family : families) known.push_back(family.name);
    for (const YamlNode& item : node.children) {
      const std::optional<std::string> name = ReadChoice(item, "families", known, problems);
      if (!name.has_value()) continue;
      if (std::find(wanted.begin(), wanted.end(), *name) != wanted.end()) {
        problems.Add(item, absl::StrCat("families: ", *name, " is given twice"));
      }
      wanted.push_back(*name);
    }
    for (const Family& family : families) {
      if (std::find(wanted.begin(), wanted.end(), family.name) == wanted.end()) continue;
      selections.push_back({family.name, NamesOf(family)});
    }
  } else {
    problems.Add(node,
                 absl::StrCat("families: needs a list of families, or a map of families to features, found ",
                              Describe(node)));
  }
  if (selections.empty() && !problems.Within(node)) problems.Add(node, "families: names no feature");
  return selections;
}

// `filtered_images: {families: ..., discretisation: {texture: ..., ivh: ...}}`
void ReadFilteredImages(const YamlNode& node, FilteredImages& filtered, YamlProblems& problems) {
  YamlMap map(node, "filtered_images", problems);
  if (const YamlNode* one = map.Optional("families")) {
    filtered.families = ReadFamilies(*one, FamiliesOfFilteredImages(), problems);
  }
  if (const YamlNode* one = map.Optional("discretisation")) {
    YamlMap levels(*one, "discretisation", problems);
    ReadLevels(levels, "texture", filtered.texture_levels, problems);
    ReadLevels(levels, "ivh", filtered.ivh_levels, problems);
    levels.RefuseOtherKeys();
  }
  map.RefuseOtherKeys();
}

FamilySelection StatisticsAlone() {
  for (const Family& family : Families()) {
    if (family.name == "statistics") return {family.name, NamesOf(family)};
  }
  return {};
}

std::vector<FamilySelection> AllFamilies() {
  std::vector<FamilySelection> selections;
  for (const Family& family : Families()) selections.push_back({family.name, NamesOf(family)});
  return selections;
}

Settings ReadSettings(const YamlNode& node, YamlProblems& problems) {
  Settings settings;
  settings.families = AllFamilies();
  if (node.kind == YamlNode::Kind::kNothing) return settings;  // `ibsi:` alone: every default
  YamlMap map(node, "ibsi", problems);
  settings.label =
      WholeNumber(map, "label", 1, std::numeric_limits<std::int32_t>::max(), problems).value_or(1);
  settings.geometry_tolerance =
      PositiveNumber(map, "geometry_tolerance", problems).value_or(settings.geometry_tolerance);
  settings.round_intensities = map.OptionalBool("round_intensities").value_or(false);
  if (const YamlNode* one = map.Optional("interpolation"))
    settings.interpolation = ReadInterpolation(*one, problems);
  if (const YamlNode* one = map.Optional("resegmentation")) {
    settings.resegmentation = ReadResegmentation(*one, problems);
  }
  if (const YamlNode* one = map.Optional("discretisation")) {
    YamlMap levels(*one, "discretisation", problems);
    ReadLevels(levels, "texture", settings.texture_levels, problems);
    ReadLevels(levels, "ivh", settings.ivh_levels, problems);
    levels.RefuseOtherKeys();
  }
  if (const YamlNode* one = map.Optional("aggregation"))
    settings.aggregations = ReadAggregations(*one, problems);
  if (const YamlNode* one = map.Optional("texture")) settings.texture = ReadTexture(*one, problems);
  if (const YamlNode* one = map.Optional("families"))
    settings.families = ReadFamilies(*one, Families(), problems);
  settings.filtered.families = {StatisticsAlone()};
  if (const YamlNode* one = map.Optional("filters")) settings.filtered.filters = ReadFilters(*one, problems);
  if (const YamlNode* one = map.Optional("filtered_images")) {
    ReadFilteredImages(*one, settings.filtered, problems);
    if (node.Child("filters") == nullptr) {
      problems.AddAtKey(node, *one, "filtered_images: means something only with filters");
    }
  }
  const std::optional<std::string> diagnostics =
      map.OptionalChoice("diagnostics", {"none", "region", "image"});
  if (diagnostics == "none") settings.diagnostics = Diagnostics::kNone;
  if (diagnostics == "image") settings.diagnostics = Diagnostics::kImage;
  map.RefuseOtherKeys();
  return settings;
}

}  // namespace

absl::StatusOr<Settings> ParseSettings(const std::string& text, const std::string& file) {
  YamlProblems problems(file);
  OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(text, problems));
  YamlMap map(root, "a parameter file", problems);
  const YamlNode* ibsi = map.Required("ibsi");
  Settings settings;
  if (ibsi != nullptr) settings = ReadSettings(*ibsi, problems);
  for (const char* key : {"imageType", "featureClass", "setting", "voxelSetting"}) {
    if (const YamlNode* other = map.Optional(key)) {
      problems.AddAtKey(root, *other,
                        absl::StrCat(key, " is PyRadiomics'; a file has either ibsi or PyRadiomics' keys"));
    }
  }
  map.RefuseOtherKeys();
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  return settings;
}

}  // namespace osteon::ibsi
