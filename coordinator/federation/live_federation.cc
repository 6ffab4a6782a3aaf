#include "coordinator/federation/live_federation.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "models/wire/federation_wire.h"

namespace osteon::coordinator {

namespace {

// The kind of a round that a site refused; its payload is the reason.
constexpr char kRefused[] = "refused";

}  // namespace

using models::GatherRequest;
using models::Round;
using models::SiteRecord;
using models::SumRequest;
using models::Task;

LiveFederation::LiveFederation(Study study, RoundLog& rounds, TaskBoard& board,
                               std::function<absl::Time()> clock, RoundWaits* waits)
    : study_(std::move(study)), rounds_(rounds), board_(board), clock_(std::move(clock)), waits_(waits) {}

std::shared_ptr<const Task> LiveFederation::TaskOf(const Round& round,
                                                   std::variant<SumRequest, GatherRequest> request) const {
  auto task = std::make_shared<Task>();
  task->key.study_sha256 = study_.study_sha256;
  task->key.roster_sha256 = study_.roster_sha256;
  task->key.fit = round.fit;
  task->key.request_sha256 = models::RequestSha256(request);
  task->key.sites = round.sites;
  task->purpose = round.purpose;
  task->request = std::move(request);
  return task;
}

absl::StatusOr<std::optional<StoredRound>> LiveFederation::Replay(const Task& task) {
  OSTEON_ASSIGN_OR_RETURN(std::optional<StoredRound> stored,
                          Insist([&] { return rounds_.Find(study_.study_sha256, sequence_); }));
  if (!stored) {
    if (waits_ != nullptr) waits_->PutOut(sequence_, task.purpose);
    return std::nullopt;
  }
  std::vector<std::string> sites;
  for (const auto& [site, bytes] : stored->sites) sites.push_back(site);
  const bool same = stored->request_sha256 == task.key.request_sha256 && stored->fit == task.key.fit &&
                    stored->roster_sha256 == task.key.roster_sha256 && sites == task.key.sites;
  if (!same) {
    return absl::DataLossError(absl::StrCat(
        "replay of round ", sequence_, " (", task.purpose, "): the journal holds request ",
        stored->request_sha256.substr(0, 12), " of ", absl::StrJoin(sites, ", "), ", the procedure now asks ",
        task.key.request_sha256.substr(0, 12), " of ", absl::StrJoin(task.key.sites, ", "),
        "; the study stops here rather than go on with another model. Was the software changed in the middle "
        "of it?"));
  }
  ++sequence_;
  ++replayed_;
  if (stored->kind == kRefused) return absl::FailedPreconditionError(stored->payload);
  return stored;
}

// A site's no is an answer like any other: what the procedure does after it must find it again in a replay.
absl::Status LiveFederation::StoreRefusal(const Task& task, absl::Time begun, const absl::Status& refusal) {
  if (!absl::IsFailedPrecondition(refusal)) return refusal;
  if (waits_ != nullptr) waits_->Answered();
  std::map<std::string, SiteShare> shares;
  for (const std::string& site : task.key.sites) shares[site] = {0, models::MessageBytes(task), 0};
  OSTEON_RETURN_IF_ERROR(Store(task, kRefused, begun, std::move(shares), std::string(refusal.message())));
  return refusal;
}

absl::Status LiveFederation::Store(const Task& task, const std::string& kind, absl::Time begun,
                                   std::map<std::string, SiteShare> shares, std::string payload) {
  StoredRound round;
  round.purpose = task.purpose;
  round.kind = kind;
  round.fit = task.key.fit;
  round.request_sha256 = task.key.request_sha256;
  round.roster_sha256 = task.key.roster_sha256;
  round.attempt = task.key.attempt;
  round.seconds = absl::ToDoubleSeconds(clock_() - begun);
  round.sites = std::move(shares);
  round.payload = std::move(payload);
  OSTEON_RETURN_IF_ERROR(StoreAnswered(round));
  ++sequence_;
  return absl::OkStatus();
}

absl::Status LiveFederation::StoreAnswered(const StoredRound& round) {
  bool again = false;
  return Insist([&]() -> absl::Status {
    if (again) {  // whoever said no may have stored it all the same
      OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredRound> stored,
                              rounds_.Find(study_.study_sha256, sequence_));
      if (stored && stored->request_sha256 == round.request_sha256) return absl::OkStatus();
    }
    again = true;
    return rounds_.Store(study_.study_sha256, sequence_, round);
  });
}

