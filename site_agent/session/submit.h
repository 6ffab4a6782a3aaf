// Sends releases, and nothing but releases.
#ifndef OSTEON_SITE_AGENT_SESSION_SUBMIT_H_
#define OSTEON_SITE_AGENT_SESSION_SUBMIT_H_

#include <string>

#include "absl/status/status.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/policy/release.h"

namespace osteon {

// A summand goes in chunks of 1 MB, a record in one message.
// `context` is for one call; cancelling it ends the call.
absl::Status Submit(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                    const Release& release);

// Tells the coordinator that a task is not answered, and why.
absl::Status SubmitRefusal(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                           const models::TaskKey& key, const std::string& reason);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_SUBMIT_H_
