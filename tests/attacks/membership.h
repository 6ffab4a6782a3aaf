// How well scores tell the members of a study from other people like them.
#ifndef OSTEON_TESTS_ATTACKS_MEMBERSHIP_H_
#define OSTEON_TESTS_ATTACKS_MEMBERSHIP_H_

#include <string>
#include <vector>

namespace osteon::attacks {

// Both are asked for: the area tells of the average person, and an attack that is sure of a few people can
// hide in an area near 1/2 (Carlini et al., IEEE Symposium on Security and Privacy (2022) 1897, section III).
struct Membership {
  double auc = 0;  // 1/2: scores tell nothing
  // Members found where 1 % of other people are taken for members; a guess without the study finds 1 %.
  double found = 0, found_lower = 0, found_upper = 0;  // Wilson, 95 %
  // Of anybody, who before was a member as likely as not: the largest share of members among those above a
  // score, at scores that kFewestAbove people reach.
  double posterior = 0;
};
inline constexpr std::size_t kFewestAbove = 30;

// What remains of a model of as many columns as the rules let pass, and of a cross-validation to the
// statistician, and no more.
inline constexpr double kMostFound = 0.05;  // of members, at 1 % of others
inline constexpr double kMostAuc = 0.65;

// Larger scores speak for membership.
Membership JudgeScores(std::vector<double> members, std::vector<double> others);

// "AUC 0.62; of members 2.9 % found at 1 % of others (2.1 to 3.9 %); posterior at most 0.78"
std::string TextOf(const Membership& membership);

}  // namespace osteon::attacks

#endif  // OSTEON_TESTS_ATTACKS_MEMBERSHIP_H_