absl::StatusOr<RingVector> LiveFederation::Sum(const Round& round, const SumRequest& request) {
  const std::shared_ptr<const Task> task = TaskOf(round, request);
  const RingLayout layout = models::LayoutOf(request);
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredRound> stored, Replay(*task));
  if (stored) {
    std::vector<std::uint64_t> words(stored->payload.size() / sizeof(std::uint64_t));
    if (!words.empty())
      std::memcpy(words.data(), stored->payload.data(), words.size() * sizeof(std::uint64_t));
    return RingVector::FromWords(layout, std::move(words));
  }
  const absl::Time begun = clock_();
  absl::StatusOr<RingVector> answer = board_.Sum(task, waits_);
  if (!answer.ok()) return StoreRefusal(*task, begun, answer.status());
  if (waits_ != nullptr) waits_->Answered();
  RingVector sum = *std::move(answer);
  const std::vector<std::uint64_t>& words = sum.words();
  std::string payload(words.size() * sizeof(std::uint64_t), '\0');
  if (!words.empty()) std::memcpy(payload.data(), words.data(), payload.size());
  std::map<std::string, SiteShare> shares;
  const std::uint64_t bytes_received = models::MessageBytes(*task);
  for (const std::string& site : round.sites)
    shares[site] = {payload.size(), bytes_received, ScalarCount(layout)};
  OSTEON_RETURN_IF_ERROR(Store(*task, models::KindOf(request), begun, std::move(shares), std::move(payload)));
  return sum;
}

absl::StatusOr<std::map<std::string, SiteRecord>> LiveFederation::Gather(const Round& round,
                                                                         const GatherRequest& request) {
  const std::shared_ptr<const Task> task = TaskOf(round, request);
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredRound> stored, Replay(*task));
  if (stored) return models::ParseRecords(stored->payload);
  const absl::Time begun = clock_();
  using Records = std::map<std::string, SiteRecord>;
  absl::StatusOr<Records> answer = board_.Gather(task, waits_);
  if (!answer.ok()) return StoreRefusal(*task, begun, answer.status());
  if (waits_ != nullptr) waits_->Answered();
  const Records records = *std::move(answer);
  std::map<std::string, SiteShare> shares;
  const std::uint64_t bytes_received = models::MessageBytes(*task);
  for (const auto& [site, record] : records) {
    shares[site] = {models::SerialiseRecord(record).size(), bytes_received, models::ScalarCount(record)};
  }
  OSTEON_RETURN_IF_ERROR(
      Store(*task, models::KindOf(request), begun, std::move(shares), models::SerialiseRecords(records)));
  return records;
}

absl::StatusOr<std::vector<double>> LiveFederation::Remember(
    const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) {
  if (!remembered_.insert(name).second) {
    return absl::InternalError(absl::StrCat("the procedure remembers two things as \"", name, "\""));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::optional<std::vector<double>> known,
                          Insist([&] { return rounds_.Recall(study_.study_sha256, name); }));
  if (known) return *known;
  OSTEON_ASSIGN_OR_RETURN(std::vector<double> values, compute());
  bool again = false;
  OSTEON_RETURN_IF_ERROR(Insist([&]() -> absl::Status {
    if (again) {
      OSTEON_ASSIGN_OR_RETURN(const std::optional<std::vector<double>> stored,
                              rounds_.Recall(study_.study_sha256, name));
      if (stored) return absl::OkStatus();
    }
    again = true;
    return rounds_.Remember(study_.study_sha256, name, values);
  }));
  return values;
}

}  // namespace osteon::coordinator
