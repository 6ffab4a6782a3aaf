// The grammar of PyRadiomics' parameter files, as its schema and documentation have it (version 3.1).
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/nearest.h"
#include "common/text/number.h"
#include "site_agent/radiomics/pyradiomics/families.h"
#include "site_agent/radiomics/pyradiomics/python_number.h"
#include "site_agent/radiomics/pyradiomics/settings.h"

namespace osteon {
namespace {

constexpr const char* kNotAvailable = " is not available in this version";

class Parser {
 public:
  explicit Parser(const std::string& file) : file_(file) {}

  void ParseFile(const YAML::Node& root);
  const std::vector<std::string>& problems() const { return problems_; }
  const PyRadiomicsSettings& settings() const { return settings_; }

 private:
  void Problem(const YAML::Node& at, const std::string& text);
  void Unknown(const YAML::Node& key, const std::string& what, const std::vector<std::string>& known);
  // Calls `visit` for each key of a map; says so where `node` is something else, or holds a key twice.
  void ForEach(
      const YAML::Node& node, const std::string& what,
      const std::function<void(const std::string&, const YAML::Node& key, const YAML::Node& value)>& visit);

  void ParseImageTypes(const YAML::Node& node);
  void ParseClasses(const YAML::Node& node);
  void ParseFeatures(const FeatureFamily& family, const YAML::Node& node);
  void ParseImageType(const NamedImageType& type, const YAML::Node& key, const YAML::Node& value);
  void ParseSettings(const YAML::Node& node, const std::string& where);
  void ParseSetting(const std::string& name, const YAML::Node& key, const YAML::Node& value);
  void ParseSigma(const YAML::Node& value);
  void ParseDistances(const YAML::Node& value);
  void ParseResegmentRange(const YAML::Node& value);
  void ParseSpacing(const YAML::Node& value);
  void ParseInterpolator(const YAML::Node& value);
  void Finish();

  std::optional<double> Number(const std::string& name, const YAML::Node& value);
  std::optional<std::int64_t> Integer(const std::string& name, const YAML::Node& value, std::int64_t lowest,
                                      std::int64_t highest = std::int64_t{1} << 31);
  std::optional<double> Positive(const std::string& name, const YAML::Node& value);
  std::optional<bool> Switch(const std::string& name, const YAML::Node& value);
  // The place of the value among the choices.
  std::optional<std::size_t> Choice(const std::string& name, const YAML::Node& value,
                                    const std::vector<std::string>& choices);
  std::vector<double> Numbers(const std::string& name, const YAML::Node& value);

