#include "site_agent/radiomics/ibsi/filters/pooling.h"

#include <limits>
#include <utility>

namespace osteon::ibsi {

std::vector<std::string> PoolingNames() {
  return {"average", "max", "min"};
}

std::string NameOf(Pooling pooling) {
  return PoolingNames()[static_cast<std::size_t>(pooling)];
}

Pool::Pool(Pooling pooling, std::size_t size) : pooling_(pooling) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  values_.assign(size, pooling == Pooling::kAverage ? 0 : pooling == Pooling::kMax ? -kInfinity : kInfinity);
}

std::vector<double> Pool::Take(std::size_t responses) {
  if (pooling_ == Pooling::kAverage) {
    for (double& value : values_) value /= static_cast<double>(responses);
  }
  return std::move(values_);
}

}  // namespace osteon::ibsi
