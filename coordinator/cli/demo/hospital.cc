#include "coordinator/cli/demo/hospital.h"

namespace osteon::demo {
namespace {

constexpr FiveTaps kSoft = {.inner = 0.16F, .outer = 0.0F};
constexpr FiveTaps kStandard = {.inner = 0.14F, .outer = 0.0F};
constexpr FiveTaps kSharp = {.inner = 0.05F, .outer = -0.03F};

}  // namespace

std::vector<HospitalDescription> DemoHospitals() {
  return {
      {.name = "alder",
       .patients = 60,
       .prevalence = 0.45,
       .mean_age = 60.0,
       .label_noise = 0.06,
       .size = {96, 96, 40},
       .spacing_mm = {0.78, 0.78, 1.25},
       .kernel = kStandard,
       .noise_hu = 14.0,
       .calibration_hu = 0.0},
      {.name = "birch",
       .patients = 60,
       .prevalence = 0.38,
       .mean_age = 63.0,
       .label_noise = 0.06,
       .size = {96, 96, 32},
       .spacing_mm = {0.70, 0.70, 2.0},
       .kernel = kSoft,
       .noise_hu = 14.0,
       .calibration_hu = 3.0},
      {.name = "cedar",
       .patients = 56,
       .prevalence = 0.50,
       .mean_age = 58.0,
       .label_noise = 0.06,
       .size = {96, 96, 44},
       .spacing_mm = {0.86, 0.86, 1.0},
       .kernel = kStandard,
       .noise_hu = 13.5,
       .calibration_hu = -3.0},
      {.name = "hawthorn",
       .external = true,
       .patients = 58,
       .prevalence = 0.42,
       .mean_age = 61.0,
       .label_noise = 0.06,
       .size = {96, 96, 36},
       .spacing_mm = {0.74, 0.74, 1.5},
       .kernel = kSoft,
       .noise_hu = 13.0,
       .calibration_hu = 2.0},
      {.name = "juniper",
       .external = true,
       .patients = 54,
       .prevalence = 0.36,
       .mean_age = 66.0,
       .label_noise = 0.08,
       .size = {96, 96, 28},
       .spacing_mm = {0.60, 0.60, 3.0},
       .kernel = kSharp,
       .noise_hu = 17.0,
       .calibration_hu = 6.0},
  };
}

}  // namespace osteon::demo
