// How long features take, on the IBSI CT phantom (204 x 201 x 60 voxels, region of 125256).
//   OSTEON_SHARED=... extract_benchmark
#include <benchmark/benchmark.h>

#include <cstdio>
#include <optional>
#include <string>

#include "site_agent/extraction/extract_case.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/pyradiomics/families.h"
#include "site_agent/radiomics/pyradiomics/filters/image_type.h"
#include "site_agent/radiomics/pyradiomics/settings.h"
#include "tests/support/shared_data.h"

namespace osteon {
namespace {

std::string Phantom(const char* file) {
  return testing::SharedData() + "/data/imaging/ibsi1_ct_phantom/" + file;
}

// 107 features of the original image; with filters 1130.
PyRadiomicsSettings AllFamilies(bool filters) {
  return ParsePyRadiomicsSettings(
             filters ? "imageType: {Original: {}, Wavelet: {}, LoG: {sigma: [1.0, 2.0, 3.0]}}" : "{}",
             "benchmark")
      .value();
}

void WholeExtraction(benchmark::State& state) {
  const PyRadiomicsSettings settings = AllFamilies(state.range(0) == 1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        ExtractCase(Phantom("phantom.nii.gz"), Phantom("mask.nii.gz"), 1, settings).value());
  }
  state.SetLabel(state.range(0) == 1 ? "1130 features" : "107 features");
}
BENCHMARK(WholeExtraction)->DenseRange(0, 1)->Unit(benchmark::kMillisecond);

// All images of a filter, in the region's box.
void Filter(benchmark::State& state) {
  const PyRadiomicsSettings settings = AllFamilies(true);
  const FilterSettings& filter = settings.image_types[static_cast<std::size_t>(state.range(0))].filter;
  const Volume image = ReadVolume(Phantom("phantom.nii.gz")).value(),
               mask = ReadMask(Phantom("mask.nii.gz")).value();
  const Region region = CropRegion(image, mask, 1).value();
  for (auto _ : state) {
    const absl::Status status =
        ForEachFilteredImage(image, {region.lower, region.size}, filter, [](const FilteredImage& one) {
          benchmark::DoNotOptimize(one.intensities.data());
          return absl::OkStatus();
        });
    if (!status.ok()) state.SkipWithError("the filter failed");
  }
  state.SetLabel(ImageNames(filter).front());
}
BENCHMARK(Filter)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

void ReadingOnly(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReadVolume(Phantom("phantom.nii.gz")).value());
    benchmark::DoNotOptimize(ReadMask(Phantom("mask.nii.gz")).value());
  }
}
BENCHMARK(ReadingOnly)->Unit(benchmark::kMillisecond);

void Family(benchmark::State& state) {
  const FeatureFamily family = FeatureFamilies()[static_cast<std::size_t>(state.range(0))];
  const Volume image = ReadVolume(Phantom("phantom.nii.gz")).value(),
               mask = ReadMask(Phantom("mask.nii.gz")).value();
  const Region region = CropRegion(image, mask, 1).value();
  const GreyLevels levels = Discretise(region, Binning()).value();
  for (auto _ : state) benchmark::DoNotOptimize(family.compute({region, levels, 0, {}}).value());
  state.SetLabel(family.name);
}
BENCHMARK(Family)->DenseRange(0, 6)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  if (osteon::testing::SharedData().empty()) {
    std::fputs("extract_benchmark: OSTEON_SHARED must name the folder of the reference data\n", stderr);
    return 2;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
