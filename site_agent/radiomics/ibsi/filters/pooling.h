// How responses to several orientations of a filter become one.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_POOLING_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_POOLING_H_

#include <cstddef>
#include <string>
#include <vector>

namespace osteon::ibsi {

// Voxel by voxel. IBSI 2 manual, "Rotation invariance".
enum class Pooling { kAverage, kMax, kMin };

// average, max, min: in the order of the enumerators.
std::vector<std::string> PoolingNames();
std::string NameOf(Pooling pooling);

// Collects responses to an image of one size.
class Pool {
 public:
  Pool(Pooling pooling, std::size_t size);

  void Add(std::size_t place, double value) {
    double& kept = values_[place];
    switch (pooling_) {
      case Pooling::kAverage:
        kept += value;
        break;
      case Pooling::kMax:
        kept = value > kept ? value : kept;
        break;
      case Pooling::kMin:
        kept = value < kept ? value : kept;
        break;
    }
  }

  // After `responses` > 0 values were added at every place.
  std::vector<double> Take(std::size_t responses);

 private:
  Pooling pooling_;
  std::vector<double> values_;
};

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_POOLING_H_
