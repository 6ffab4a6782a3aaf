#include "coordinator/cli/demo/traits.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace osteon::demo {
namespace {

constexpr double kMenAmongInfiltrated = 0.56;
constexpr double kMenAmongOthers = 0.46;

struct Class {
  bool infiltrated = false;
  bool male = false;
};

// Deals the hospital's fixed counts of outcome and sex to its patients.
std::vector<Class> DealClasses(const HospitalDescription& hospital, std::uint64_t seed) {
  const auto round = [](double value) { return static_cast<int>(value + 0.5); };
  const int positive = round(hospital.prevalence * hospital.patients);
  const int positive_men = round(kMenAmongInfiltrated * positive);
  const int negative_men = round(kMenAmongOthers * (hospital.patients - positive));
  std::vector<Class> classes;
  for (int i = 0; i < hospital.patients; ++i) {
    const bool infiltrated = i < positive;
    classes.push_back({infiltrated, infiltrated ? i < positive_men : i - positive < negative_men});
  }
  Random random(seed, hospital.name, ~std::uint64_t{0});
  for (std::size_t i = classes.size(); i > 1; --i) {  // Fisher-Yates
    std::swap(classes[i - 1], classes[random.Below(i)]);
  }
  return classes;
}

double DrawInfiltration(Random& random, bool looks_infiltrated) {
  return std::clamp(looks_infiltrated ? random.Normal(0.60, 0.23) : random.Normal(0.19, 0.17), 0.0, 1.0);
}

std::vector<Focus> DrawFoci(Random& random, double infiltration) {
  std::vector<Focus> foci;
  const auto add = [&](double radius_mm, double tissue_hu) {
    foci.push_back({{random.Uniform(-0.65, 0.65), random.Uniform(-0.65, 0.65), random.Uniform(-0.6, 0.6)},
                    radius_mm,
                    tissue_hu});
  };
  const int lytic = static_cast<int>(5.0 * infiltration * infiltration + random.Uniform());
  for (int i = 0; i < lytic; ++i) add(random.Uniform(1.8, 4.5), random.Normal(58.0, 8.0));
  if (random.Uniform() < 0.10) add(random.Uniform(3.0, 5.0), random.Normal(-15.0, 15.0));  // haemangioma
  return foci;
}

}  // namespace

Traits DrawTraits(const HospitalDescription& hospital, std::uint64_t seed, int index) {
  const Class dealt = DealClasses(hospital, seed)[static_cast<std::size_t>(index)];
  Random random(seed, hospital.name, static_cast<std::uint64_t>(index) * 2);

  Traits traits;
  traits.infiltrated = dealt.infiltrated;
  traits.male = dealt.male;
  const double age = random.Normal(hospital.mean_age + (dealt.infiltrated ? 3.5 : 0.0), 10.5);
  traits.age = static_cast<int>(std::clamp(age, 31.0, 92.0));
  const bool misleading = random.Uniform() < hospital.label_noise;
  traits.infiltration = DrawInfiltration(random, dealt.infiltrated != misleading);

  // With age bone is lost, fat takes its place, and fewer, coarser trabeculae are left; in women more so.
  const double years = traits.age - 50.0;
  const double after_menopause = traits.male ? 0.0 : std::clamp(years / 20.0, 0.0, 1.0);
  traits.bone_fraction =
      std::clamp(random.Normal(0.240 - 0.0019 * years - 0.015 * after_menopause, 0.013), 0.09, 0.36);
  traits.fat_fraction = std::clamp(random.Normal(0.47 + 0.004 * years, 0.05), 0.25, 0.80);
  traits.trabecular_contrast = std::clamp(random.Normal(0.42 + 0.002 * years, 0.05), 0.25, 0.65);
  traits.trabecular_scale_mm = std::clamp(random.Normal(0.50 + 0.004 * years, 0.04), 0.35, 0.80);
  traits.foci = DrawFoci(random, traits.infiltration);

  const double stature = random.Normal(traits.male ? 1.025 : 0.975, 0.02);
  traits.half_width_mm = 18.2 * stature * random.Normal(1.0, 0.015);
  traits.half_depth_mm = 13.7 * stature * random.Normal(1.0, 0.015);
  traits.half_height_mm = 11.2 * stature * random.Normal(1.0, 0.015);
  traits.waist = std::clamp(random.Normal(0.09, 0.015), 0.04, 0.14);
  return traits;
}

}  // namespace osteon::demo
