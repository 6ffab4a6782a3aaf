// Two hospitals and a statistician with real keys and certificates, for tests of consent.
#ifndef OSTEON_SITE_AGENT_POLICY_TEST_CONSORTIUM_H_
#define OSTEON_SITE_AGENT_POLICY_TEST_CONSORTIUM_H_

#include <string>

#include "common/consent/consent.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "models/wire/study_wire.h"
#include "site_agent/policy/study_proposal.h"

namespace osteon::testing {

inline const absl::Time kConsentDay = absl::FromUnixSeconds(1'790'000'000);  // 2026-09-21

class TestConsortium {
 public:
  // Its certificate authority lies in `folder`.
  explicit TestConsortium(const std::string& folder)
      : ca_(*CertificateAuthority::Create(folder, "test", kConsentDay)) {}

  LoadedIdentity Enrol(const std::string& name, Role role) const {
    const PrivateKey key = *PrivateKey::Generate();
    LoadedIdentity member;
    member.identity.private_key_pem = *key.ToPem();
    member.identity.certificate_pem = *ca_.SignMember(*MakeCertificateRequest(key), name, role, kConsentDay);
    member.identity.ca_certificate_pem = ca_.certificate_pem();
    member.peer = *ParsePeer(member.identity.certificate_pem);
    return member;
  }

 private:
  const CertificateAuthority ca_;
};

inline std::string SignedBy(const LoadedIdentity& member, const std::string& text) {
  return *PrivateKey::FromPem(member.identity.private_key_pem)->Sign(text);
}

// "m", developed at the sites of `roster`, as `author` proposes it.
inline StudyProposal SignedProposal(const std::string& name, const Roster& roster,
                                    const LoadedIdentity& author) {
  StudyProposal proposal;
  proposal.study.name = name;
  proposal.study.outcome_column = "event";
  proposal.study.outcome_positive = "1";
  proposal.study.id_column = "id";
  proposal.study.feature_prefixes = {"original_"};
  for (const auto& [site, key] : roster) proposal.study.development.push_back(site);
  proposal.study.models = {{"m", models::LogisticModel{{"original_mean"}}}};
  proposal.study_sha256 = models::StudySha256(proposal.study);
  proposal.author = author.peer.name;
  proposal.roster = roster;
  proposal.state = "PROPOSED";
  proposal.author_certificate = author.identity.certificate_pem;
  proposal.author_signature = SignedBy(author, StudyText(proposal.study_sha256));
  return proposal;
}

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_POLICY_TEST_CONSORTIUM_H_
