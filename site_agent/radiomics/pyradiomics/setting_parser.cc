#include "site_agent/radiomics/pyradiomics/setting_parser.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/nearest.h"
#include "common/text/number.h"
#include "site_agent/radiomics/pyradiomics/python_number.h"

namespace osteon {
namespace {

constexpr int kMostBits = 31;
constexpr double kFarthestSample = 10000;
constexpr std::size_t kMostNeighbours = 65534;  // that CountDependent and SumToneDifferences count
constexpr std::int64_t kMostSamples = 10000, kMostHarmonics = 20, kMostSubdivisions = 6;

}  // namespace

void SettingParser::ParseDistances(const YAML::Node& value) {
  constexpr int kFarthest = 20;
  std::vector<int> distances;
  if (!value.IsSequence() || value.size() == 0) {
    reader_.Problem(value, "distances must be a list of whole numbers");
    return;
  }
  for (const YAML::Node& element : value) {
    const std::optional<std::int64_t> distance = reader_.Integer("distances", element, 1, kFarthest);
    if (!distance.has_value()) continue;
    if (std::find(distances.begin(), distances.end(), *distance) != distances.end()) {
      reader_.Problem(element, absl::StrCat("distance ", *distance, " is given twice"));
    }
    distances.push_back(static_cast<int>(*distance));
  }
  std::size_t neighbours = 0;  // the surfaces of cubes
  for (const int distance : distances) neighbours += static_cast<std::size_t>(24 * distance * distance + 2);
  if (neighbours > kMostNeighbours) {
    reader_.Problem(value, absl::StrCat("distances make ", neighbours, " neighbours of a voxel; at most ",
                                        kMostNeighbours, " are possible: name fewer"));
  }
  if (!distances.empty()) filling_->texture.distances = distances;
}

void SettingParser::ParseResegmentRange(const YAML::Node& value) {
  resegment_range_.clear();
  if (IsNone(value)) return;
  resegment_range_ = reader_.Numbers("resegmentRange", value);
  if (value.IsSequence() && (value.size() == 0 || value.size() > 2)) {
    reader_.Problem(value, "resegmentRange must have one or two numbers");
  }
  std::sort(resegment_range_.begin(), resegment_range_.end());
}

// Zeros keep the mask's spacing; three of them only crop the image, which PyRadiomics does while it
// resamples.
void SettingParser::ParseSpacing(const YAML::Node& value) {
  spacing_.clear();
  if (IsNone(value)) return;
  const std::vector<double> spacing = reader_.Numbers("resampledPixelSpacing", value);
  if (spacing.size() != 3 || std::any_of(spacing.begin(), spacing.end(), [](double mm) { return mm < 0; })) {
    reader_.Problem(value,
                    "resampledPixelSpacing must have three numbers that are not negative: mm along x, y, z");
  } else {
    spacing_ = spacing;
  }
}

// By name or by SimpleITK's number.
void SettingParser::ParseInterpolator(const YAML::Node& value) {
  interpolator_.reset();
  if (IsNone(value)) return;
  static const std::vector<std::string> kNames{"sitkNearestNeighbor",
                                               "sitkLinear",
                                               "sitkBSpline",
                                               "sitkGaussian",
                                               "sitkLabelGaussian",
                                               "sitkHammingWindowedSinc",
                                               "sitkCosineWindowedSinc",
                                               "sitkWelchWindowedSinc",
                                               "sitkLanczosWindowedSinc",
                                               "sitkBlackmanWindowedSinc"};
  if (value.IsScalar() && ParseNumber(value.Scalar()).has_value()) {
    const auto number = reader_.Integer("interpolator", value, 1, static_cast<std::int64_t>(kNames.size()));
    if (number.has_value()) interpolator_ = static_cast<Interpolator>(*number - 1);
  } else if (const auto place = reader_.Choice("interpolator", value, kNames)) {
    interpolator_ = static_cast<Interpolator>(*place);
  }
}

std::optional<double> SettingParser::ParseRadius(const std::string& name, const YAML::Node& value) {
  std::optional<double> radius = reader_.Positive(name, value);
  if (radius.has_value() && *radius > kFarthestSample) {
    reader_.Problem(value, absl::StrCat(name, " must be at most ", kFarthestSample, " voxels"));
    return std::nullopt;
  }
  return radius;
}

void SettingParser::ParseWavelet(const YAML::Node& value) {
  if (!value.IsScalar()) {
    reader_.Problem(value, "wavelet must be a name");
  } else if (const auto filters = FindWavelet(value.Scalar()); !filters.ok()) {
    reader_.Problem(value, std::string(filters.status().message()));
  } else {
    filling_->filter.wavelet.wavelet = value.Scalar();
  }
}

// `sigma` becomes part of a name as Python writes it.
void SettingParser::ParseSigma(const YAML::Node& value) {
  std::vector<Sigma> widths;
  if (!value.IsSequence()) {
    reader_.Problem(value, "sigma must be a list of numbers");
    return;
  }
  for (const YAML::Node& element : value) {
    const std::optional<double> mm = reader_.Positive("sigma", element);
    if (!mm.has_value()) continue;
    const bool whole = element.Scalar().find_first_not_of("0123456789") == std::string::npos;
    Sigma sigma{*mm, whole ? absl::StrCat(static_cast<std::int64_t>(*mm)) : PythonNumber(*mm)};
    std::replace(sigma.name.begin(), sigma.name.end(), '.', '-');
    for (const Sigma& other : widths) {
      if (other.mm == sigma.mm)
        reader_.Problem(element, absl::StrCat("sigma ", element.Scalar(), " is given twice"));
    }
    widths.push_back(sigma);
  }
  filling_->filter.sigma = widths;
}

void SettingParser::ParseSetting(const std::string& name, const YAML::Node& key, const YAML::Node& value) {
  static const std::set<std::string> kOfTheCase = {
      "label",          "label_channel", "geometryTolerance", "minimumROIDimensions", "minimumROISize",
      "additionalInfo", "normalize",     "normalizeScale",    "removeOutliers",       "resampledPixelSpacing",
      "interpolator",   "padDistance",   "preCrop",           "resegmentRange",       "resegmentMode",
      "resegmentShape", "correctMask"};
  if (filling_ != &common_ && kOfTheCase.count(name) > 0) {
    reader_.Problem(key, absl::StrCat(name, " belongs under `setting`: it is the same for all image types"));
    return;
  }
  const std::map<std::string, std::function<void()>> known = {
      // What is computed.
      {"binWidth",
       [&] {
         if (const auto v = reader_.Positive(name, value)) filling_->binning.bin_width = *v;
       }},
      {"binCount",
       [&] {
         if (IsNone(value))
           filling_->binning.bin_count.reset();
         else if (const auto v = reader_.Integer(name, value, 1, 65000))
           filling_->binning.bin_count = static_cast<int>(*v);
       }},
      {"label",
       [&] {
         if (const auto v = reader_.Integer(name, value, 1)) settings_.label = *v;
       }},
      {"geometryTolerance",
       [&] {
         if (IsNone(value)) return;
         if (const auto v = reader_.Positive(name, value)) settings_.geometry_tolerance = *v;
       }},
      {"minimumROIDimensions",
       [&] {
         if (const auto v = reader_.Integer(name, value, 1, 3))
           settings_.minimum_roi_dimensions = static_cast<int>(*v);
       }},
      {"minimumROISize",
       [&] {
         if (IsNone(value))
           settings_.minimum_roi_size.reset();
         else if (const auto v = reader_.Integer(name, value, 1))
           settings_.minimum_roi_size = *v;
       }},
      {"voxelArrayShift",
       [&] {
         if (const auto v = reader_.Number(name, value)) filling_->voxel_array_shift = *v;
       }},
      {"additionalInfo",
       [&] {
         if (const auto v = reader_.Switch(name, value)) settings_.additional_info = *v;
       }},
      {"normalize", [&] { normalise_ = reader_.Switch(name, value).value_or(false); }},
      {"normalizeScale",
       [&] {
         if (const auto v = reader_.Positive(name, value)) normalise_settings_.scale = *v;
       }},
      {"removeOutliers",
       [&] {
         if (IsNone(value))
           normalise_settings_.outliers.reset();
         else if (const auto v = reader_.Positive(name, value))
           normalise_settings_.outliers = *v;
       }},
      {"resampledPixelSpacing", [&] { ParseSpacing(value); }},
      {"interpolator", [&] { ParseInterpolator(value); }},
      {"preCrop", [&] { pre_crop_ = reader_.Switch(name, value).value_or(false); }},
      {"padDistance",
       [&] {
         if (const auto v = reader_.Integer(name, value, 0, 10000))
           pad_distance_ = static_cast<std::size_t>(*v);
       }},
      {"resegmentRange", [&] { ParseResegmentRange(value); }},
      {"resegmentMode",
       [&] {
         if (const auto mode = reader_.Choice(name, value, {"absolute", "relative", "sigma"}))
           resegment_mode_ = static_cast<ResegmentMode>(*mode);
       }},
      {"resegmentShape",
       [&] {
         if (const auto v = reader_.Switch(name, value)) settings_.resegment_shape = *v;
       }},
      {"force2D", [&] { flat_->on = reader_.Switch(name, value).value_or(false); }},
      {"force2Ddimension",
       [&] {
         if (const auto v = reader_.Integer(name, value, 0, 2)) flat_->dimension = *v;
       }},
      {"distances", [&] { ParseDistances(value); }},
      {"weightingNorm",
       [&] {
         filling_->texture.weighting = WeightingNorm::kAverage;
         if (IsNone(value)) return;
         if (const auto norm =
                 reader_.Choice(name, value, {"manhattan", "euclidean", "infinity", "no_weighting"}))
           filling_->texture.weighting = static_cast<WeightingNorm>(*norm + 1);
       }},
      {"gldm_a",
       [&] {
         if (const auto v = reader_.Integer(name, value, 0, 65535))
           filling_->texture.gldm_alpha = static_cast<int>(*v);
       }},
      {"correctMask", [&] { settings_.correct_mask = reader_.Switch(name, value).value_or(false); }},
      {"label_channel", [&] { reader_.Integer(name, value, 0); }},  // for masks of several numbers a voxel
      {"symmetricalGLCM",
       [&] {
         if (const auto v = reader_.Switch(name, value)) filling_->texture.symmetrical_glcm = *v;
       }},
      {"sigma", [&] { ParseSigma(value); }},
      {"start_level",
       [&] {
         if (const auto v = reader_.Integer(name, value, 0, 8))
           filling_->filter.wavelet.start_level = static_cast<int>(*v);
       }},
      {"level",
       [&] {
         if (const auto v = reader_.Integer(name, value, 1, 8))
           filling_->filter.wavelet.level = static_cast<int>(*v);
       }},
      {"wavelet", [&] { ParseWavelet(value); }},
      {"gradientUseSpacing",
       [&] {
         if (const auto v = reader_.Switch(name, value)) filling_->filter.gradient_use_spacing = *v;
       }},
      {"lbp2DRadius",
       [&] {
         if (const auto v = ParseRadius(name, value)) filling_->filter.lbp_2d.radius = *v;
       }},
      {"lbp2DSamples",
       [&] {
         if (const auto v = reader_.Integer(name, value, 1, kMostSamples))
           filling_->filter.lbp_2d.samples = static_cast<int>(*v);
       }},
      {"lbp2DMethod",
       [&] {
         if (const auto v = reader_.Choice(name, value, {"default", "ror", "uniform", "var"}))
           filling_->filter.lbp_2d.method = static_cast<Lbp2DMethod>(*v);
       }},
      {"lbp3DLevels",  // PyRadiomics stops at 1
       [&] {
         if (const auto v = reader_.Integer(name, value, 2, kMostHarmonics))
           filling_->filter.lbp_3d.levels = static_cast<int>(*v);
       }},
      {"lbp3DIcosphereRadius",
       [&] {
         if (const auto v = ParseRadius(name, value)) filling_->filter.lbp_3d.radius = *v;
       }},
      {"lbp3DIcosphereSubdivision",
       [&] {
         if (const auto v = reader_.Integer(name, value, 0, kMostSubdivisions))
           filling_->filter.lbp_3d.subdivision = static_cast<int>(*v);
       }},
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
  reader_.Problem(key,
                  absl::StrCat("unknown setting '", name, "'",
                               nearest.has_value() ? absl::StrCat("; did you mean '", *nearest, "'?") : ""));
}

void SettingParser::Finish(PyRadiomicsSettings* settings) const {
  PyRadiomicsSettings result = settings_;
  result.families = std::move(settings->families);
  result.image_types = std::move(settings->image_types);
  if (common_flat_.on) result.flat_axis = common_flat_.Axis();
  if (normalise_) result.normalise = normalise_settings_;
  if (!spacing_.empty() && interpolator_.has_value()) {  // without one PyRadiomics does not resample
    result.resample = ResampleSettings{
        {spacing_[0], spacing_[1], spacing_[2]}, *interpolator_, static_cast<int>(pad_distance_)};
  } else if (pre_crop_) {  // PyRadiomics crops while it resamples
    result.pre_crop_margin = pad_distance_;
  }
  if (!resegment_range_.empty()) {
    result.resegment = ResegmentSettings{resegment_mode_, resegment_range_.front(), std::nullopt};
    if (resegment_range_.size() > 1) result.resegment->upper = resegment_range_[1];
  }
  *settings = std::move(result);
}

ImageTypeSettings SettingParser::ParseImageType(const NamedImageType& type, const YAML::Node& key,
                                                const YAML::Node& value) {
  ImageTypeSettings own = common_;
  own.filter.type = type.type;
  Flat flat = common_flat_;
  filling_ = &own;
  flat_ = &flat;
  if (!IsNone(value)) ParseSettings(value, absl::StrCat("imageType ", type.name));
  filling_ = &common_;
  flat_ = &common_flat_;
  if (flat.on) own.texture.flat_axis = flat.Axis();
  own.filter.wavelet.flat_axis = own.texture.flat_axis;
  own.filter.lbp_2d.axis = flat.Axis();
  if (type.type == ImageType::kLaplacianOfGaussian && own.filter.sigma.empty()) {
    reader_.Problem(key,
                    "image type LoG needs sigma, a list of widths in mm: `LoG: {sigma: [1.0, 2.0, 3.0]}`");
  }
  const Lbp2DSettings& lbp = own.filter.lbp_2d;
  if (type.type == ImageType::kLbp2D && lbp.samples > kMostBits &&
      (lbp.method == Lbp2DMethod::kDefault || lbp.method == Lbp2DMethod::kRotationInvariant)) {
    reader_.Problem(key, absl::StrCat("lbp2DSamples ", lbp.samples, " is more than ", kMostBits,
                                      ", the most that lbp2DMethod default and ror write into one number"));
  }
  return own;
}

void SettingParser::ParseCommon(const YAML::Node& node) {
  ParseSettings(node, "setting");
}

void SettingParser::ParseSettings(const YAML::Node& node, const std::string& where) {
  reader_.ForEach(node, where, [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) {
    ParseSetting(name, key, value);
  });
}

}  // namespace osteon
