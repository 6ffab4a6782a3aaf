#include "models/screening/icc_filter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/screening/icc.h"

namespace osteon::models {
namespace {

std::string TypeName(const IccStep& step) {
  const char* type = step.type == IccType::k11 ? "1,1" : step.type == IccType::k21 ? "2,1" : "3,1";
  return absl::StrCat("ICC(", type, ")", step.within_site ? " within sites" : "");
}

ReaderSums SumsOf(const RingVector& sums, std::size_t j, double patients, double sites, bool within_site) {
  ReaderSums of;
  of.patients = static_cast<std::uint64_t>(patients);
  of.sum1 = ReadExact(sums.Number(1, j));
  of.sum2 = ReadExact(sums.Number(2, j));
  of.square = ReadExact(sums.Number(3, j));
  of.product = ReadExact(sums.Number(4, j));
  if (within_site) {
    of.sites = static_cast<std::uint64_t>(sites);
    of.centred_square = ReadExact(sums.Number(6, j));
  }
  return of;
}

std::string WhyUndefined(const ReaderSums& sums, bool within_site) {
  const std::uint64_t needed = within_site ? std::max<std::uint64_t>(2, sums.sites + 1) : 2;
  if (sums.patients < needed) {
    return absl::StrCat("measured by both readers in ", sums.patients, " patients; at least ", needed,
                        " are needed");
  }
  return "all values of both readers are equal, so agreement is not defined";
}

}  // namespace

absl::StatusOr<StepOutcome> FilterByIcc(Evidence& evidence, const IccStep& step,
                                        const Candidates& candidates) {
  StepOutcome outcome;
  const std::string type = TypeName(step);
  outcome.log.step = "icc";
  outcome.log.rule = absl::StrCat(type, " above ", step.min);
  outcome.log.measures = {"icc", "patients"};
  if (candidates.empty()) return outcome;

  OSTEON_ASSIGN_OR_RETURN(const RingVector sums,
                          evidence.Sum(ReaderAgreementRequest{evidence.Names(candidates), step.within_site,
                                                              RowSet::kTrain, evidence.sites()}));
  const std::vector<double> patients = sums.DecodeBlock(0);
  const std::vector<double> sites =
      step.within_site ? sums.DecodeBlock(5) : std::vector<double>(candidates.size());
  if (*std::max_element(patients.begin(), patients.end()) == 0) {
    return absl::FailedPreconditionError(
        "icc: no training patient was measured by both readers; give the second reader's values of some, or "
        "leave the step out");
  }
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    const std::string& name = evidence.Name(candidates[j]);
    const ReaderSums of = SumsOf(sums, j, patients[j], sites[j], step.within_site);
    const std::optional<double> icc = Icc(of, step.type, step.within_site);
    outcome.log.values[name] = {icc, patients[j]};
    if (!icc) {
      outcome.log.dropped[name] = WhyUndefined(of, step.within_site);
    } else if (*icc > step.min) {
      outcome.kept.push_back(candidates[j]);
    } else {
      outcome.log.dropped[name] = absl::StrCat(type, " ", Against(*icc, "is not above", step.min));
    }
  }
  return outcome;
}

}  // namespace osteon::models
