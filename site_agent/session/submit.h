// Sends releases, and nothing but releases.
#ifndef OSTEON_SITE_AGENT_SESSION_SUBMIT_H_
#define OSTEON_SITE_AGENT_SESSION_SUBMIT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/audit/signed_head.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/policy/release.h"

namespace osteon {

// A summand goes in chunks of 1 MB, a record in one message, with the head of the ledger that holds it.
// `context` is for one call; cancelling it ends the call.
absl::Status Submit(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                    const Release& release, const SignedHead& ledger_head);

// Tells the coordinator that a task is not answered, and why, with the head of the ledger that says so;
// `ends_study`: that nothing of its study is.
absl::Status SubmitRefusal(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                           const models::TaskKey& key, const std::string& reason,
                           const SignedHead& ledger_head, bool ends_study = false);

// Tells the coordinator how far this site's ledger goes; gives the newest head of it that the coordinator has
// seen, unverified.
absl::StatusOr<SignedHead> CompareLedgers(v1::SiteSession::StubInterface& coordinator, const SignedHead& own);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_SUBMIT_H_
