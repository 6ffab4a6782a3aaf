// Private to models/lasso: penalties, data sets and columns are numbered with int, and containers are not.
#ifndef OSTEON_MODELS_LASSO_AT_H_
#define OSTEON_MODELS_LASSO_AT_H_

#include <cstddef>

namespace osteon::models {

inline std::size_t At(int index) {
  return static_cast<std::size_t>(index);
}

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_AT_H_
