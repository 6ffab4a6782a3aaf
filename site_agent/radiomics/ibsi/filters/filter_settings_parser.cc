#include "site_agent/radiomics/ibsi/filters/filter_settings_parser.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon::ibsi {
namespace {

// Reads the settings of one filter. A key that is missing or wrong leaves the default behind: what is read is
// used only where there was no problem.
class Reader {
 public:
  Reader(const YamlNode& node, const std::string& filter, YamlProblems& problems)
      : node_(node), map_(node, filter, problems), problems_(problems) {}

  double Required(const std::string& key) {
    const YamlNode* value = map_.Required(key);
    return value == nullptr ? 0 : ReadNumber(*value, key, problems_).value_or(0);
  }
  double Optional(const std::string& key, double otherwise) {
    return map_.OptionalNumber(key).value_or(otherwise);
  }
  std::string RequiredText(const std::string& key) { return map_.RequiredText(key).value_or(""); }
  bool OptionalBool(const std::string& key) { return map_.OptionalBool(key).value_or(false); }

  std::optional<int> OptionalWhole(const std::string& key) {
    const YamlNode* value = map_.Optional(key);
    return value == nullptr ? std::nullopt : Whole(*value, key);
  }
  int RequiredWhole(const std::string& key) {
    const YamlNode* value = map_.Required(key);
    return value == nullptr ? 0 : Whole(*value, key).value_or(0);
  }

  // The place of the value among `names`.
  std::optional<std::size_t> Choice(const std::string& key, const std::vector<std::string>& names) {
    const std::optional<std::string> name = map_.OptionalChoice(key, names);
    if (!name.has_value()) return std::nullopt;
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), *name) - names.begin());
  }

  // rotation_invariant and pooling, which belong together.
  std::optional<Pooling> Rotations() {
    const bool invariant = OptionalBool("rotation_invariant");
    const std::optional<std::size_t> pooling = Choice("pooling", PoolingNames());
    NeedsRotation("pooling", invariant);
    if (!invariant) return std::nullopt;
    if (node_.Child("pooling") == nullptr) map_.Required("pooling");
    return static_cast<Pooling>(pooling.value_or(0));
  }

  void NeedsRotation(const std::string& key, bool invariant) {
    const YamlNode* value = node_.Child(key);
    if (value != nullptr && !invariant) {
      problems_.AddAtKey(node_, *value,
                         absl::StrCat(key, ": means something only with rotation_invariant: true"));
    }
  }
  void RequireWithRotation(const std::string& key) { map_.Required(key); }

  FilterDomain Domain(bool has_boundary) {
    FilterDomain domain;
    domain.by_slice = OptionalBool("by_slice");
    if (has_boundary) {
      domain.boundary = static_cast<Boundary>(Choice("boundary", BoundaryNames()).value_or(0));
    } else if (const YamlNode* boundary = map_.Optional("boundary")) {
      problems_.AddAtKey(node_, *boundary,
                         "boundary: this filter is periodic by its definition; take the key out");
    }
    return domain;
  }

  void RefuseOtherKeys() { map_.RefuseOtherKeys(); }

 private:
  std::optional<int> Whole(const YamlNode& value, const std::string& key) {
    constexpr double kMost = 1e6;
    const std::optional<double> number = ReadNumber(value, key, problems_);
    if (!number.has_value()) return std::nullopt;
    if (*number == std::floor(*number) && std::abs(*number) <= kMost) return static_cast<int>(*number);
    problems_.Add(value, absl::StrCat(key, ": needs a whole number, found ", value.text));
    return std::nullopt;
  }

  const YamlNode& node_;
  YamlMap map_;
  YamlProblems& problems_;
};

MeanFilterSettings ReadMean(Reader& reader) {
  return {reader.RequiredWhole("support")};
}

LaplacianOfGaussianSettings ReadLaplacian(Reader& reader) {
  LaplacianOfGaussianSettings settings;
  settings.sigma_mm = reader.Required("sigma_mm");
  settings.truncate = reader.Optional("truncate", settings.truncate);
  return settings;
}

LawsSettings ReadLaws(Reader& reader) {
  LawsSettings settings;
  settings.kernels = reader.RequiredText("kernels");
  settings.rotations = reader.Rotations();
  settings.energy_distance = reader.OptionalWhole("energy_distance");
  return settings;
}

