#include "site_agent/policy/withdrawn_patients.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

using Hashes = std::set<std::string>;

Hashes HashesOf(const std::set<std::string>& pseudonyms) {
  Hashes hashes;
  for (const std::string& pseudonym : pseudonyms) {
    hashes.insert(Sha256Hex(absl::StrCat("osteon: withdrew consent: ", pseudonym)));
  }
  return hashes;
}

Hashes KnownTo(const std::vector<LedgerEvent>& events) {
  Hashes hashes;
  for (const LedgerEvent& event : events) {
    if (event.event == kPatientExcludedEvent) hashes.insert(event.why);
  }
  return hashes;
}

Hashes Missing(const Hashes& from, const Hashes& of) {
  Hashes missing;
  std::set_difference(of.begin(), of.end(), from.begin(), from.end(), std::inserter(missing, missing.end()));
  return missing;
}

absl::Status CheckHashes(const Hashes& listed, const Hashes& known, const std::string& path) {
  const std::size_t missing = Missing(listed, known).size();
  if (missing == 0) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(path, " lacks ", missing,
                   " of the patients who withdrew consent, as the ledger knows; nothing is released. "
                   "Restore it from a backup, or name them again: osteon-agent exclude PATIENT"));
}

}  // namespace

absl::Status CheckNobodyIsMissing(const std::set<std::string>& pseudonyms,
                                  const std::vector<LedgerEvent>& events, const std::string& path) {
  return CheckHashes(HashesOf(pseudonyms), KnownTo(events), path);
}

WithdrawnPatients::WithdrawnPatients(std::string path, Ledger& ledger)
    : path_(std::move(path)), ledger_(ledger), known_(KnownTo(ledger.Events())) {}

absl::Status WithdrawnPatients::Check(const std::set<std::string>& pseudonyms) {
  const Hashes listed = HashesOf(pseudonyms);
  OSTEON_RETURN_IF_ERROR(CheckHashes(listed, known_, path_));
  for (const std::string& hash : Missing(known_, listed)) {
    LedgerEvent event;
    event.time = absl::Now();
    event.event = kPatientExcludedEvent;
    event.why = hash;
    OSTEON_RETURN_IF_ERROR(ledger_.Note(event));
    known_.insert(hash);
  }
  return absl::OkStatus();
}

}  // namespace osteon
