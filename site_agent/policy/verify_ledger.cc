#include "site_agent/policy/verify_ledger.h"

#include <fstream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "site_agent/policy/ledger_chain.h"

namespace osteon {
namespace {

absl::StatusOr<std::optional<LedgerHeadFile>> ReadHead(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) return std::nullopt;
  if (!text.ok()) return text.status();
  absl::StatusOr<LedgerHeadFile> file = ParseLedgerHead(*text);
  if (!file.ok()) return absl::DataLossError(absl::StrCat(path, ": ", file.status().message()));
  return *std::move(file);
}

absl::Status VerifyPayloads(const std::string& folder, const std::vector<LedgerLine>& releases) {
  const std::string path = LedgerPayloadsPath(folder);
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff end = file ? static_cast<std::streamoff>(file.tellg()) : 0;
  const auto size = static_cast<std::uint64_t>(end);
  std::string payload;
  for (const LedgerLine& line : releases) {
    const std::string where = absl::StrCat(LedgerLinesPath(folder), ":", line.number, ": ");
    if (line.payload_bytes > size || line.payload_offset > size - line.payload_bytes) {
      return absl::DataLossError(absl::StrCat(where, "names a payload beyond the end of ", path));
    }
    payload.resize(line.payload_bytes);
    file.seekg(static_cast<std::streamoff>(line.payload_offset));
    if (!file.read(payload.data(), static_cast<std::streamsize>(payload.size()))) {
      return absl::DataLossError(absl::StrCat(where, "its payload in ", path, " cannot be read"));
    }
    const std::string found = Sha256Hex(payload);
    if (found != line.entry.payload_sha256) {
      return absl::DataLossError(absl::StrCat(
          where, "its payload in ", path, ", ", line.payload_bytes, " bytes at ", line.payload_offset,
          ", was altered: its hash is ", found, ", the line has ", line.entry.payload_sha256));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LedgerAudit> VerifyLedger(const std::string& folder, const std::string& site,
                                         absl::string_view certificate_pem) {
  // The head first: a running agent may add lines behind it.
  OSTEON_ASSIGN_OR_RETURN(const std::optional<LedgerHeadFile> file, ReadHead(LedgerHeadPath(folder)));
  OSTEON_ASSIGN_OR_RETURN(const LedgerContents contents, ReadLedgerContents(folder));
  OSTEON_RETURN_IF_ERROR(VerifyPayloads(folder, contents.releases));
  LedgerAudit audit;
  audit.releases = contents.releases.size();
  audit.events = contents.events.size();
  audit.head = contents.head;
  audit.loss_accepted = LossAccepted(contents.events);
  if (!contents.chained) {
    return absl::DataLossError(
        absl::StrCat(LedgerLinesPath(folder),
                     " has no chain: an agent of the first version wrote it. The agent "
                     "chains it at its next start"));
  }
  if (!file) {
    if (contents.lines == 0) return audit;
    return absl::DataLossError(absl::StrCat(LedgerHeadPath(folder), " is missing: ", contents.lines,
                                            " lines were signed by nobody"));
  }
  const ChainHead& head = file->head.head;
  const auto held = contents.hashes.find(head.length);
  if (held == contents.hashes.end() || held->second != head.hash) {
    return absl::DataLossError(absl::StrCat(LedgerLinesPath(folder), ":", contents.lines, ": ends at entry ",
                                            contents.head.length, " with hash ", contents.head.hash, "; ",
                                            LedgerHeadPath(folder), " expects entry ", head.length,
                                            " with hash ", head.hash));
  }
  const absl::Status verified = VerifyHead(certificate_pem, site, file->head);
  if (!verified.ok()) {
    return absl::Status(verified.code(), absl::StrCat(LedgerHeadPath(folder), ": ", verified.message()));
  }
  audit.signed_by = file->public_key_sha256;
  return audit;
}

}  // namespace osteon