  std::string file_;
  std::vector<std::string> problems_;
  PyRadiomicsSettings settings_;
  ImageTypeSettings common_;               // what `setting` says for every image type
  ImageTypeSettings* filling_ = &common_;  // where ParseSetting writes what an image type may set for itself
  // PyRadiomicsSettings that mean something only together; put together by Finish.
  struct Flat {
    bool on = false;             // force2D
    std::int64_t dimension = 0;  // force2Ddimension
  };
  Flat common_flat_, *flat_ = &common_flat_;
  bool normalise_ = false, pre_crop_ = false;
  NormaliseSettings normalise_settings_;
  std::size_t pad_distance_ = 5;
  std::vector<double> spacing_;  // resampledPixelSpacing
  std::optional<Interpolator> interpolator_ = Interpolator::kCubicBSpline;
  YAML::Node interpolator_node_;  // of an interpolator that this version does not have
  std::vector<double> resegment_range_;
  ResegmentMode resegment_mode_ = ResegmentMode::kAbsolute;
};

bool IsNone(const YAML::Node& node) {
  return !node.IsDefined() || node.IsNull() ||
         (node.IsScalar() && (node.Scalar() == "None" || node.Scalar().empty()));
}

void Parser::Problem(const YAML::Node& at, const std::string& text) {
  const YAML::Mark mark = at.Mark();
  problems_.push_back(mark.is_null()
                          ? absl::StrCat(file_, ": ", text)
                          : absl::StrCat(file_, ":", mark.line + 1, ":", mark.column + 1, ": ", text));
}

void Parser::Unknown(const YAML::Node& key, const std::string& what, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestName(key.Scalar(), known);
  Problem(key, absl::StrCat("unknown ", what, " '", key.Scalar(), "'",
                            nearest.has_value() ? absl::StrCat("; did you mean '", *nearest, "'?")
                                                : absl::StrCat("; known are ", absl::StrJoin(known, ", "))));
}

void Parser::ForEach(
    const YAML::Node& node, const std::string& what,
    const std::function<void(const std::string&, const YAML::Node&, const YAML::Node&)>& visit) {
  if (!node.IsMap()) {
    Problem(node, absl::StrCat(what, " must be a list of `name: value` lines"));
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      Problem(entry.first, absl::StrCat("a name was expected in ", what));
      continue;
    }
    if (!seen.insert(entry.first.Scalar()).second) {
      Problem(entry.first, absl::StrCat("'", entry.first.Scalar(), "' is given twice in ", what));
    }
    visit(entry.first.Scalar(), entry.first, entry.second);
  }
}

void Parser::ParseFile(const YAML::Node& root) {
  static constexpr const char* kIbsi = "ibsi";
  bool classes = false;
  YAML::Node image_types;  // read last, because each begins with what `setting` says
  ForEach(root, "a parameter file",
          [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
            if (name == kIbsi) {
              Problem(key, absl::StrCat("'ibsi' (the IBSI dialect)", kNotAvailable,
                                        "; use PyRadiomics' imageType, featureClass and setting"));
            } else if (name == "imageType") {
              image_types = value;
            } else if (name == "featureClass") {
              classes = !IsNone(value) && (!value.IsMap() || value.size() > 0);
              if (classes) ParseClasses(value);
            } else if (name == "setting") {
              if (!IsNone(value)) ParseSettings(value, "setting");
            } else if (name == "voxelSetting") {
              if (IsNone(value)) return;
              ForEach(value, "voxelSetting",
                      [&](const std::string& setting, const YAML::Node& setting_key, const YAML::Node&) {
                        if (setting != "kernelRadius" && setting != "maskedKernel" &&
                            setting != "initValue" && setting != "voxelBatch") {
                          Unknown(setting_key, "voxel setting",
                                  {"kernelRadius", "maskedKernel", "initValue", "voxelBatch"});
                        }
                      });
            } else {
              Unknown(key, "key", {"imageType", "featureClass", "setting", "voxelSetting"});
            }
          });
  ParseImageTypes(image_types);
  Finish();
  if (!classes) {  // every class but shape2D, as PyRadiomics
    for (const FeatureFamily& family : FeatureFamilies()) {
      settings_.families.push_back({family.name, family.features});
    }
  }
}

void Parser::ParseImageTypes(const YAML::Node& node) {
  const std::vector<NamedImageType> types = ImageTypes();
  const std::vector<std::string> unavailable = ImageTypesNotAvailable();
  std::vector<std::string> known;
  for (const NamedImageType& type : types) known.push_back(type.name);
  known.insert(known.end(), unavailable.begin(), unavailable.end());
  if (!IsNone(node) && !(node.IsMap() && node.size() == 0)) {
    ForEach(node, "imageType", [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
      const auto type =
          std::find_if(types.begin(), types.end(), [&](const auto& t) { return t.name == name; });
      if (type != types.end()) {
        ParseImageType(*type, key, value);
      } else if (std::find(unavailable.begin(), unavailable.end(), name) != unavailable.end()) {
        Problem(key, absl::StrCat("image type '", name, "'", kNotAvailable));
      } else {
        Unknown(key, "image type", known);
      }
    });
  } else {
    ParseImageType({"Original", ImageType::kOriginal}, node, YAML::Node());
  }
}

void Parser::ParseImageType(const NamedImageType& type, const YAML::Node& key, const YAML::Node& value) {
  ImageTypeSettings own = common_;
  own.filter.type = type.type;
  Flat flat = common_flat_;
  filling_ = &own;
  flat_ = &flat;
  if (!IsNone(value)) ParseSettings(value, absl::StrCat("imageType ", type.name));
  filling_ = &common_;
  flat_ = &common_flat_;
  if (flat.on)
    own.texture.flat_axis = static_cast<std::size_t>(2 - flat.dimension);  // PyRadiomics counts from z
  own.filter.wavelet.flat_axis = own.texture.flat_axis;
  if (type.type == ImageType::kLaplacianOfGaussian && own.filter.sigma.empty()) {
    Problem(key, "image type LoG needs sigma, a list of widths in mm: `LoG: {sigma: [1.0, 2.0, 3.0]}`");
  }
  settings_.image_types.push_back(own);
}

void Parser::ParseClasses(const YAML::Node& node) {
  const std::vector<FeatureFamily> families = FeatureFamilies();
  const std::vector<std::string> unavailable = FamiliesNotAvailable();
  std::vector<std::string> known;
  known.reserve(families.size() + unavailable.size());
  for (const FeatureFamily& family : families) known.push_back(family.name);
  known.insert(known.end(), unavailable.begin(), unavailable.end());
  ForEach(node, "featureClass", [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const auto& f) { return f.name == name; });
    if (family != families.end()) {
      ParseFeatures(*family, value);
    } else if (std::find(unavailable.begin(), unavailable.end(), name) != unavailable.end()) {
      Problem(key, absl::StrCat("feature class '", name, "'", kNotAvailable));
    } else {
      Unknown(key, "feature class", known);
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
    Problem(node, absl::StrCat("features of ", family.name, " must be a list, or nothing for all of them"));
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
      Problem(feature, absl::StrCat("'", name, "' is equal to ", removed->second,
                                    " and PyRadiomics gives no value for it; take it out of the list"));
    } else if (std::find(known.begin(), known.end(), name) == known.end()) {
      Unknown(feature, absl::StrCat("feature of ", family.name), known);
    } else if (!named.insert(name).second) {
      Problem(feature, absl::StrCat("'", name, "' is given twice"));
    }
  }
  FamilySelection selection{family.name, {}};
  for (const std::string& name : known) {
    if (named.count(name) > 0) selection.features.push_back(name);
  }
  settings_.families.push_back(selection);
}

