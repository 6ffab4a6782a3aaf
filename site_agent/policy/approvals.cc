#include "site_agent/policy/approvals.h"

#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/encoding.h"
#include "common/status/status_macros.h"
#include "models/wire/study_wire.h"

namespace osteon {
namespace {

constexpr std::size_t kHashDigits = 64;
constexpr char kWithdrawal[] = "/withdrawal.json";

absl::Status ReadWithdrawal(const std::string& path, StudyDecision& decision) {
  const absl::StatusOr<std::string> text = ReadFile(path, std::size_t{1} << 20);
  if (absl::IsNotFound(text.status())) return absl::OkStatus();
  if (!text.ok()) return text.status();
  decision.withdrawn = true;
  try {
    const nlohmann::json json = nlohmann::json::parse(*text);
    json.at("reason").get_to(decision.withdrawal_reason);
    if (!absl::Base64Unescape(json.at("signature").get<std::string>(), &decision.withdrawal_signature)) {
      return absl::DataLossError(absl::StrCat(path, ": the signature cannot be decoded"));
    }
  } catch (const std::exception& error) {
    return absl::DataLossError(absl::StrCat(path, ": ", error.what()));
  }
  return absl::OkStatus();
}

}  // namespace

std::string ApprovalFiles::StudyFolder(const std::string& study_sha256) const {
  return absl::StrCat(folder_, "/", study_sha256);
}

absl::StatusOr<StudyDecision> ApprovalFiles::Find(const std::string& study_sha256) const {
  const std::string folder = StudyFolder(study_sha256);
  const absl::StatusOr<std::string> text =
      ReadFile(absl::StrCat(folder, "/decision.json"), std::size_t{1} << 20);
  if (absl::IsNotFound(text.status())) return absl::NotFoundError("this study has not been decided on here");
  if (!text.ok()) return text.status();
  const absl::StatusOr<std::string> bytes =
      ReadFile(absl::StrCat(folder, "/study.bin"), std::size_t{1} << 26);
  if (absl::IsNotFound(bytes.status())) {
    return absl::DataLossError(absl::StrCat(folder, "/study.bin: gone, though decision.json is there"));
  }
  if (!bytes.ok()) return bytes.status();
  StudyDecision decision;
  OSTEON_ASSIGN_OR_RETURN(decision.study, models::ParseStudy(*bytes));
  decision.study_sha256 = study_sha256;
  try {
    const nlohmann::json json = nlohmann::json::parse(*text);
    OSTEON_ASSIGN_OR_RETURN(decision.roster, ParseRoster(json.at("roster").get<std::string>()));
    json.at("approved").get_to(decision.approved);
    json.at("reason").get_to(decision.reason);
    if (!absl::Base64Unescape(json.at("signature").get<std::string>(), &decision.signature)) {
      return absl::DataLossError(absl::StrCat(folder, "/decision.json: the signature cannot be decoded"));
    }
    OSTEON_ASSIGN_OR_RETURN(decision.mask_key, DecodeHex(json.at("mask_key").get<std::string>()));
  } catch (const std::exception& error) {
    return absl::DataLossError(absl::StrCat(folder, "/decision.json: ", error.what()));
  }
  if (models::StudySha256(decision.study) != study_sha256) {
    return absl::DataLossError(absl::StrCat(folder, "/study.bin is not the study that was decided on"));
  }
  OSTEON_RETURN_IF_ERROR(ReadWithdrawal(folder + kWithdrawal, decision));
  return decision;
}

absl::StatusOr<std::vector<absl::StatusOr<StudyDecision>>> ApprovalFiles::All() const {
  // Whatever else lies in the folder (a note, a copy) is not a study.
  std::set<std::string> studies;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const std::string name = entry->path().filename().string();
    if (name.size() == kHashDigits && entry->is_directory(ignored)) studies.insert(name);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return absl::UnavailableError(absl::StrCat(folder_, " cannot be read: ", error.message()));
  }
  std::vector<absl::StatusOr<StudyDecision>> decisions;
  for (const std::string& study : studies) {
    absl::StatusOr<StudyDecision> decision = Find(study);
    if (absl::IsNotFound(decision.status())) continue;
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

absl::Status ApprovalFiles::Save(const StudyDecision& decision) const {
  const absl::StatusOr<StudyDecision> earlier = Find(decision.study_sha256);
  if (earlier.ok()) {
    if (earlier->withdrawn) {
      return absl::FailedPreconditionError(
          absl::StrCat("study ", decision.study.name, " was withdrawn here; a withdrawal is not taken back"));
    }
    if (earlier->approved == decision.approved && earlier->roster == decision.roster) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat("study ", decision.study.name, " has been ",
                                                      earlier->approved ? "approved" : "refused",
                                                      " here already; a decision is not changed"));
  }
  if (!absl::IsNotFound(earlier.status())) return earlier.status();
  const std::string folder = StudyFolder(decision.study_sha256);
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/study.bin"),
                                             models::SerialiseStudy(decision.study), FileMode::kSecret));
  nlohmann::ordered_json json;
  json["study"] = decision.study.name;
  json["study_sha256"] = decision.study_sha256;
  json["roster"] = RosterText(decision.roster);
  json["approved"] = decision.approved;
  json["reason"] = decision.reason;
  json["mask_key"] = absl::BytesToHexString(decision.mask_key);
  json["signature"] = absl::Base64Escape(decision.signature);
  return WriteFileAtomically(absl::StrCat(folder, "/decision.json"),
                             json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n",
                             FileMode::kSecret);
}

absl::Status ApprovalFiles::Withdraw(const std::string& study_sha256, const std::string& reason,
                                     const std::string& signature) const {
  const absl::StatusOr<StudyDecision> decision = Find(study_sha256);
  if (!decision.ok() && !absl::IsNotFound(decision.status())) return decision.status();
  if (!decision.ok() || !decision->approved) {
    return absl::FailedPreconditionError(absl::StrCat(
        "study ", study_sha256.substr(0, 12), " was not approved here; there is nothing to withdraw"));
  }
  if (decision->withdrawn) return absl::OkStatus();
  nlohmann::ordered_json json;
  json["study"] = decision->study.name;
  json["study_sha256"] = study_sha256;
  json["reason"] = reason;
  json["signature"] = absl::Base64Escape(signature);
  return WriteFileAtomically(StudyFolder(study_sha256) + kWithdrawal,
                             json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n",
                             FileMode::kSecret);
}

absl::Status ApprovalFiles::CheckNotWithdrawn(const std::string& study_sha256) const {
  std::error_code error;
  const std::filesystem::file_status found =
      std::filesystem::status(StudyFolder(study_sha256) + kWithdrawal, error);
  if (found.type() == std::filesystem::file_type::not_found) return absl::OkStatus();
  if (found.type() == std::filesystem::file_type::none) {
    return absl::UnavailableError(absl::StrCat("whether study ", study_sha256.substr(0, 12),
                                               " was withdrawn cannot be read: ", error.message()));
  }
  return absl::FailedPreconditionError(absl::StrCat("study ", study_sha256.substr(0, 12),
                                                    " was withdrawn here; nothing of it leaves any more"));
}

}  // namespace osteon
