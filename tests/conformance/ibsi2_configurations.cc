#include "tests/conformance/ibsi2_configurations.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace osteon::ibsi::testing {
namespace {

using nlohmann::json;

Boundary BoundaryOf(const std::string& name) {
  if (name == "constant") return Boundary::kZero;
  if (name == "nearest") return Boundary::kNearest;
  if (name == "wrap") return Boundary::kPeriodic;
  if (name == "reflect") return Boundary::kMirror;
  throw std::invalid_argument("boundary " + name);
}

Pooling PoolingOf(const json& parameters, const std::string& key) {
  const std::string name = parameters.at(key);
  if (name == "max") return Pooling::kMax;
  if (name == "mean") return Pooling::kAverage;
  throw std::invalid_argument("pooling " + name);
}

std::optional<Pooling> RotationsOf(const json& parameters, const std::string& filter) {
  if (!parameters.at(filter + "_rotation_invariance").get<bool>()) return std::nullopt;
  return PoolingOf(parameters, filter + "_pooling_method");
}

void RequireEqual(const json& parameters, const std::string& key, const std::string& expected) {
  if (parameters.at(key) != expected) throw std::invalid_argument(key);
}

FilterSettings FilterOf(const json& parameters, bool by_slice) {
  const std::string kind = parameters.at("filter_kernels");
  FilterSettings settings;
  settings.domain.by_slice = by_slice;
  const std::string boundary =
      kind == "mean" ? "mean_filter_boundary_condition" : kind + "_boundary_condition";
  settings.domain.boundary =
      BoundaryOf(parameters.at(parameters.contains("boundary_condition") ? "boundary_condition" : boundary));
  if (kind == "mean") {
    settings.filter = MeanFilterSettings{parameters.at("mean_filter_kernel_size")};
  } else if (kind == "laplacian_of_gaussian") {
    settings.filter = LaplacianOfGaussianSettings{parameters.at("laplacian_of_gaussian_sigma"),
                                                  parameters.at("laplacian_of_gaussian_kernel_truncate")};
  } else if (kind == "laws") {
    LawsSettings laws{parameters.at("laws_kernel"), RotationsOf(parameters, kind), std::nullopt};
    if (parameters.at("laws_compute_energy").get<bool>()) laws.energy_distance = parameters.at("laws_delta");
    settings.filter = laws;
  } else if (kind == "gabor") {
    RequireEqual(parameters, "gabor_response", "modulus");
    GaborSettings gabor{parameters.at("gabor_sigma"), parameters.at("gabor_lambda"),
                        parameters.at("gabor_gamma"), parameters.at("gabor_theta"),
                        GaborPart::kModulus,          std::nullopt};
    if (const std::optional<Pooling> pooling = RotationsOf(parameters, kind)) {
      gabor.rotations = GaborRotations{parameters.at("gabor_theta_step"), *pooling};
    }
    settings.filter = gabor;
  } else if (kind == "separable_wavelet") {
    settings.filter = SeparableWaveletSettings{
        parameters.at("separable_wavelet_families"), parameters.at("separable_wavelet_set"),
        parameters.value("separable_wavelet_decomposition_level", 1), RotationsOf(parameters, kind)};
  } else if (kind == "nonseparable_wavelet") {
    RequireEqual(parameters, "nonseparable_wavelet_families", "simoncelli");
    settings.filter = SimoncelliSettings{parameters.at("nonseparable_wavelet_decomposition_level")};
  } else {
    throw std::invalid_argument("filter " + kind);
  }
  return settings;
}

}  // namespace

std::vector<Ibsi2Configuration> ReadIbsi2Configurations(const std::string& path) {
  std::ifstream file(path);
  std::vector<Ibsi2Configuration> configurations;
  for (const json& entry : json::parse(file)) {
    const json& parameters = entry.at("parameters");
    Ibsi2Configuration one{entry.at("id"), entry.at("phantom"), parameters.at("by_slice"), std::nullopt};
    if (!parameters.at("filter_kernels").is_null()) one.filter = FilterOf(parameters, one.by_slice);
    configurations.push_back(one);
  }
  return configurations;
}

}  // namespace osteon::ibsi::testing