void Parser::ParseSettings(const YAML::Node& node, const std::string& where) {
  ForEach(node, where, [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
    ParseSetting(name, key, value);
  });
}

std::optional<double> Parser::Number(const std::string& name, const YAML::Node& value) {
  const std::optional<double> number = value.IsScalar() ? ParseNumber(value.Scalar()) : std::nullopt;
  if (!number.has_value()) Problem(value, absl::StrCat(name, " must be a number"));
  return number;
}

std::optional<double> Parser::Positive(const std::string& name, const YAML::Node& value) {
  std::optional<double> number = Number(name, value);
  if (number.has_value() && *number <= 0) {
    Problem(value, absl::StrCat(name, " must be more than 0"));
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> Parser::Integer(const std::string& name, const YAML::Node& value,
                                            std::int64_t lowest, std::int64_t highest) {
  const std::optional<double> number = Number(name, value);
  if (!number.has_value()) return std::nullopt;
  if (*number != std::floor(*number) || *number < static_cast<double>(lowest) ||
      *number > static_cast<double>(highest)) {
    Problem(value, absl::StrCat(name, " must be a whole number from ", lowest, " to ", highest));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

std::optional<bool> Parser::Switch(const std::string& name, const YAML::Node& value) {
  bool on = false;
  if (value.IsScalar() && YAML::convert<bool>::decode(value, on)) return on;
  Problem(value, absl::StrCat(name, " must be true or false"));
  return std::nullopt;
}

std::optional<std::size_t> Parser::Choice(const std::string& name, const YAML::Node& value,
                                          const std::vector<std::string>& choices) {
  if (value.IsScalar()) {
    const auto found = std::find(choices.begin(), choices.end(), value.Scalar());
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  }
  Problem(value, absl::StrCat(name, " must be one of ", absl::StrJoin(choices, ", ")));
  return std::nullopt;
}

std::vector<double> Parser::Numbers(const std::string& name, const YAML::Node& value) {
  std::vector<double> numbers;
  if (!value.IsSequence()) {
    Problem(value, absl::StrCat(name, " must be a list of numbers"));
    return numbers;
  }
  for (const YAML::Node& element : value) {
    if (const std::optional<double> number = Number(name, element)) numbers.push_back(*number);
  }
  return numbers;
}

void Parser::ParseDistances(const YAML::Node& value) {
  constexpr int kFarthest = 20;
  std::vector<int> distances;
  if (!value.IsSequence() || value.size() == 0) {
    Problem(value, "distances must be a list of whole numbers");
    return;
  }
  for (const YAML::Node& element : value) {
    const std::optional<std::int64_t> distance = Integer("distances", element, 1, kFarthest);
    if (!distance.has_value()) continue;
    if (std::find(distances.begin(), distances.end(), *distance) != distances.end()) {
      Problem(element, absl::StrCat("distance ", *distance, " is given twice"));
    }
    distances.push_back(static_cast<int>(*distance));
  }
  if (!distances.empty()) filling_->texture.distances = distances;
}

void Parser::ParseResegmentRange(const YAML::Node& value) {
  resegment_range_.clear();
  if (IsNone(value)) return;
  resegment_range_ = Numbers("resegmentRange", value);
  if (value.IsSequence() && (value.size() == 0 || value.size() > 2)) {
    Problem(value, "resegmentRange must have one or two numbers");
  }
  std::sort(resegment_range_.begin(), resegment_range_.end());
}

// All zeros are no resampling, as in PyRadiomics' example files.
void Parser::ParseSpacing(const YAML::Node& value) {
  spacing_.clear();
  if (IsNone(value)) return;
  const std::vector<double> spacing = Numbers("resampledPixelSpacing", value);
  if (spacing.size() != 3 || std::any_of(spacing.begin(), spacing.end(), [](double mm) { return mm < 0; })) {
    Problem(value, "resampledPixelSpacing must have three numbers that are not negative: mm along x, y, z");
  } else if (std::any_of(spacing.begin(), spacing.end(), [](double mm) { return mm != 0; })) {
    spacing_ = spacing;
  }
}

// By name or by SimpleITK's number.
void Parser::ParseInterpolator(const YAML::Node& value) {
  interpolator_.reset();
  interpolator_node_.reset();
  if (IsNone(value)) return;
  static const std::map<std::string, Interpolator> kThere = {
      {"sitkNearestNeighbor", Interpolator::kNearestNeighbour},
      {"1", Interpolator::kNearestNeighbour},
      {"sitkLinear", Interpolator::kLinear},
      {"2", Interpolator::kLinear},
      {"sitkBSpline", Interpolator::kCubicBSpline},
      {"3", Interpolator::kCubicBSpline}};
  const auto found = value.IsScalar() ? kThere.find(value.Scalar()) : kThere.end();
  if (found != kThere.end()) {
    interpolator_ = found->second;
    return;
  }
  if (value.IsScalar() && ParseNumber(value.Scalar()).has_value()) {
    interpolator_node_.reset(value);
    return;
  }
  if (Choice("interpolator", value,
             {"sitkNearestNeighbor", "sitkLinear", "sitkBSpline", "sitkGaussian", "sitkLabelGaussian",
              "sitkHammingWindowedSinc", "sitkCosineWindowedSinc", "sitkWelchWindowedSinc",
              "sitkLanczosWindowedSinc", "sitkBlackmanWindowedSinc"})) {
    interpolator_node_.reset(value);
  }
}

void Parser::Finish() {
  if (normalise_) settings_.normalise = normalise_settings_;
  if (pre_crop_) settings_.pre_crop_margin = pad_distance_;
  if (!spacing_.empty() && interpolator_node_.IsDefined() && !interpolator_node_.IsNull()) {
    Problem(interpolator_node_, absl::StrCat("interpolator ", interpolator_node_.Scalar(), kNotAvailable,
                                             "; there are sitkNearestNeighbor, sitkLinear, sitkBSpline"));
  } else if (!spacing_.empty() && interpolator_.has_value()) {  // without one PyRadiomics does not resample
    settings_.resample = ResampleSettings{
        {spacing_[0], spacing_[1], spacing_[2]}, *interpolator_, static_cast<int>(pad_distance_)};
    settings_.pre_crop_margin.reset();  // PyRadiomics crops while it resamples
  }
  if (!resegment_range_.empty()) {
    settings_.resegment = ResegmentSettings{resegment_mode_, resegment_range_.front(), std::nullopt};
    if (resegment_range_.size() > 1) settings_.resegment->upper = resegment_range_[1];
  }
}

// `sigma` becomes part of a name as Python writes it.
void Parser::ParseSigma(const YAML::Node& value) {
  std::vector<Sigma> widths;
  if (!value.IsSequence()) {
    Problem(value, "sigma must be a list of numbers");
    return;
  }
  for (const YAML::Node& element : value) {
    const std::optional<double> mm = Positive("sigma", element);
    if (!mm.has_value()) continue;
    const bool whole = element.Scalar().find_first_not_of("0123456789") == std::string::npos;
    Sigma sigma{*mm, whole ? absl::StrCat(static_cast<std::int64_t>(*mm)) : PythonNumber(*mm)};
    std::replace(sigma.name.begin(), sigma.name.end(), '.', '-');
    for (const Sigma& other : widths) {
      if (other.mm == sigma.mm) Problem(element, absl::StrCat("sigma ", element.Scalar(), " is given twice"));
    }
    widths.push_back(sigma);
  }
  filling_->filter.sigma = widths;
}

void Parser::ParseSetting(const std::string& name, const YAML::Node& key, const YAML::Node& value) {
  const auto unavailable = [&](const std::string& what) { Problem(key, absl::StrCat(what, kNotAvailable)); };
  // Steps that this version does not have: off is right, on is refused.
  const auto off_only = [&] {
    if (Switch(name, value).value_or(false)) unavailable(absl::StrCat(name, ": true"));
  };
  const auto check_positive = [&] { Positive(name, value); };
  const auto check_from = [&](std::int64_t lowest) { return [&, lowest] { Integer(name, value, lowest); }; };

  static const std::set<std::string> kOfTheCase = {
      "label",          "label_channel", "geometryTolerance", "minimumROIDimensions", "minimumROISize",
      "additionalInfo", "normalize",     "normalizeScale",    "removeOutliers",       "resampledPixelSpacing",
      "interpolator",   "padDistance",   "preCrop",           "resegmentRange",       "resegmentMode",
      "resegmentShape", "correctMask"};
  if (filling_ != &common_ && kOfTheCase.count(name) > 0) {
    Problem(key, absl::StrCat(name, " belongs under `setting`: it is the same for all image types"));
    return;
  }
  const std::map<std::string, std::function<void()>> known = {
      // What is computed.
      {"binWidth",
       [&] {
         if (const auto v = Positive(name, value)) filling_->binning.bin_width = *v;
       }},
      {"binCount",
       [&] {
         if (IsNone(value))
           filling_->binning.bin_count.reset();
         else if (const auto v = Integer(name, value, 1, 65000))
           filling_->binning.bin_count = static_cast<int>(*v);
       }},
      {"label",
       [&] {
         if (const auto v = Integer(name, value, 1)) settings_.label = *v;
       }},
      {"geometryTolerance",
       [&] {
         if (IsNone(value)) return;
         if (const auto v = Positive(name, value)) settings_.geometry_tolerance = *v;
       }},
      {"minimumROIDimensions",
       [&] {
         if (const auto v = Integer(name, value, 1, 3))
           settings_.minimum_roi_dimensions = static_cast<int>(*v);
       }},
      {"minimumROISize",
       [&] {
         if (IsNone(value))
           settings_.minimum_roi_size.reset();
         else if (const auto v = Integer(name, value, 1))
           settings_.minimum_roi_size = *v;
       }},
      {"voxelArrayShift",
       [&] {
         if (const auto v = Number(name, value)) filling_->voxel_array_shift = *v;
       }},
      {"additionalInfo",
       [&] {
         if (const auto v = Switch(name, value)) settings_.additional_info = *v;
       }},
      {"normalize", [&] { normalise_ = Switch(name, value).value_or(false); }},
      {"normalizeScale",
       [&] {
         if (const auto v = Positive(name, value)) normalise_settings_.scale = *v;
       }},
      {"removeOutliers",
       [&] {
         if (IsNone(value))
           normalise_settings_.outliers.reset();
         else if (const auto v = Positive(name, value))
           normalise_settings_.outliers = *v;
       }},
      {"resampledPixelSpacing", [&] { ParseSpacing(value); }},
      {"interpolator", [&] { ParseInterpolator(value); }},
      {"preCrop", [&] { pre_crop_ = Switch(name, value).value_or(false); }},
      {"padDistance",
       [&] {
         if (const auto v = Integer(name, value, 0, 10000)) pad_distance_ = static_cast<std::size_t>(*v);
       }},
      {"resegmentRange", [&] { ParseResegmentRange(value); }},
      {"resegmentMode",
       [&] {
         if (const auto mode = Choice(name, value, {"absolute", "relative", "sigma"}))
           resegment_mode_ = static_cast<ResegmentMode>(*mode);
       }},
      {"resegmentShape",
       [&] {
         if (const auto v = Switch(name, value)) settings_.resegment_shape = *v;
       }},
      {"force2D", [&] { flat_->on = Switch(name, value).value_or(false); }},
      {"force2Ddimension",
       [&] {
         if (const auto v = Integer(name, value, 0, 2)) flat_->dimension = *v;
       }},
      {"distances", [&] { ParseDistances(value); }},
      {"weightingNorm",
       [&] {
         filling_->texture.weighting = WeightingNorm::kAverage;
         if (IsNone(value)) return;
         if (const auto norm = Choice(name, value, {"manhattan", "euclidean", "infinity", "no_weighting"}))
           filling_->texture.weighting = static_cast<WeightingNorm>(*norm + 1);
       }},
      {"gldm_a",
       [&] {
         if (const auto v = Integer(name, value, 0, 65535))
           filling_->texture.gldm_alpha = static_cast<int>(*v);
       }},
      // What this version does not do: only the value that switches it off.
      {"correctMask", off_only},
      {"label_channel",
       [&] {
         if (Integer(name, value, 0).value_or(0) != 0) unavailable("a label_channel other than 0");
       }},
      {"symmetricalGLCM",
       [&] {
         if (!Switch(name, value).value_or(true)) unavailable("symmetricalGLCM: false");
       }},
      // Details of steps that are off, and of filters and classes that were refused if they were asked for.
      {"sigma", [&] { ParseSigma(value); }},
      {"start_level",
       [&] {
         if (const auto v = Integer(name, value, 0, 8))
           filling_->filter.wavelet.start_level = static_cast<int>(*v);
       }},
      {"level",
       [&] {
         if (const auto v = Integer(name, value, 1, 8)) filling_->filter.wavelet.level = static_cast<int>(*v);
       }},
      {"wavelet",
       [&] {
         if (!value.IsScalar()) {
           Problem(value, "wavelet must be a name");
         } else if (const auto filters = FindWavelet(value.Scalar()); !filters.ok()) {
           Problem(value, std::string(filters.status().message()));
         } else {
           filling_->filter.wavelet.wavelet = value.Scalar();
         }
       }},
      {"gradientUseSpacing",
       [&] {
         if (const auto v = Switch(name, value)) filling_->filter.gradient_use_spacing = *v;
       }},
      {"lbp2DRadius", check_positive},
      {"lbp2DSamples", check_from(1)},
      {"lbp2DMethod",
       [&] {
         Choice(name, value, {"default", "ror", "uniform", "var"});
       }},
      {"lbp3DLevels", check_from(1)},
      {"lbp3DIcosphereRadius", check_positive},
      {"lbp3DIcosphereSubdivision", check_from(0)},
  };
  const auto setting = known.find(name);
  if (setting != known.end()) {
    setting->second();
    return;
  }
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const auto& entry : known) names.push_back(entry.first);
  const std::optional<std::string> nearest = NearestName(name, names);
  Problem(key, absl::StrCat("unknown setting '", name, "'",
                            nearest.has_value() ? absl::StrCat("; did you mean '", *nearest, "'?") : ""));
}

}  // namespace

absl::StatusOr<PyRadiomicsSettings> ParsePyRadiomicsSettings(const std::string& text,
                                                             const std::string& file) {
  Parser parser(file);
  try {
    parser.ParseFile(YAML::Load(text));
  } catch (const YAML::Exception& error) {
    const std::string place = error.mark.is_null()
                                  ? file
                                  : absl::StrCat(file, ":", error.mark.line + 1, ":", error.mark.column + 1);
    return absl::InvalidArgumentError(absl::StrCat(place, ": not YAML: ", error.msg));
  }
  if (!parser.problems().empty()) return absl::InvalidArgumentError(absl::StrJoin(parser.problems(), "\n"));
  return parser.settings();
}

}  // namespace osteon
