// How a site's table is seen by one request.
#ifndef OSTEON_MODELS_PREPARATION_VIEW_H_
#define OSTEON_MODELS_PREPARATION_VIEW_H_

#include <cstdint>
#include <string>

namespace osteon::models {

// Where cross-validation folds come from: a column of the dictionary with role fold, or dealt by the site.
struct FoldRule {
  int folds = 1;           // 1: none
  std::uint64_t seed = 0;  // of dealt folds
  std::string column;      // empty: dealt
  friend auto operator<=>(const FoldRule&, const FoldRule&) = default;
};

struct View {
  // Of what was prepared at the site under this name; empty: the table as it was brought, missing cells and
  // all.
  std::string preparation;
  // Harmonised on the site's own rows although the model was developed without them: transductive, for
  // validation at an external site.
  bool harmonised_on_site = false;
  // 0: every patient once. Otherwise the training rows as often as the site's own draw for this replicate of
  // `seed` says.
  std::uint32_t replicate = 0;
  std::uint64_t seed = 0;
  FoldRule folds;
  friend auto operator<=>(const View&, const View&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PREPARATION_VIEW_H_