GaborSettings ReadGabor(Reader& reader) {
  GaborSettings settings;
  settings.sigma_mm = reader.Required("sigma_mm");
  settings.wavelength_mm = reader.Required("wavelength_mm");
  settings.gamma = reader.Optional("gamma", settings.gamma);
  settings.theta_degrees = reader.Optional("theta_degrees", settings.theta_degrees);
  settings.part = static_cast<GaborPart>(reader.Choice("response", GaborPartNames()).value_or(0));
  const std::optional<Pooling> rotations = reader.Rotations();
  const double step = reader.Optional("theta_step_degrees", 0);
  reader.NeedsRotation("theta_step_degrees", rotations.has_value());
  if (rotations.has_value()) {
    reader.RequireWithRotation("theta_step_degrees");
    settings.rotations = GaborRotations{step, *rotations};
  }
  return settings;
}

SeparableWaveletSettings ReadWavelet(Reader& reader) {
  SeparableWaveletSettings settings;
  settings.wavelet = reader.RequiredText("wavelet");
  settings.bands = reader.RequiredText("bands");
  settings.level = reader.OptionalWhole("level").value_or(settings.level);
  settings.rotations = reader.Rotations();
  return settings;
}

SimoncelliSettings ReadSimoncelli(Reader& reader) {
  return {reader.RequiredWhole("level")};
}

template <typename Settings>
FilterSettings ReadOne(const YamlNode& node, const std::string& name, YamlProblems& problems,
                       Settings (*read)(Reader&)) {
  Reader reader(node, name, problems);
  FilterSettings settings;
  settings.filter = read(reader);
  settings.domain = reader.Domain(!std::is_same_v<Settings, SimoncelliSettings>);
  reader.RefuseOtherKeys();
  return settings;
}

const std::vector<std::string> kFilterNames = {"mean",  "laplacian_of_gaussian", "laws",
                                               "gabor", "separable_wavelet",     "simoncelli"};

FilterSettings ReadFilter(const YamlNode& node, const std::string& name, YamlProblems& problems) {
  if (name == "mean") return ReadOne(node, name, problems, ReadMean);
  if (name == "laplacian_of_gaussian") return ReadOne(node, name, problems, ReadLaplacian);
  if (name == "laws") return ReadOne(node, name, problems, ReadLaws);
  if (name == "gabor") return ReadOne(node, name, problems, ReadGabor);
  if (name == "separable_wavelet") return ReadOne(node, name, problems, ReadWavelet);
  return ReadOne(node, name, problems, ReadSimoncelli);
}

}  // namespace

std::vector<FilterSettings> ReadFilters(const YamlNode& node, YamlProblems& problems) {
  std::vector<FilterSettings> filters;
  if (node.kind != YamlNode::Kind::kList) {
    problems.Add(
        node, absl::StrCat("filters: needs a list such as [{mean: {support: 5}}], found ", Describe(node)));
    return filters;
  }
  std::set<std::string> names;
  for (const YamlNode& item : node.children) {
    YamlMap map(item, "a filter", problems);
    if (!map.is_map()) continue;
    const YamlNode* found = nullptr;
    std::string name;
    for (const std::string& known : kFilterNames) {
      if (const YamlNode* value = map.Optional(known)) {
        found = value;
        name = known;
      }
    }
    map.RefuseOtherKeys();
    if (item.children.size() != 1) {
      problems.Add(item, absl::StrCat("filters: each item of the list is one filter (",
                                      absl::StrJoin(kFilterNames, ", "), "); this one has ",
                                      item.children.size(), " keys"));
      continue;
    }
    if (found == nullptr) continue;
    const FilterSettings settings = ReadFilter(*found, name, problems);
    if (problems.Within(item) || problems.AmongKeysOf(*found)) continue;
    if (const absl::Status status = CheckFilter(settings); !status.ok()) {
      problems.Add(*found, absl::StrCat(name, ": ", status.message()));
    } else if (!names.insert(FilterName(settings)).second) {
      problems.Add(*found, absl::StrCat(name, ": this filter is given twice"));
    } else {
      filters.push_back(settings);
    }
  }
  return filters;
}

}  // namespace osteon::ibsi
