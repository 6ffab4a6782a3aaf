// How long IBSI's families of shape and intensities take on a region of the size of the CT phantom's in
// configuration C: 46,660 voxels in a box of 49 x 49 x 40 of 2 mm, with whole intensities.
//   ibsi_shape_benchmark
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

#include "site_agent/radiomics/ibsi/ellipsoid.h"
#include "site_agent/radiomics/ibsi/intensity_histogram.h"
#include "site_agent/radiomics/ibsi/intensity_volume_histogram.h"
#include "site_agent/radiomics/ibsi/local_intensity.h"
#include "site_agent/radiomics/ibsi/minimum_box.h"
#include "site_agent/radiomics/ibsi/morphology.h"
#include "site_agent/radiomics/ibsi/spatial_autocorrelation.h"
#include "site_agent/radiomics/ibsi/statistics.h"

namespace osteon::ibsi {
namespace {

struct Case {
  Volume image;
  Region region;
};

// A ball with bumps in the middle of an image.
const Case& TheCase() {
  static const Case one = [] {
    Case made;
    std::mt19937 random(1);
    made.image.grid.size = {104, 100, 92};
    made.image.grid.spacing_mm = {2, 2, 2};
    std::vector<double> voxels(made.image.grid.VoxelCount());
    for (double& voxel : voxels) voxel = static_cast<double>(random() % 1200) - 900;
    Region& region = made.region;
    region.lower = {20, 20, 20};
    region.size = {49, 49, 40};
    region.spacing_mm = {2, 2, 2};
    for (std::size_t z = 0; z < 40; ++z) {
      for (std::size_t y = 0; y < 49; ++y) {
        for (std::size_t x = 0; x < 49; ++x) {
          const double a = (static_cast<double>(x) - 24) / 24.5, b = (static_cast<double>(y) - 24) / 24.5,
                       c = (static_cast<double>(z) - 19.5) / 20;
          const double bump = 1 + 0.08 * std::sin(7 * a + 3 * b) * std::cos(5 * c);
          region.mask.push_back(a * a + b * b + c * c <= 0.95 * bump * bump ? 1 : 0);
          region.voxel_count += region.mask.back();
          region.intensities.push_back(voxels[20 + x + 104 * (20 + y + 100 * (20 + z))]);
        }
      }
    }
    made.image.voxels = std::move(voxels);
    return made;
  }();
  return one;
}

GreyLevels Levels() {
  GreyLevels levels;
  levels.histogram.assign(52, 0);
  for (std::size_t i = 0; i < TheCase().region.mask.size(); ++i) {
    if (TheCase().region.mask[i] == 0) continue;
    ++levels.histogram[static_cast<std::size_t>((TheCase().region.intensities[i] + 1000) / 25)];
  }
  for (std::uint16_t i = 0; i < 52; ++i) {
    if (levels.histogram[i] > 0) levels.present.push_back(static_cast<std::uint16_t>(i + 1));
  }
  return levels;
}

template <typename Compute>
void Measure(benchmark::State& state, Compute compute) {
  TheCase();
  for (auto _ : state) benchmark::DoNotOptimize(compute());
}

void Morphology(benchmark::State& state) {
  Measure(state, [] { return ComputeMorphology(TheCase().region, TheCase().region).value(); });
}
BENCHMARK(Morphology)->Unit(benchmark::kMillisecond);

void MoranAndGeary(benchmark::State& state) {
  Measure(state, [] { return MeasureSpatialAutocorrelation(TheCase().region); });
}
BENCHMARK(MoranAndGeary)->Unit(benchmark::kMillisecond);

void Hull(benchmark::State& state) {
  Measure(state, [] { return HullOfMesh(TheCase().region); });
}
BENCHMARK(Hull)->Unit(benchmark::kMillisecond);

void OrientedBox(benchmark::State& state) {
  const ConvexHull hull = HullOfMesh(TheCase().region);
  Measure(state, [&] { return MinimumBox(hull); });
}
BENCHMARK(OrientedBox)->Unit(benchmark::kMillisecond);

void EnclosingEllipsoid(benchmark::State& state) {
  const ConvexHull hull = HullOfMesh(TheCase().region);
  Measure(state, [&] { return MinimumEllipsoid(hull.vertices); });
}
BENCHMARK(EnclosingEllipsoid)->Unit(benchmark::kMillisecond);

void LocalIntensity(benchmark::State& state) {
  Measure(state, [] { return ComputeLocalIntensity(TheCase().image, TheCase().region).value(); });
}
BENCHMARK(LocalIntensity)->Unit(benchmark::kMillisecond);

void Statistics(benchmark::State& state) {
  Measure(state, [] { return ComputeStatistics(TheCase().region).value(); });
}
BENCHMARK(Statistics)->Unit(benchmark::kMillisecond);

void IntensityHistogram(benchmark::State& state) {
  const GreyLevels levels = Levels();
  Measure(state, [&] { return ComputeIntensityHistogram(levels).value(); });
}
BENCHMARK(IntensityHistogram)->Unit(benchmark::kMillisecond);

void IntensityVolumeHistogram(benchmark::State& state) {
  const IvhFixedBinSize settings{.bin_width = 2.5, .lower = -1000, .upper = 400};
  Measure(state, [&] { return ComputeIntensityVolumeHistogram(TheCase().region, settings).value(); });
}
BENCHMARK(IntensityVolumeHistogram)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace osteon::ibsi

BENCHMARK_MAIN();
