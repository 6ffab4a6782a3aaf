// The keys of a study's masks: this site's own, made when it approves, and the public parts of the others',
// each signed by its hospital together with its approval.
#ifndef OSTEON_SITE_AGENT_POLICY_MASK_KEYS_H_
#define OSTEON_SITE_AGENT_POLICY_MASK_KEYS_H_

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/identity/secret_file.h"
#include "common/masking/mask_key.h"
#include "site_agent/policy/approvals.h"

namespace osteon {

struct StudyMaskKeys {
  MaskKey own;
  std::map<std::string, std::string> public_keys;  // every site of the roster, self among them -> 32 bytes
};

class MaskKeys {
 public:
  virtual ~MaskKeys() = default;
  // kNotFound: the others' keys are not known here yet. Otherwise what a person must mend; see MaskKeyFiles.
  virtual absl::StatusOr<StudyMaskKeys> Of(const std::string& study_sha256) const = 0;
};

// A site's mask key as the coordinator relays it.
struct SignedMaskKey {
  std::string mask_key;     // 32 bytes
  std::string certificate;  // PEM, whose key signed
  std::string signature;    // DER, over the site's DecisionText
};

// New private keys are encrypted when `like` is, with its passphrase; encrypted ones are read with it.
struct KeysSealed {
  std::string like;  // a key's file; empty: nothing is encrypted
  PassphraseSource passphrase;
};

// FOLDER/HASH/mask.key (private, 0600) and mask_keys.json, beside the decision. From any thread, as far as
// the passphrase's source is.
class MaskKeyFiles : public MaskKeys {
 public:
  // `approvals` outlives this.
  MaskKeyFiles(std::string site, const ApprovalFiles& approvals, KeysSealed sealed = {})
      : site_(std::move(site)), approvals_(approvals), sealed_(std::move(sealed)) {}

  // This site's key for the study: the stored one, or a new one, durable when this returns. For whoever
  // approves; a decision that was made names its public part, and then no other is made.
  // kFailedPrecondition: the file may be read by others, or is encrypted and the passphrase is not its own.
  // kDataLoss: it cannot be decoded.
  absl::StatusOr<MaskKey> MakeOwn(const std::string& study_sha256) const;

  // Checks and keeps the keys of all sites of the approved roster. The first that come count.
  // kUnauthenticated: a key that is not signed with an approval of this study and roster by the roster's key
  // of that site. kFailedPrecondition: a site is missing or too many, another key for this site than its own,
  // other keys than those that are stored already, or no standing approval. Nothing is stored then.
  absl::Status Store(const std::string& study_sha256, const std::map<std::string, SignedMaskKey>& keys) const;

  // kFailedPrecondition: no standing approval; or this site's private key is gone, which cannot be replaced:
  // the message says what is left to do. kDataLoss: a file that cannot be read.
  absl::StatusOr<StudyMaskKeys> Of(const std::string& study_sha256) const override;

 private:
  absl::StatusOr<MaskKey> ReadOwn(const std::string& path) const;
  std::string KeyPath(const std::string& study_sha256) const;
  std::string OthersPath(const std::string& study_sha256) const;
  absl::StatusOr<StudyDecision> Approved(const std::string& study_sha256) const;
  absl::StatusOr<std::map<std::string, SignedMaskKey>> Stored(const std::string& study_sha256) const;

  // A key that was decrypted: doing so takes longer than a round, so once is enough while its file stays.
  struct Opened {
    std::string file;  // its content
    MaskKey key;
  };

  std::string site_;
  const ApprovalFiles& approvals_;
  KeysSealed sealed_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Opened> opened_;  // by path
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_MASK_KEYS_H_
