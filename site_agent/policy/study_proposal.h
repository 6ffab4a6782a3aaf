// A study as the coordinator proposes it to this site.
#ifndef OSTEON_SITE_AGENT_POLICY_STUDY_PROPOSAL_H_
#define OSTEON_SITE_AGENT_POLICY_STUDY_PROPOSAL_H_

#include <string>

#include "common/consent/consent.h"
#include "models/study/study.h"

namespace osteon {

struct StudyProposal {
  models::Study study;
  std::string study_sha256;
  std::string author;
  Roster roster;
  std::string state;               // PROPOSED, RUNNING, ...
  std::string decision;            // "", "approved", "refused", "withdrawn": as the coordinator has it
  std::string author_certificate;  // PEM
  std::string author_signature;    // DER, over StudyText; not checked yet
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_STUDY_PROPOSAL_H_
