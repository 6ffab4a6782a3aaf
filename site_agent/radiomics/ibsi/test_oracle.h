// The texture families the slow way, for small regions: matrices as maps, formulas as the manual prints them.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEST_ORACLE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEST_ORACLE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/test_regions.h"
#include "site_agent/radiomics/test_textures.h"

namespace osteon::ibsi::testing {

using osteon::testing::DenseCounts;
using osteon::testing::ForEachVoxel;
using osteon::testing::LevelAt;
using osteon::testing::Moved;
using osteon::testing::Place;

inline const std::vector<Aggregation> kAggregations{
    Aggregation::k2DAveraged, Aggregation::k2DSliceMerged, Aggregation::k25DDirectionMerged,
    Aggregation::k25DMerged,  Aggregation::k3DAveraged,    Aggregation::k3DMerged};
inline const std::vector<Dimension> kDimensions{Dimension::k2D, Dimension::k25D, Dimension::k3D};

// Levels from 1 on, some of them absent, and pieces, holes and empty slices.
struct Case {
  Region region;
  GreyLevels levels;
};
inline Case RandomCase(unsigned seed, double share) {
  Case one{osteon::testing::RandomRegion(seed, 5 + seed % 3, 4, 5, share, 1 + seed % 7), {}};
  for (std::size_t i = 0; i < one.region.mask.size(); ++i) {
    if (i / 20 % 4 == 1 && seed % 3 == 0 && one.region.mask[i] != 0) {
      one.region.mask[i] = 0;
      --one.region.voxel_count;
    }
    if (one.region.intensities[i] == 1) one.region.intensities[i] = 9;
  }
  one.levels = Discretise(one.region, {.bin_width = 1, .bin_count = {}}).value();
  return one;
}

// The steps of one half of the neighbours within `distance`.
inline std::vector<Step> NeighbourSteps(Dimension dimension, int distance) {
  std::vector<Step> steps;
  const int up = dimension == Dimension::k3D ? distance : 0;
  for (int z = -up; z <= up; ++z) {
    for (int y = -distance; y <= distance; ++y) {
      for (int x = -distance; x <= distance; ++x) {
        if (Step{z, y, x} > Step{0, 0, 0}) steps.push_back({x, y, z});
      }
    }
  }
  return steps;
}

// The sets of slices that are looked at one by one: each that has a voxel, or all at once.
inline std::vector<std::set<int>> SliceSets(const Case& one, Dimension dimension) {
  std::set<int> with_voxels;
  ForEachVoxel(one.region, one.levels, [&](const Place& at, int) { with_voxels.insert(at[2]); });
  if (dimension != Dimension::k2D) return {with_voxels};
  std::vector<std::set<int>> sets;
  for (const int z : with_voxels) sets.push_back({z});
  return sets;
}

// The matrices of an aggregation: `count(at, level, step)` adds a voxel in a step's direction to the matrix.
template <typename Matrix, typename Count>
std::vector<Matrix> DirectionMatrices(const Case& one, Aggregation aggregation, Count count) {
  std::vector<Matrix> matrices;
  for (const std::set<int>& slices : SliceSets(one, DimensionOf(aggregation))) {
    Matrix merged;
    for (const Step& step : NeighbourSteps(DimensionOf(aggregation), 1)) {
      Matrix matrix;
      ForEachVoxel(one.region, one.levels, [&](const Place& at, int level) {
        if (slices.count(at[2]) == 0) return;
        count(at, level, step, MergesDirections(aggregation) ? merged : matrix);
      });
      if (!MergesDirections(aggregation)) matrices.push_back(matrix);
    }
    if (MergesDirections(aggregation)) matrices.push_back(merged);
  }
  return matrices;
}

// Zones by flooding: each one's level and voxels.
struct Flooded {
  int level;
  std::vector<Place> voxels;
};
inline std::vector<Flooded> FloodZones(const Case& one, Dimension dimension, const std::set<int>& slices) {
  std::set<Place> seen;
  std::vector<Flooded> zones;
  ForEachVoxel(one.region, one.levels, [&](const Place& start, int level) {
    if (slices.count(start[2]) == 0 || !seen.insert(start).second) return;
    Flooded zone{level, {start}};
    for (std::size_t i = 0; i < zone.voxels.size(); ++i) {
      for (const Step& step : NeighbourSteps(dimension, 1)) {
        for (const int sign : {-1, 1}) {
          const Place other = Moved(zone.voxels[i], step, sign);
          if (LevelAt(one.region, one.levels, other) == level && seen.insert(other).second) {
            zone.voxels.push_back(other);
          }
        }
      }
    }
    zones.push_back(zone);
  });
  return zones;
}

// The sixteen features and the energy of a level-by-size matrix, with N_v voxels.
inline std::vector<double> SizeFormulas(const DenseCounts& matrix, double voxels) {
  std::map<int, double> rows, columns;
  double n = 0, mean_i = 0, mean_j = 0;
  for (const auto& [place, count] : matrix) {
    rows[place.first] += count;
    columns[place.second] += count;
    n += count;
  }
  for (const auto& [place, count] : matrix) {
    mean_i += place.first * count / n;
    mean_j += place.second * count / n;
  }
  std::vector<double> f(17, 0.0);
  for (const auto& [place, count] : matrix) {
    const double i = place.first, j = place.second, p = count / n;
    f[0] += p / j / j;
    f[1] += p * j * j;
    f[2] += p / i / i;
    f[3] += p * i * i;
    f[4] += p / (i * i * j * j);
    f[5] += p * i * i / (j * j);
    f[6] += p * j * j / (i * i);
    f[7] += p * i * i * j * j;
    f[13] += (i - mean_i) * (i - mean_i) * p;
    f[14] += (j - mean_j) * (j - mean_j) * p;
    f[15] -= p * std::log2(p);
    f[16] += p * p;
  }
  for (const auto& [i, count] : rows) f[8] += count * count / n;
  for (const auto& [j, count] : columns) f[10] += count * count / n;
  f[9] = f[8] / n;
  f[11] = f[10] / n;
  f[12] = n / voxels;
  return f;
}

// Averages each feature over the matrices in which it is defined.
inline std::vector<double> Average(const std::vector<std::vector<double>>& of_matrices,
                                   std::size_t features) {
  std::vector<double> averages;
  for (std::size_t i = 0; i < features; ++i) {
    double sum = 0, count = 0;
    for (const std::vector<double>& values : of_matrices) {
      sum += std::isnan(values[i]) ? 0 : values[i];
      count += std::isnan(values[i]) ? 0 : 1;
    }
    averages.push_back(count == 0 ? std::nan("") : sum / count);
  }
  return averages;
}

inline void ExpectValues(const Features& features, const std::vector<double>& expected) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(features[i].value)) << features[i].name << " " << features[i].value;
    } else {
      EXPECT_NEAR(features[i].value, expected[i], 1e-10 * std::max(1.0, std::abs(expected[i])))
          << features[i].name;
    }
  }
}

inline double ValueOf(const Features& features, const std::string& name) {
  for (const Feature& feature : features) {
    if (feature.name == name) return feature.value;
  }
  ADD_FAILURE() << "no feature " << name;
  return 0;
}

// The region of a block's voxels with a level; 0 is outside.
inline Case CaseOf(std::size_t nx, std::size_t ny, std::size_t nz, const std::vector<std::uint16_t>& levels) {
  Case one{osteon::testing::RegionOf(nx, ny, nz,
                                     [&](std::size_t x, std::size_t y, std::size_t z) {
                                       return levels[x + nx * (y + ny * z)] != 0;
                                     }),
           {}};
  one.levels.level = levels;
  std::set<std::uint16_t> present(levels.begin(), levels.end());
  present.erase(0);
  one.levels.present.assign(present.begin(), present.end());
  return one;
}

}  // namespace osteon::ibsi::testing

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEST_ORACLE_H_
