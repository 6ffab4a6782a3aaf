#include "site_agent/policy/refused_tasks.h"

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

bool IsPowerOfTwo(std::uint64_t number) {
  return number != 0 && (number & (number - 1)) == 0;
}

}  // namespace

std::string RefusedTasks::AccountOf(const LedgerEvent& event) {
  return event.study.empty() ? "" : event.study_sha256;
}

RefusedTasks::RefusedTasks(Ledger& ledger) : ledger_(ledger) {
  for (const LedgerEvent& event : ledger_.Events()) {
    const bool is_number = event.event == kMoreRefusedEvent;
    if (event.event != kRefusedEvent && !is_number) continue;
    Account& account = accounts_[AccountOf(event)];
    account.study = event.study;
    if (is_number) {
      account.more = account.more_noted = event.tasks;
    } else {
      account.listed.emplace(event.request_sha256, event.why);
    }
  }
}

absl::Status RefusedTasks::Note(const LedgerEvent& refusal) {
  const std::scoped_lock lock(mutex_);
  const std::string study_sha256 = AccountOf(refusal);
  Account& account = accounts_[study_sha256];
  account.study = refusal.study;
  const std::pair<std::string, std::string> what(refusal.request_sha256, refusal.why);
  if (account.listed.size() < kMostListed && !account.listed.contains(what)) {
    OSTEON_RETURN_IF_ERROR(ledger_.Note(refusal));
    account.listed.insert(what);
    return absl::OkStatus();
  }
  if (IsPowerOfTwo(account.more + 1)) {
    OSTEON_RETURN_IF_ERROR(NoteNumber(study_sha256, account, account.more + 1, refusal.time));
  }
  ++account.more;
  return absl::OkStatus();
}

absl::Status RefusedTasks::NoteNumbers(absl::Time now) {
  const std::scoped_lock lock(mutex_);
  for (auto& [study_sha256, account] : accounts_) {
    if (account.more == account.more_noted) continue;
    OSTEON_RETURN_IF_ERROR(NoteNumber(study_sha256, account, account.more, now));
  }
  return absl::OkStatus();
}

absl::Status RefusedTasks::NoteNumber(const std::string& study_sha256, Account& account, std::uint64_t tasks,
                                      absl::Time now) {
  LedgerEvent number;
  number.time = now;
  number.event = kMoreRefusedEvent;
  number.study = account.study;
  number.study_sha256 = study_sha256;
  number.why = absl::StrCat(tasks, " refused tasks of ",
                            study_sha256.empty() ? "studies not decided on here" : "this study",
                            " so far have no line of their own: repeats, or after the first ", kMostListed);
  number.tasks = tasks;
  OSTEON_RETURN_IF_ERROR(ledger_.Note(number));
  account.more_noted = tasks;
  return absl::OkStatus();
}

}  // namespace osteon
