// The coordinator's journal, damaged. The first byte chooses: the input is the whole file; or it is changes
// of a good one, each a place (three bytes, the lowest first) and the byte that stands there then; or the
// place where the file is cut and then changes.
#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "coordinator/journal/journal.h"
#include "coordinator/journal/verify_journal.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;
using namespace osteon::coordinator;

namespace {

void Check(const absl::Status& status) {
  if (!status.ok()) fuzz::RequireRefusal(status);
}

std::string Folder() {
  return fuzz::ScratchFolder() + "/journal";
}

void Empty() {
  std::error_code ignored;
  std::filesystem::remove_all(Folder(), ignored);
  std::filesystem::create_directories(Folder(), ignored);
}

// A journal with something in every store.
std::string GoodJournal() {
  Empty();
  const absl::Time now = absl::FromUnixSeconds(1'790'000'000);
  const std::string study(64, 'a');
  {
    const absl::StatusOr<std::unique_ptr<Journal>> journal = Journal::Open(Folder());
    fuzz::Require(journal.ok(), journal.status().ToString());
    Journal& made = **journal;
    Invitation invitation;
    invitation.name = "alpha";
    invitation.role = "site";
    invitation.secret_sha256 = std::string(64, 'b');
    invitation.expires = now;
    Check(made.members().Invite(invitation, now));
    StoredStudy stored;
    stored.study_sha256 = study;
    stored.name = "lung";
    stored.author = "maria";
    stored.study_bytes = "study";
    stored.roster = absl::StrCat("alpha ", std::string(64, 'c'), "\n");
    stored.roster_sha256 = std::string(64, 'd');
    stored.submitted = now;
    Check(made.studies().Add(stored));
    Check(made.studies().Decide(study, "alpha",
                                {true, "", "signature", "certificate", now, std::string(32, 'k')}));
    Check(made.studies().KeepWait(study, {1, now}));
    StoredRound round;
    round.purpose = "fit m";
    round.kind = "moments";
    round.request_sha256 = std::string(64, 'e');
    round.roster_sha256 = stored.roster_sha256;
    round.payload = std::string(100, 'p');
    round.sites["alpha"].bytes_received = 100;
    Check(made.rounds().Store(study, 0, round));
    Check(made.rounds().Remember(study, "beta", {1, 2, 3}));
    Check(made.heads().Note({now, "alpha", "went back"}));
  }
  absl::StatusOr<std::string> bytes = ReadFile(Folder() + "/coordinator.db");
  fuzz::Require(bytes.ok(), bytes.status().ToString());
  return *std::move(bytes);
}

std::size_t TakePlace(const std::uint8_t*& data, std::size_t& size, std::size_t end) {
  std::size_t place = 0;
  for (std::size_t unit = 1; unit <= 65536; unit *= 256) place += unit * fuzz::TakeChoice(data, size, 256);
  return place % end;
}

std::string Damaged(const std::uint8_t* data, std::size_t size) {
  static const std::string good = GoodJournal();
  const std::size_t choice = fuzz::TakeChoice(data, size, 3);
  if (choice == 0) return fuzz::Text(data, size);
  std::string bytes = good;
  if (choice == 2) bytes.resize(1 + TakePlace(data, size, good.size()));
  while (size > 0) {
    const std::size_t place = TakePlace(data, size, bytes.size());
    bytes[place] = static_cast<char>(fuzz::TakeChoice(data, size, 256));
  }
  return bytes;
}

// Whatever commands read.
void ReadAll(Journal& journal) {
  Check(journal.members().Members().status());
  Check(journal.members().Invitations().status());
  Check(journal.members().RevocationsAfter(0).status());
  Check(journal.heads().Events().status());
  Check(journal.heads().Newest("alpha").status());
  Check(journal.sightings().All().status());
  Check(VerifyJournal(journal, "no certificate").status());
  const absl::StatusOr<std::vector<StoredStudy>> studies = journal.studies().All();
  Check(studies.status());
  if (!studies.ok()) return;
  for (const StoredStudy& study : *studies) {
    Check(journal.studies().Decisions(study.study_sha256).status());
    Check(journal.studies().Withdrawals(study.study_sha256).status());
    Check(journal.studies().Results(study.study_sha256).status());
    Check(journal.studies().Wait(study.study_sha256).status());
    Check(journal.rounds().Summaries(study.study_sha256).status());
    Check(journal.rounds().Totals(study.study_sha256).status());
    Check(journal.rounds().Find(study.study_sha256, 0).status());
    Check(journal.rounds().Recall(study.study_sha256, "beta").status());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = Damaged(data, size);
  Empty();
  fuzz::ScratchFile("journal/coordinator.db", bytes);
  const absl::StatusOr<std::unique_ptr<Journal>> journal = Journal::Open(Folder());
  Check(journal.status());
  if (journal.ok()) ReadAll(**journal);
  return 0;
}
