// How long IBSI's configurations take, on its CT phantom (204 x 201 x 60 voxels, region of 125256), and what
// of it each family and the preparation take.
//   OSTEON_SHARED=... ibsi_benchmark
#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/radiomics/ibsi/prepared_case.h"
#include "site_agent/radiomics/ibsi/resegmentation.h"
#include "tests/support/shared_data.h"

namespace osteon {
namespace {

std::string Phantom(const char* file) {
  return testing::SharedData() + "/data/imaging/ibsi1_ct_phantom/" + file;
}

// The parameter file of a configuration, 0 for A, without what the whole interpolated image is needed for.
ibsi::Settings Configuration(std::int64_t number) {
  const std::string path = absl::StrCat(OSTEON_IBSI_PARAMETERS, "/configuration-",
                                        std::string(1, static_cast<char>('a' + number)), ".yaml");
  ibsi::Settings settings = std::get<ibsi::Settings>(ReadExtractionSettings(path).value());
  settings.diagnostics = ibsi::Diagnostics::kRegion;
  return settings;
}

void WholeExtraction(benchmark::State& state) {
  const ibsi::Settings settings = Configuration(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        ExtractCase(Phantom("phantom.nii.gz"), Phantom("mask.nii.gz"), 1, settings).value());
  }
  state.SetLabel(std::string(1, static_cast<char>('A' + state.range(0))));
}
BENCHMARK(WholeExtraction)->DenseRange(0, 4)->Unit(benchmark::kMillisecond);

void Preparation(benchmark::State& state) {
  const ibsi::Settings settings = Configuration(state.range(0));
  const Volume image = ReadVolume(Phantom("phantom.nii.gz")).value(),
               mask = ReadMask(Phantom("mask.nii.gz")).value();
  const Region initial = CropRegion(image, mask, 1).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(PrepareCase(image, mask, 1, initial, settings, ibsi::kSurroundingsMm).value());
  }
  state.SetLabel(std::string(1, static_cast<char>('A' + state.range(0))));
}
BENCHMARK(Preparation)->DenseRange(0, 4)->Unit(benchmark::kMillisecond);

// One family in one way, of configuration C.
void Family(benchmark::State& state) {
  const ibsi::Settings settings = Configuration(2);
  const ibsi::Family family = ibsi::Families()[static_cast<std::size_t>(state.range(0))];
  const Volume image = ReadVolume(Phantom("phantom.nii.gz")).value(),
               mask = ReadMask(Phantom("mask.nii.gz")).value();
  const ibsi::PreparedCase prepared =
      PrepareCase(image, mask, 1, CropRegion(image, mask, 1).value(), settings, ibsi::kSurroundingsMm)
          .value();
  const Region intensity = Resegment(prepared.morphological, settings.resegmentation).value();
  const GreyLevels levels =
      Discretise(intensity, settings.texture_levels, settings.resegmentation.lower).value();
  const ibsi::FamilyInput input{
      prepared.image,   prepared.morphological,      intensity, levels, ibsi::IvhFixedBinNumber{},
      settings.texture, ibsi::Aggregation::k3DMerged};
  for (auto _ : state) benchmark::DoNotOptimize(family.compute(input).value());
  state.SetLabel(family.name);
}
BENCHMARK(Family)->DenseRange(0, 10)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  if (osteon::testing::SharedData().empty()) {
    std::fputs("ibsi_benchmark: OSTEON_SHARED must name the folder of the reference data\n", stderr);
    return 2;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
