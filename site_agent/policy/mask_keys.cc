#include "site_agent/policy/mask_keys.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/consent/consent.h"
#include "common/files/files.h"
#include "common/hash/encoding.h"
#include "common/identity/certificate.h"
#include "common/identity/key.h"
#include "common/identity/sealed_secret.h"
#include "common/identity/secret_file.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kLongestKeyFile = 1024;
constexpr std::size_t kLongestKeys = std::size_t{1} << 24;

// Whether `key` is `site`'s for the study and roster of `decision`.
absl::Status CheckSigned(const StudyDecision& decision, const std::string& site, const SignedMaskKey& key) {
  const auto expected = decision.roster.find(site);
  if (expected == decision.roster.end()) {
    return absl::FailedPreconditionError(absl::StrCat(site, " is not on the roster that was approved"));
  }
  if (key.mask_key.size() != kMaskKeyBytes) {
    return absl::UnauthenticatedError(
        absl::StrCat(site, ": its mask key has ", key.mask_key.size(), " bytes; needed are ", kMaskKeyBytes));
  }
  // The certificate is looked at for its key only: the roster says whose key that is.
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity signer, ParsePeer(key.certificate));
  if (signer.public_key_fingerprint != expected->second) {
    return absl::UnauthenticatedError(absl::StrCat(site, ": its mask key is signed with the key ",
                                                   signer.public_key_fingerprint, ", where the roster has ",
                                                   expected->second));
  }
  const std::string text = DecisionText(decision.study_sha256, RosterSha256(decision.roster),
                                        DecisionKind::kApprove, key.mask_key);
  const absl::Status verified = VerifySignature(key.certificate, text, key.signature);
  if (verified.ok()) return absl::OkStatus();
  return absl::Status(verified.code(), absl::StrCat(site, ": its mask key: ", verified.message()));
}

absl::StatusOr<MaskKey> DecodeKey(const std::string& path, const std::string& text) {
  const absl::StatusOr<std::string> bytes = DecodeHex(absl::StripSuffix(text, "\n"));
  absl::StatusOr<MaskKey> key = bytes.ok() ? MaskKey::FromPrivate(*bytes) : bytes.status();
  if (key.ok()) return key;
  return absl::DataLossError(
      absl::StrCat(path, ": no mask key (64 hexadecimal digits); restore it from a backup"));
}

}  // namespace

std::string MaskKeyFiles::KeyPath(const std::string& study_sha256) const {
  return approvals_.StudyFolder(study_sha256) + "/mask.key";
}

std::string MaskKeyFiles::OthersPath(const std::string& study_sha256) const {
  return approvals_.StudyFolder(study_sha256) + "/mask_keys.json";
}

absl::StatusOr<MaskKey> MaskKeyFiles::ReadOwn(const std::string& path) const {
  OSTEON_ASSIGN_OR_RETURN(const std::string file, ReadFile(path, kLongestKeyFile));
  const std::lock_guard lock(mutex_);
  if (const auto known = opened_.find(path); known != opened_.end() && known->second.file == file) {
    return known->second.key;
  }
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadSecretFile(path, kLongestKeyFile, sealed_.passphrase));
  OSTEON_ASSIGN_OR_RETURN(MaskKey key, DecodeKey(path, text));
  if (IsSealed(file)) opened_.insert_or_assign(path, Opened{file, key});
  return key;
}

absl::StatusOr<MaskKey> MaskKeyFiles::MakeOwn(const std::string& study_sha256) const {
  const std::string path = KeyPath(study_sha256);
  absl::StatusOr<MaskKey> stored = ReadOwn(path);
  if (!absl::IsNotFound(stored.status())) return stored;
  OSTEON_ASSIGN_OR_RETURN(MaskKey key, MaskKey::Generate());
  OSTEON_RETURN_IF_ERROR(MakeFolder(approvals_.StudyFolder(study_sha256), FileMode::kSecret));
  std::string passphrase;
  if (!sealed_.like.empty() && IsSealedFile(sealed_.like)) {
    OSTEON_ASSIGN_OR_RETURN(passphrase, sealed_.passphrase(sealed_.like));
  }
  OSTEON_RETURN_IF_ERROR(
      WriteSecretFile(path, absl::StrCat(absl::BytesToHexString(key.private_bytes()), "\n"), passphrase));
  return key;
}

absl::StatusOr<StudyDecision> MaskKeyFiles::Approved(const std::string& study_sha256) const {
  absl::StatusOr<StudyDecision> decision = approvals_.Find(study_sha256);
  if (!decision.ok() && !absl::IsNotFound(decision.status())) return decision.status();
  if (decision.ok() && decision->approved && !decision->withdrawn) return decision;
  return absl::FailedPreconditionError(absl::StrCat("study ", study_sha256.substr(0, 12),
                                                    " is not approved by ", site_, ", so it has no masks"));
}

