// Independent procedures in the rounds of one: what they ask at the same time rides in one request.
#ifndef OSTEON_MODELS_FEDERATION_SIDE_BY_SIDE_H_
#define OSTEON_MODELS_FEDERATION_SIDE_BY_SIDE_H_

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "models/federation/federation.h"

namespace osteon::models {

using Procedure = std::function<absl::Status(Federation&)>;

// Runs every procedure to its end, each with a Federation of its own, and returns what each returned. When
// all that still run wait for a Sum, their requests are put together, in the order of the procedures, as one
// BundleRequest to all sites that any of them names; a single plain request goes as it is. Bundles of more
// than kMostBundledScalars numbers are split into several rounds. When a site refuses such a round, each
// procedure's request is asked again by itself, so that only the one that is refused fails; any other error
// is the answer to all of them. An exception of a procedure, or of `federation`, is its status
// kResourceExhausted. Gather goes through by itself, and Remember at once: what procedures ask to be
// remembered must have names of their own.
//
// Each procedure has a thread, which is used as a coroutine: only one of them runs at any time, in turn, so
// the result depends on no scheduler.
std::vector<absl::Status> RunSideBySide(Federation& federation, const std::vector<Procedure>& procedures);

inline constexpr std::size_t kMostBundledScalars = std::size_t{1} << 21;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_SIDE_BY_SIDE_H_
