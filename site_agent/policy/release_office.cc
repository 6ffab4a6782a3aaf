#include "site_agent/policy/release_office.h"

#include <cstring>
#include <utility>
#include <vector>

#include "common/status/status_macros.h"
#include "models/wire/federation_wire.h"

namespace osteon {
namespace {

std::string BytesOf(const RingVector& summand) {
  const std::vector<std::uint64_t>& words = summand.words();
  std::string bytes(words.size() * sizeof(std::uint64_t), '\0');
  if (!words.empty()) std::memcpy(bytes.data(), words.data(), bytes.size());
  return bytes;
}

absl::StatusOr<RingVector> SummandOf(const models::SumRequest& request, const std::string& bytes) {
  std::vector<std::uint64_t> words(bytes.size() / sizeof(std::uint64_t));
  if (!words.empty()) std::memcpy(words.data(), bytes.data(), words.size() * sizeof(std::uint64_t));
  return RingVector::FromWords(models::LayoutOf(request), std::move(words));
}

}  // namespace

ReleaseOffice::ReleaseOffice(Policy policy, Ledger& ledger, std::function<absl::Time()> clock)
    : policy_(std::move(policy)), ledger_(ledger), clock_(std::move(clock)) {}

absl::StatusOr<std::optional<Release>> ReleaseOffice::Earlier(const models::Task& task) {
  const absl::StatusOr<std::optional<std::string>> found = ledger_.Find(task.key);
  if (!found.ok()) {
    if (absl::IsDataLoss(found.status())) {
      OSTEON_RETURN_IF_ERROR(Note(task, kAlteredEvent, std::string(found.status().message())));
    }
    return found.status();
  }
  const std::optional<std::string>& bytes = *found;
  if (!bytes) return std::nullopt;
  OSTEON_RETURN_IF_ERROR(Note(task, kRepeatedEvent, task.purpose));
  if (const auto* request = std::get_if<models::SumRequest>(&task.request)) {
    OSTEON_ASSIGN_OR_RETURN(RingVector summand, SummandOf(*request, *bytes));
    return Release(task.key, std::move(summand));
  }
  OSTEON_ASSIGN_OR_RETURN(models::SiteRecord record, models::ParseRecord(*bytes));
  return Release(task.key, std::move(record));
}

absl::Status ReleaseOffice::Note(const models::Task& task, const char* event, const std::string& why) {
  LedgerEvent noted;
  noted.time = clock_();
  noted.event = event;
  noted.study_sha256 = task.key.study_sha256;
  noted.request_sha256 = task.key.request_sha256;
  noted.why = why;
  return ledger_.Note(noted);
}

absl::Status ReleaseOffice::Store(const models::Task& task, const std::string& study, std::uint64_t patients,
                                  std::uint64_t scalars, const std::string& payload) {
  LedgerEntry entry;
  entry.time = clock_();
  entry.study = study;
  entry.key = task.key;
  entry.purpose = task.purpose;
  entry.kind = std::visit([](const auto& request) { return models::KindOf(request); }, task.request);
  entry.patients = patients;
  entry.scalars = scalars;
  return ledger_.Store(std::move(entry), payload);
}

absl::StatusOr<Release> ReleaseOffice::ReleaseSummand(const models::Task& task, const std::string& study,
                                                      std::uint64_t patients, models::KernelOutput output) {
  OSTEON_RETURN_IF_ERROR(
      Store(task, study, patients, ScalarCount(output.summand.layout()), BytesOf(output.summand)));
  return Release(task.key, std::move(output.summand));
}

absl::StatusOr<Release> ReleaseOffice::ReleaseRecord(const models::Task& task, const std::string& study,
                                                     std::uint64_t patients, models::SiteRecord record) {
  OSTEON_RETURN_IF_ERROR(
      Store(task, study, patients, models::ScalarCount(record), models::SerialiseRecord(record)));
  return Release(task.key, std::move(record));
}

}  // namespace osteon