absl::StatusOr<std::map<std::string, SignedMaskKey>> MaskKeyFiles::Stored(
    const std::string& study_sha256) const {
  const std::string path = OthersPath(study_sha256);
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kLongestKeys));
  std::map<std::string, SignedMaskKey> keys;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    for (const auto& [site, entry] : json.items()) {
      SignedMaskKey& key = keys[site];
      OSTEON_ASSIGN_OR_RETURN(key.mask_key, DecodeHex(entry.at("mask_key").get<std::string>()));
      entry.at("certificate").get_to(key.certificate);
      if (!absl::Base64Unescape(entry.at("signature").get<std::string>(), &key.signature)) {
        return absl::DataLossError(absl::StrCat(path, ": a signature cannot be decoded"));
      }
    }
  } catch (const std::exception& error) {
    return absl::DataLossError(absl::StrCat(path, ": ", error.what()));
  }
  return keys;
}

absl::Status MaskKeyFiles::Store(const std::string& study_sha256,
                                 const std::map<std::string, SignedMaskKey>& keys) const {
  OSTEON_ASSIGN_OR_RETURN(const StudyDecision decision, Approved(study_sha256));
  for (const auto& [site, key] : keys) OSTEON_RETURN_IF_ERROR(CheckSigned(decision, site, key));
  for (const auto& [site, fingerprint] : decision.roster) {
    if (!keys.contains(site)) {
      return absl::FailedPreconditionError(absl::StrCat("the mask key of ", site, " is missing"));
    }
  }
  const auto own = keys.find(site_);
  if (own == keys.end() || own->second.mask_key != decision.mask_key) {
    return absl::FailedPreconditionError(
        absl::StrCat("the coordinator has another mask key for ", site_, " than this site approved with"));
  }
  const absl::StatusOr<std::map<std::string, SignedMaskKey>> earlier = Stored(study_sha256);
  if (earlier.ok()) {
    for (const auto& [site, key] : keys) {
      const auto known = earlier->find(site);
      if (known != earlier->end() && known->second.mask_key == key.mask_key) continue;
      return absl::FailedPreconditionError(
          absl::StrCat(site, " has another mask key now than the one seen first; the first one stays. Ask ",
                       site, " by telephone whether it approved this study twice"));
    }
    return absl::OkStatus();
  }
  if (!absl::IsNotFound(earlier.status())) return earlier.status();
  nlohmann::ordered_json json;
  for (const auto& [site, key] : keys) {
    json[site] = {{"mask_key", absl::BytesToHexString(key.mask_key)},
                  {"certificate", key.certificate},
                  {"signature", absl::Base64Escape(key.signature)}};
  }
  return WriteFileAtomically(OthersPath(study_sha256), json.dump(2) + "\n", FileMode::kSecret);
}

absl::StatusOr<StudyMaskKeys> MaskKeyFiles::Of(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(const StudyDecision decision, Approved(study_sha256));
  const std::string path = KeyPath(study_sha256);
  absl::StatusOr<MaskKey> own = ReadOwn(path);
  if (absl::IsNotFound(own.status())) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " is gone: this site's private mask key of study ", decision.study.name,
        ". Restore it from a backup. It cannot be made anew: without it, withdraw (osteon-agent withdraw ",
        decision.study.name, ") and ask the statistician to submit the study under another name"));
  }
  if (!own.ok()) return own.status();
  if (own->public_bytes() != decision.mask_key) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is not the mask key that ", site_,
                                                      " approved study ", decision.study.name,
                                                      " with; restore the right one from a backup"));
  }
  const absl::StatusOr<std::map<std::string, SignedMaskKey>> stored = Stored(study_sha256);
  if (absl::IsNotFound(stored.status())) {
    return absl::NotFoundError(absl::StrCat("the mask keys of the other sites of study ", decision.study.name,
                                            " are not known here yet"));
  }
  if (!stored.ok()) return stored.status();
  StudyMaskKeys keys{*std::move(own), {}};
  for (const auto& [site, fingerprint] : decision.roster) {
    const auto found = stored->find(site);
    if (found == stored->end() || found->second.mask_key.size() != kMaskKeyBytes) {
      return absl::DataLossError(absl::StrCat(OthersPath(study_sha256), ": no mask key of ", site));
    }
    keys.public_keys[site] = found->second.mask_key;
  }
  return keys;
}

}  // namespace osteon
