#include "site_agent/radiomics/pyradiomics/settings.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/number.h"

namespace osteon {

namespace {

std::string TypeName(ImageType type) {
  for (const NamedImageType& one : ImageTypes()) {
    if (one.type == type) return one.name;
  }
  return "";
}

// Indented lines of what the image type uses.
void AppendImageType(const ImageTypeSettings& one, std::string* text) {
  absl::StrAppend(text, "imageType ", TypeName(one.filter.type), ":\n");
  const auto line = [&](absl::string_view name, absl::string_view value) {
    absl::StrAppend(text, "  ", name, ": ", value, "\n");
  };
  if (one.binning.bin_count.has_value()) {
    line("binCount", absl::StrCat(*one.binning.bin_count));
  } else {
    line("binWidth", FormatNumber(one.binning.bin_width));
  }
  line("voxelArrayShift", FormatNumber(one.voxel_array_shift));
  const TextureSettings& texture = one.texture;
  line("distances", absl::StrJoin(texture.distances, " "));
  static constexpr std::array<const char*, 5> kNorms{"none", "manhattan", "euclidean", "infinity",
                                                     "no_weighting"};
  line("weightingNorm", kNorms[static_cast<std::size_t>(texture.weighting)]);
  line("symmetricalGLCM", texture.symmetrical_glcm ? "true" : "false");
  line("gldm_a", absl::StrCat(texture.gldm_alpha));
  line("force2D", texture.flat_axis.has_value() ? absl::StrCat("axis ", *texture.flat_axis) : "false");
  if (one.filter.type == ImageType::kWavelet) {
    line("wavelet", one.filter.wavelet.wavelet);
    line("start_level", absl::StrCat(one.filter.wavelet.start_level));
    line("level", absl::StrCat(one.filter.wavelet.level));
  } else if (one.filter.type == ImageType::kLaplacianOfGaussian) {
    line("sigma", absl::StrJoin(one.filter.sigma, " ", [](std::string* out, const Sigma& sigma) {
           absl::StrAppend(out, sigma.name, "=", FormatNumber(sigma.mm));
         }));
  } else if (one.filter.type == ImageType::kGradient) {
    line("gradientUseSpacing", one.filter.gradient_use_spacing ? "true" : "false");
  } else if (one.filter.type == ImageType::kLbp2D) {
    const Lbp2DSettings& lbp = one.filter.lbp_2d;
    static constexpr std::array<const char*, 4> kMethods{"default", "ror", "uniform", "var"};
    line("lbp2DRadius", FormatNumber(lbp.radius));
    line("lbp2DSamples", absl::StrCat(lbp.samples));
    line("lbp2DMethod", kMethods[static_cast<std::size_t>(lbp.method)]);
    line("slices across axis", absl::StrCat(lbp.axis));
  } else if (one.filter.type == ImageType::kLbp3D) {
    line("lbp3DLevels", absl::StrCat(one.filter.lbp_3d.levels));
    line("lbp3DIcosphereRadius", FormatNumber(one.filter.lbp_3d.radius));
    line("lbp3DIcosphereSubdivision", absl::StrCat(one.filter.lbp_3d.subdivision));
  }
}

}  // namespace

std::string CanonicalText(const PyRadiomicsSettings& settings) {
  std::string text = "dialect: pyradiomics\n";
  const auto line = [&](absl::string_view name, absl::string_view value) {
    absl::StrAppend(&text, name, ": ", value, "\n");
  };
  for (const FamilySelection& selection : settings.families) {
    absl::StrAppend(&text, "featureClass ", selection.family, ": ", absl::StrJoin(selection.features, " "),
                    "\n");
  }
  line("label", absl::StrCat(settings.label));
  line("correctMask", settings.correct_mask ? "true" : "false");
  if (settings.flat_axis.has_value()) line("force2D", absl::StrCat("axis ", *settings.flat_axis));
  line("geometryTolerance", FormatNumber(settings.geometry_tolerance));
  line("minimumROIDimensions", absl::StrCat(settings.minimum_roi_dimensions));
  line("minimumROISize",
       settings.minimum_roi_size.has_value() ? absl::StrCat(*settings.minimum_roi_size) : "none");
  line("additionalInfo", settings.additional_info ? "true" : "false");
  if (settings.normalise.has_value()) {
    line("normalizeScale", FormatNumber(settings.normalise->scale));
    line("removeOutliers",
         settings.normalise->outliers.has_value() ? FormatNumber(*settings.normalise->outliers) : "none");
  }
  if (settings.resample.has_value()) {
    const ResampleSettings& resample = *settings.resample;
    line("resampledPixelSpacing",
         absl::StrCat(FormatNumber(resample.spacing_mm[0]), " ", FormatNumber(resample.spacing_mm[1]), " ",
                      FormatNumber(resample.spacing_mm[2])));
    static constexpr std::array<const char*, 10> kNames{"sitkNearestNeighbor",
                                                        "sitkLinear",
                                                        "sitkBSpline",
                                                        "sitkGaussian",
                                                        "sitkLabelGaussian",
                                                        "sitkHammingWindowedSinc",
                                                        "sitkCosineWindowedSinc",
                                                        "sitkWelchWindowedSinc",
                                                        "sitkLanczosWindowedSinc",
                                                        "sitkBlackmanWindowedSinc"};
    line("interpolator", kNames[static_cast<std::size_t>(resample.interpolator)]);
    line("padDistance", absl::StrCat(resample.margin));
  }
  if (settings.pre_crop_margin.has_value()) line("preCrop", absl::StrCat(*settings.pre_crop_margin));
  if (settings.resegment.has_value()) {
    static constexpr std::array<const char*, 3> kModes{"absolute", "relative", "sigma"};
    line("resegmentMode", kModes[static_cast<std::size_t>(settings.resegment->mode)]);
    line("resegmentRange",
         absl::StrCat(
             FormatNumber(settings.resegment->lower), " ",
             settings.resegment->upper.has_value() ? FormatNumber(*settings.resegment->upper) : "none"));
    line("resegmentShape", settings.resegment_shape ? "true" : "false");
  }
  for (const ImageTypeSettings& one : settings.image_types) AppendImageType(one, &text);
  return text;
}

}  // namespace osteon
