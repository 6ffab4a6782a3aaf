// The keys of `setting` and of image types.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SETTING_PARSER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SETTING_PARSER_H_

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <vector>

#include "site_agent/radiomics/pyradiomics/parameter_reader.h"
#include "site_agent/radiomics/pyradiomics/settings.h"

namespace osteon {

class SettingParser {
 public:
  explicit SettingParser(ParameterReader* reader) : reader_(*reader) {}

  // What `setting` says for all image types and for the case.
  void ParseCommon(const YAML::Node& node);
  // An image type with its own settings, which begins with what ParseCommon found.
  ImageTypeSettings ParseImageType(const NamedImageType& type, const YAML::Node& key,
                                   const YAML::Node& value);
  // Settings that mean something only together.
  void Finish(PyRadiomicsSettings* settings) const;

 private:
  void ParseSettings(const YAML::Node& node, const std::string& where);
  void ParseSetting(const std::string& name, const YAML::Node& key, const YAML::Node& value);
  void ParseSigma(const YAML::Node& value);
  void ParseDistances(const YAML::Node& value);
  void ParseResegmentRange(const YAML::Node& value);
  void ParseSpacing(const YAML::Node& value);
  void ParseInterpolator(const YAML::Node& value);
  std::optional<double> ParseRadius(const std::string& name, const YAML::Node& value);
  void ParseWavelet(const YAML::Node& value);

  ParameterReader& reader_;
  PyRadiomicsSettings settings_;           // of the case
  ImageTypeSettings common_;               // what `setting` says for every image type
  ImageTypeSettings* filling_ = &common_;  // where ParseSetting writes what an image type may set for itself
  struct Flat {
    bool on = false;                                                              // force2D
    std::int64_t dimension = 0;                                                   // force2Ddimension
    std::size_t Axis() const { return static_cast<std::size_t>(2 - dimension); }  // PyRadiomics counts from z
  };
  Flat common_flat_, *flat_ = &common_flat_;
  bool normalise_ = false, pre_crop_ = false;
  NormaliseSettings normalise_settings_;
  std::size_t pad_distance_ = 5;
  std::vector<double> spacing_;  // resampledPixelSpacing
  std::optional<Interpolator> interpolator_ = Interpolator::kCubicBSpline;
  std::vector<double> resegment_range_;
  ResegmentMode resegment_mode_ = ResegmentMode::kAbsolute;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SETTING_PARSER_H_
