// Who may do what, in one table.
#ifndef OSTEON_COORDINATOR_SESSION_RIGHTS_H_
#define OSTEON_COORDINATOR_SESSION_RIGHTS_H_

#include <set>
#include <string>

#include "common/identity/certificate.h"

namespace osteon::coordinator {

enum class Action {
  kAnswerStudies,  // read proposals, decide, take tasks, submit: SiteSession
  kSubmitStudy,
  kSeeState,    // name, hash, author, state, rounds, who has decided, is connected, is awaited
  kSeeReasons,  // why a study failed: names models and columns
  kCancelStudy,
  kSeeResults,
  kSeeJournal,  // rounds without their answers, heads of journal and ledgers
  kRenew,       // one's own certificate; about no study
};

// Of studies: none, those that are one's own (a statistician's that she submitted, a site's that name it),
// all.
enum class Reach { kNone, kOwn, kAll };

//                 site   statistician   operator   auditor
//  answer         own    -              -          -
//  submit         -      own            -          -
//  state          -      own            all        all
//  reasons        -      own            -          all
//  cancel         -      own            -          -
//  results        -      own            -          -
//  journal        -      own            -          all
//  renew          own    own            own        own
//
// A site reads its studies as proposals. The coordinator's own role may nothing: it calls nobody.
Reach ReachOf(Role role, Action action);

struct StudyParties {
  std::string author;
  std::set<std::string> sites;
};

// Whether `who` may do this to that study.
bool May(const PeerIdentity& who, Action action, const StudyParties& study);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_RIGHTS_H_
