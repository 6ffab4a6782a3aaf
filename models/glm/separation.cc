#include "models/glm/separation.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon::models {
namespace {

constexpr double kLog2 = 0.6931471805599453;
constexpr double kLongMovement = 0.25;   // 0.5 squared
constexpr double kNothingToGain = 1e-5;  // decrement: twice the log-likelihood still to be had
constexpr double kSlowest = 0.8;         // decrement over the one before
constexpr double kFastest = 1.0 / 7;     // e^-2 would be a step of two

// Whether each of the last `count` decrements fell slowly after a full step.
bool FallsSlowly(const std::vector<NewtonStep>& steps, std::size_t count) {
  if (steps.size() < count + 1) return false;
  for (std::size_t i = steps.size() - count; i < steps.size(); ++i) {
    const double ratio = steps[i].decrement / steps[i - 1].decrement;
    if (steps[i].halved || !(ratio > kFastest && ratio < kSlowest)) return false;
  }
  return true;
}

}  // namespace

Separation DetectSeparation(const std::vector<NewtonStep>& steps, bool with_offset) {
  if (steps.empty()) return Separation::kNone;
  const NewtonStep& last = steps.back();
  if (!with_offset && -last.loglik < kLog2) return Separation::kComplete;
  if (last.decrement < kNothingToGain && last.movement > kLongMovement && FallsSlowly(steps, 3)) {
    return with_offset ? Separation::kEither : Separation::kQuasiComplete;
  }
  return Separation::kNone;
}

bool LooksSeparated(const std::vector<NewtonStep>& steps) {
  return !steps.empty() && steps.back().movement > kLongMovement && FallsSlowly(steps, 2);
}

std::string RunawayColumns(const Eigen::Ref<const Eigen::VectorXd>& step,
                           const std::vector<std::string>& columns) {
  constexpr std::size_t kMostNames = 5;
  if (columns.empty()) return "the intercept";
  const double most = step.tail(step.size() - 1).cwiseAbs().maxCoeff();
  std::vector<std::string> names;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (std::fabs(step[static_cast<Eigen::Index>(j) + 1]) >= 0.1 * most) names.push_back(columns[j]);
  }
  if (names.size() <= kMostNames) return absl::StrJoin(names, ", ");
  const std::size_t more = names.size() - kMostNames;
  names.resize(kMostNames);
  return absl::StrCat(absl::StrJoin(names, ", "), " and ", more, " more");
}

}  // namespace osteon::models
