#include "coordinator/session/rights.h"

namespace osteon::coordinator {

Reach ReachOf(Role role, Action action) {
  switch (role) {
    case Role::kSite:
      return action == Action::kAnswerStudies || action == Action::kRenew ? Reach::kOwn : Reach::kNone;
    case Role::kStatistician:
      return action == Action::kAnswerStudies ? Reach::kNone : Reach::kOwn;
    case Role::kOperator:
      if (action == Action::kRenew) return Reach::kOwn;
      return action == Action::kSeeState ? Reach::kAll : Reach::kNone;
    case Role::kAuditor:
      if (action == Action::kRenew) return Reach::kOwn;
      return action == Action::kSeeState || action == Action::kSeeReasons || action == Action::kSeeJournal
                 ? Reach::kAll
                 : Reach::kNone;
    case Role::kCoordinator:
      break;
  }
  return Reach::kNone;
}

bool May(const PeerIdentity& who, Action action, const StudyParties& study) {
  switch (ReachOf(who.role, action)) {
    case Reach::kNone:
      return false;
    case Reach::kOwn:
      return who.role == Role::kSite ? study.sites.contains(who.name) : study.author == who.name;
    case Reach::kAll:
      return true;
  }
  return false;
}

}  // namespace osteon::coordinator
