#include "models/threshold/choose_youden.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

absl::Status Check(const std::string& name, const ScoreCountsRequest& request) {
  if (request.sites == 0) return absl::InvalidArgumentError(absl::StrCat(name, ": no site"));
  if (request.models.empty()) return absl::InvalidArgumentError(absl::StrCat(name, ": no model"));
  if (AreCuts(request.cuts, kMostScoreCuts)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, ": the cuts are not 1 to ", kMostScoreCuts, " ascending numbers between 0 and 1"));
}

// The first cut with the largest tp / events - fp / nonevents. `fp` and `tp` (cuts) are one model's counts.
// Compared as tp nonevents - fp events, whole numbers below 2^62 for fewer than 2^32 patients.
YoudenThreshold Best(const std::vector<double>& cuts, const double* fp, const double* tp,
                     std::int64_t nonevents, std::int64_t events) {
  std::size_t best = 0;
  std::int64_t best_index = 0;
  for (std::size_t cut = 0; cut < cuts.size(); ++cut) {
    const std::int64_t index =
        static_cast<std::int64_t>(tp[cut]) * nonevents - static_cast<std::int64_t>(fp[cut]) * events;
    if (cut == 0 || index > best_index) {
      best = cut;
      best_index = index;
    }
  }
  YoudenThreshold chosen;
  chosen.threshold = cuts[best];
  chosen.tp = static_cast<std::uint64_t>(tp[best]);
  chosen.fp = static_cast<std::uint64_t>(fp[best]);
  chosen.fn = static_cast<std::uint64_t>(events) - chosen.tp;
  chosen.tn = static_cast<std::uint64_t>(nonevents) - chosen.fp;
  chosen.youden =
      static_cast<double>(best_index) / (static_cast<double>(events) * static_cast<double>(nonevents));
  return chosen;
}

}  // namespace

absl::StatusOr<std::vector<YoudenThreshold>> ChooseYouden(Federation& federation, const std::string& name,
                                                          const std::vector<ScoredModel>& models,
                                                          const std::vector<double>& cuts,
                                                          const std::vector<std::string>& sites) {
  Round round{name, "", sites};
  std::sort(round.sites.begin(), round.sites.end());
  round.sites.erase(std::unique(round.sites.begin(), round.sites.end()), round.sites.end());
  const ScoreCountsRequest request{models, cuts, RowSet::kTrain, static_cast<int>(round.sites.size())};
  OSTEON_RETURN_IF_ERROR(Check(name, request));
  OSTEON_ASSIGN_OR_RETURN(const RingVector sum, federation.Sum(round, request));
  const std::vector<double> counts = sum.DecodeBlock(0);
  const auto events = static_cast<std::int64_t>(counts[1]);
  const std::int64_t nonevents = static_cast<std::int64_t>(counts[0]) - events;
  if (events == 0 || nonevents == 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        name,
        ": a threshold by Youden's index needs training patients with and without the event; there are ",
        events == 0 ? "no events" : "no non-events"));
  }
  const std::vector<double> fp = sum.DecodeBlock(1);
  const std::vector<double> tp = sum.DecodeBlock(2);
  std::vector<YoudenThreshold> chosen;
  for (std::size_t model = 0; model < models.size(); ++model) {
    const std::size_t first = model * cuts.size();
    chosen.push_back(Best(cuts, &fp[first], &tp[first], nonevents, events));
  }
  return chosen;
}

std::vector<double> FineCuts() {
  return CoarseCuts(999);
}

std::vector<double> CoarseCuts(int most) {
  std::vector<double> cuts;
  for (int i = 1; i <= most; ++i) cuts.push_back(std::round(1000.0 * i / (most + 1)) / 1000);
  return cuts;
}

}  // namespace osteon::models
