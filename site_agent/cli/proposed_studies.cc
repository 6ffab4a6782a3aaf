#include "site_agent/cli/proposed_studies.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/rpc/member_connection.h"
#include "common/status/status_macros.h"

namespace osteon {

absl::StatusOr<CoordinatorConnection> Connect(const AgentFolder& folder, const PassphraseSource& passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const AgentConfiguration configuration, ReadAgentConfiguration(folder));
  OSTEON_RETURN_IF_ERROR(CheckIsEnrolled(folder));
  CoordinatorConnection connection;
  OSTEON_ASSIGN_OR_RETURN(
      connection.identity,
      ReadMemberIdentity(folder.IdentityFile(), configuration.coordinator,
                         absl::StrCat("osteon-agent enrol --state ", folder.path, " --token TOKEN"),
                         absl::Now(), passphrase));
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                          ConnectMember(configuration.coordinator, connection.identity.identity,
                                        "osteon-agent", absl::Now(), absl::Seconds(20)));
  connection.coordinator = v1::SiteSession::NewStub(channel);
  return connection;
}

absl::StatusOr<StudyProposal> FindProposal(const std::vector<StudyProposal>& proposals,
                                           const std::string& wanted) {
  std::vector<const StudyProposal*> found;
  for (const StudyProposal& proposal : proposals) {
    if (proposal.study.name == wanted ||
        (wanted.size() >= 8 && absl::StartsWith(proposal.study_sha256, wanted))) {
      found.push_back(&proposal);
    }
  }
  if (found.size() == 1) return *found.front();
  if (found.empty())
    return absl::NotFoundError(absl::StrCat("no study ", wanted, " is proposed to this site"));
  return absl::InvalidArgumentError(
      absl::StrCat("several studies are called ", wanted, "; give the first digits of one's hash: ",
                   absl::StrJoin(found, ", ", [](std::string* out, const StudyProposal* proposal) {
                     out->append(proposal->study_sha256.substr(0, 12));
                   })));
}

}  // namespace osteon
