#include "site_agent/radiomics/ibsi/filters/filter_settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "absl/strings/str_cat.h"

namespace osteon::ibsi {
namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

// The shortest text that is this number and no other.
std::string Number(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string RotationsName(const std::optional<Pooling>& pooling) {
  return pooling.has_value() ? absl::StrCat("-rot-", NameOf(*pooling)) : "";
}

}  // namespace

std::string FilterName(const FilterSettings& settings) {
  const std::string name = std::visit(
      Overloaded{
          [](const MeanFilterSettings& mean) { return absl::StrCat("mean-", mean.support); },
          [](const LaplacianOfGaussianSettings& log) {
            const std::string cut = log.truncate == 4 ? "" : absl::StrCat("-cut-", Number(log.truncate));
            return absl::StrCat("log-", Number(log.sigma_mm), "-mm", cut);
          },
          [](const LawsSettings& laws) {
            const std::string energy =
                laws.energy_distance.has_value() ? absl::StrCat("-energy-", *laws.energy_distance) : "";
            return absl::StrCat("laws-", laws.kernels, RotationsName(laws.rotations), energy);
          },
          [](const GaborSettings& gabor) {
            std::string text = absl::StrCat("gabor-s", Number(gabor.sigma_mm), "-l",
                                            Number(gabor.wavelength_mm), "-g", Number(gabor.gamma));
            if (gabor.theta_degrees != 0 || !gabor.rotations.has_value()) {
              absl::StrAppend(&text, "-t", Number(gabor.theta_degrees));
            }
            if (gabor.rotations.has_value()) {
              absl::StrAppend(&text, "-rot", Number(gabor.rotations->step_degrees), "-",
                              NameOf(gabor.rotations->pooling));
            }
            if (gabor.part != GaborPart::kModulus) absl::StrAppend(&text, "-", NameOf(gabor.part));
            return text;
          },
          [](const SeparableWaveletSettings& wavelet) {
            const std::string level = wavelet.level > 1 ? absl::StrCat("-level-", wavelet.level) : "";
            return absl::StrCat("wavelet-", wavelet.wavelet, "-", wavelet.bands, level,
                                RotationsName(wavelet.rotations));
          },
          [](const SimoncelliSettings& simoncelli) { return absl::StrCat("simoncelli-", simoncelli.level); }},
      settings.filter);
  const bool has_boundary = !std::holds_alternative<SimoncelliSettings>(settings.filter);
  std::string text = absl::StrCat(name, settings.domain.by_slice ? "-2d" : "",
                                  has_boundary && settings.domain.boundary != Boundary::kMirror
                                      ? absl::StrCat("-", NameOf(settings.domain.boundary))
                                      : "");
  std::replace(text.begin(), text.end(), '.', '-');
  return text;
}

std::string FilterCode(const FilterSettings& settings) {
  return std::visit(
      Overloaded{[](const MeanFilterSettings&) { return "S60F"; },
                 [](const LaplacianOfGaussianSettings&) { return "L6PA"; },
                 [](const LawsSettings&) { return "JTXT"; }, [](const GaborSettings&) { return "Q88H"; },
                 [](const SeparableWaveletSettings&) { return "25BO"; },
                 [](const SimoncelliSettings&) { return "PRT7"; }},
      settings.filter);
}

absl::Status CheckFilter(const FilterSettings& settings) {
  return std::visit(Overloaded{[](const SimoncelliSettings& one) { return CheckSettings(one); },
                               [&](const auto& one) { return CheckSettings(one, settings.domain); }},
                    settings.filter);
}

std::optional<std::size_t> FilterReach(const FilterSettings& settings, const Grid& grid) {
  using Reach = std::optional<std::size_t>;
  if (settings.domain.boundary == Boundary::kPeriodic) return std::nullopt;  // the other end matters
  return std::visit(Overloaded{[](const SimoncelliSettings&) { return Reach(); },
                               [&](const auto& one) { return Reach(ReachOf(one, grid.spacing_mm[0])); }},
                    settings.filter);
}

absl::StatusOr<std::vector<double>> FilterResponse(const Volume& image, const FilterBox& box,
                                                   const FilterSettings& settings) {
  const FilterDomain& domain = settings.domain;
  return std::visit(
      Overloaded{
          [&](const MeanFilterSettings& one) { return MeanFilter(image, box, one, domain); },
          [&](const LaplacianOfGaussianSettings& one) {
            return LaplacianOfGaussianFilter(image, box, one, domain);
          },
          [&](const LawsSettings& one) { return LawsFilter(image, box, one, domain); },
          [&](const GaborSettings& one) { return GaborFilter(image, box, one, domain); },
          [&](const SeparableWaveletSettings& one) {
            return SeparableWaveletFilter(image, box, one, domain);
          },
          [&](const SimoncelliSettings& one) { return SimoncelliFilter(image, box, one, domain.by_slice); }},
      settings.filter);
}

}  // namespace osteon::ibsi
