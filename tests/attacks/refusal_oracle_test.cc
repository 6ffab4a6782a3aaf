// What refusals tell. A rule that is judged on a hospital's own patients answers a question about them each
// time it says no, also under masks: "is somebody's linear predictor beyond 30?" is asked until that
// patient's row is known.
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"
#include "tests/attacks/tracker.h"

namespace osteon::attacks {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

Finding ByRefusals(Protection protection) {
  constexpr Index kWidth = 8;
  const std::vector<std::string> columns = Names("x", kWidth);
  const Hospitals hospitals = FourHospitals(60, columns);
  Consortium consortium(LogisticStudy(columns), hospitals, protection);
  const auto scales = PooledScales(consortium, columns);
  if (!scales.ok()) return Refused(consortium);
  int asked = 0, refused = 0;
  // Whether anybody of hospital a is further than `offset` from the origin along the direction.
  const Counter beyond = [&](const std::vector<Plane>& planes) -> absl::StatusOr<std::vector<double>> {
    std::vector<double> answers;
    for (const Plane& plane : planes) {
      VectorXd beta(kWidth + 1);
      beta << 0, plane.direction * (30 / plane.offset);
      ++asked;
      const auto answer =
          consortium.Send("a", consortium.TaskOf(LogisticAt(*scales, beta, false, 4, 10000), {}, "m"));
      const auto* refusal = std::get_if<Refusal>(&answer);
      refused += refusal != nullptr ? 1 : 0;
      // Any other rule says that this one was kept.
      const bool is_beyond = refusal != nullptr && absl::StrContains(refusal->told, "max_linear_predictor");
      const bool is_kept = refusal == nullptr || absl::StrContains(refusal->told, "min_effective_patients");
      if (!is_beyond && !is_kept) return absl::FailedPreconditionError(refusal->told);
      answers.push_back(is_beyond ? 1 : 0);
    }
    return answers;
  };
  const absl::StatusOr<VectorXd> z = FollowOnePatient(beyond, kWidth, 1, 6);
  Finding finding;
  if (!z.ok()) {
    finding.text = protection == Protection::kOff ? "nothing is refused, so refusals tell nothing" : "";
    if (!absl::IsNotFound(z.status())) finding.refusal = std::string(z.status().message());
    return finding;
  }
  // On which side the patient is, refusals do not say.
  const Eigen::MatrixXd& truth = hospitals.at("a").values;
  const Finding one = CompareRows(OnTheRawScale(z->transpose(), *scales), truth);
  const Finding other = CompareRows(OnTheRawScale(-z->transpose(), *scales), truth);
  finding = one.against_prior < other.against_prior ? one : other;
  absl::StrAppend(&finding.text, " (or its mirror image), ", asked, " tasks, ", refused, " refused");
  return finding;
}

// The one attack that would work because of a rule: off, there is nothing to ask; on, a study is not answered
// after a few refusals.
TEST(Attacks, RefusalsOfTheLinearPredictorsBoundTellARow) {
  const Finding off = ByRefusals(Protection::kOff);
  const Finding on = ByRefusals(Protection::kOn);
  Tell("refusals as answers", "coordinator, with or without masks", off, on);
  EXPECT_FALSE(off.succeeded);
  EXPECT_FALSE(on.succeeded);
  EXPECT_NE(on.refusal.find("max_refusals"), std::string::npos) << on.refusal;
}

}  // namespace
}  // namespace osteon::attacks
