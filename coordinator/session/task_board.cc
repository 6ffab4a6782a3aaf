#include "coordinator/session/task_board.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {

// A payload of the status of a round that sites refused: their names, one a line.
constexpr absl::string_view kRefusingSites = "osteon.refusing_sites";

namespace {

absl::Status Naming(absl::Status status, const std::vector<std::string>& sites) {
  status.SetPayload(kRefusingSites, absl::Cord(absl::StrJoin(sites, "\n")));
  return status;
}

// "site beta refused: rule ...; sites alpha, gamma refused: ...": each reason once, in the order of the first
// site that gave it.
absl::Status RefusedBy(const std::map<std::string, std::string>& refusals) {
  std::vector<std::string> all, sentences;
  std::set<std::string> told;
  for (const auto& [first, reason] : refusals) {
    all.push_back(first);
    if (!told.insert(reason).second) continue;
    std::vector<std::string> names;
    for (const auto& [site, given] : refusals) {
      if (given == reason) names.push_back(site);
    }
    sentences.push_back(absl::StrCat(names.size() == 1 ? "site " : "sites ", absl::StrJoin(names, ", "),
                                     " refused: ", reason));
  }
  return Naming(absl::FailedPreconditionError(absl::StrJoin(sentences, "; ")), all);
}

}  // namespace

using models::TaskKey;

absl::Status CheckIsFor(const std::string& site, const TaskKey& key) {
  if (std::find(key.sites.begin(), key.sites.end(), site) != key.sites.end()) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat("this task asks ", absl::StrJoin(key.sites, ", "),
                                                  " and not ", site, "; nothing was taken"));
}

void TaskBoard::Outstanding::End(const absl::Status& status) {
  ended = status;
  finished->notify_all();
}

// Each study waits by itself: what happens to one wakes no other.
void TaskBoard::Wait(std::unique_lock<std::mutex>& lock, Outstanding& waiting, Patience* patience) {
  const auto finished = [&] { return waiting.IsFinished(); };
  if (patience == nullptr) return waiting.finished->wait(lock, finished);
  while (!waiting.finished->wait_for(lock, absl::ToChronoNanoseconds(patience->Nap()), finished)) {
    const std::set<std::string> awaited = waiting.awaited;
    lock.unlock();
    const absl::Status goes_on = patience->StillWaits(awaited);
    lock.lock();
    if (goes_on.ok() || waiting.IsFinished()) continue;
    waiting.ended = waiting.refusals.empty()
                        ? goes_on
                        : absl::Status(goes_on.code(), absl::StrCat(RefusedBy(waiting.refusals).message(),
                                                                    ". And ", goes_on.message()));
  }
}

absl::StatusOr<TaskBoard::Outstanding> TaskBoard::Await(Outstanding outstanding, Patience* patience) {
  const TaskKey key = outstanding.task->key;
  outstanding.awaited.insert(key.sites.begin(), key.sites.end());
  const std::shared_ptr<const models::Task> task = outstanding.task;
  std::vector<std::shared_ptr<TaskCarrier>> carriers;
  std::unique_lock lock(mutex_);
  if (closed_) return absl::UnavailableError("the coordinator is stopping");
  if (cancelled_.contains(key.study_sha256)) return absl::CancelledError("the study was cancelled");
  if (outstanding_.contains(key)) return absl::InternalError("the same task was put out twice at once");
  for (const std::string& site : key.sites) {
    if (const auto carrier = carriers_.find(site); carrier != carriers_.end())
      carriers.push_back(carrier->second);
  }
  const auto entry = outstanding_.emplace(key, std::move(outstanding)).first;
  // Off the board whatever happens, also when memory runs out on the way.
  const auto take_off = [&](Outstanding* /*waiting*/) {
    if (!lock.owns_lock()) lock.lock();
    outstanding_.erase(entry);
  };
  const std::unique_ptr<Outstanding, decltype(take_off)> waiting(&entry->second, take_off);
  lock.unlock();
  for (const std::shared_ptr<TaskCarrier>& carrier : carriers) carrier->Carry(task);
  lock.lock();
  Wait(lock, *waiting, patience);
  if (!waiting->ended.ok()) return waiting->ended;
  if (!waiting->refusals.empty()) return RefusedBy(waiting->refusals);
  return std::move(*waiting);
}

absl::StatusOr<RingVector> TaskBoard::Sum(std::shared_ptr<const models::Task> task, Patience* patience) {
  Outstanding outstanding;
  outstanding.sum =
      std::make_unique<RingVector>(models::LayoutOf(std::get<models::SumRequest>(task->request)));
  outstanding.task = std::move(task);
  OSTEON_ASSIGN_OR_RETURN(Outstanding finished, Await(std::move(outstanding), patience));
  return std::move(*finished.sum);
}

absl::StatusOr<std::map<std::string, models::SiteRecord>> TaskBoard::Gather(
    std::shared_ptr<const models::Task> task, Patience* patience) {
  Outstanding outstanding;
  outstanding.task = std::move(task);
  OSTEON_ASSIGN_OR_RETURN(Outstanding finished, Await(std::move(outstanding), patience));
  return std::move(finished.records);
}

void TaskBoard::Cancel(const std::string& study_sha256) {
  const std::scoped_lock lock(mutex_);
  cancelled_.insert(study_sha256);
  for (auto& [key, outstanding] : outstanding_) {
    if (key.study_sha256 == study_sha256) outstanding.End(absl::CancelledError("the study was cancelled"));
  }
}

void TaskBoard::Close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  for (auto& [key, outstanding] : outstanding_)
    outstanding.End(absl::UnavailableError("the coordinator is stopping"));
  carriers_.clear();
}

void TaskBoard::Subscribe(const std::string& site, const std::shared_ptr<TaskCarrier>& carrier) {
  std::vector<std::shared_ptr<const models::Task>> waiting;
  std::shared_ptr<TaskCarrier> replaced;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return;
    replaced = std::exchange(carriers_[site], carrier);
    for (const auto& [key, outstanding] : outstanding_) {
      if (outstanding.awaited.contains(site)) waiting.push_back(outstanding.task);
    }
  }
  if (replaced != nullptr) {
    replaced->Cut(absl::AbortedError(
        "another agent with this site's certificate has connected; is one running twice?"));
  }
  for (const std::shared_ptr<const models::Task>& task : waiting) carrier->Carry(task);
}

void TaskBoard::Unsubscribe(const std::string& site, const TaskCarrier* carrier) {
  const std::scoped_lock lock(mutex_);
  const auto found = carriers_.find(site);
  if (found != carriers_.end() && found->second.get() == carrier) carriers_.erase(found);
}

void TaskBoard::Disconnect(const std::string& site, const absl::Status& why) {
  std::shared_ptr<TaskCarrier> carrier;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = carriers_.find(site);
    if (found == carriers_.end()) return;
    carrier = std::move(found->second);
    carriers_.erase(found);
  }
  carrier->Cut(why);
}

bool TaskBoard::Connected(const std::string& site) const {
  const std::scoped_lock lock(mutex_);
  return carriers_.contains(site);
}

std::set<std::string> TaskBoard::Awaited(const std::string& study_sha256) const {
  const std::scoped_lock lock(mutex_);
  std::set<std::string> sites;
  for (const auto& [key, outstanding] : outstanding_) {
    if (key.study_sha256 == study_sha256)
      sites.insert(outstanding.awaited.begin(), outstanding.awaited.end());
  }
  return sites;
}

std::map<std::string, std::string> TaskBoard::Refusals(const std::string& study_sha256) const {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, std::string> refusals;
  for (const auto& [key, outstanding] : outstanding_) {
    if (key.study_sha256 == study_sha256)
      refusals.insert(outstanding.refusals.begin(), outstanding.refusals.end());
  }
  return refusals;
}

TaskBoard::Outstanding* TaskBoard::FindAwaited(const std::string& site, const TaskKey& key) {
  const auto found = outstanding_.find(key);
  if (found == outstanding_.end() || !found->second.awaited.contains(site) || !found->second.ended.ok())
    return nullptr;
  return &found->second;
}

std::optional<std::size_t> TaskBoard::WordsAwaited(const std::string& site, const TaskKey& key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = outstanding_.find(key);
  if (found == outstanding_.end() || !found->second.awaited.contains(site) || !found->second.sum)
    return std::nullopt;
  return found->second.sum->words().size();
}

absl::Status TaskBoard::SubmitSummand(const std::string& site, const TaskKey& key,
                                      std::vector<std::uint64_t> words) {
  const std::scoped_lock lock(mutex_);
  Outstanding* outstanding = FindAwaited(site, key);
  if (outstanding == nullptr) return absl::OkStatus();
  if (!outstanding->sum) return absl::InvalidArgumentError("a summand where a record was asked for");
  OSTEON_ASSIGN_OR_RETURN(const RingVector summand,
                          RingVector::FromWords(outstanding->sum->layout(), std::move(words)));
  OSTEON_RETURN_IF_ERROR(outstanding->sum->Add(summand));
  outstanding->awaited.erase(site);
  if (outstanding->awaited.empty()) outstanding->finished->notify_all();
  return absl::OkStatus();
}

namespace {

// Whether the record is of the kind that the request asks for.
bool Answers(const models::GatherRequest& request, const models::SiteRecord& record) {
  if (std::holds_alternative<models::AdmissionRequest>(request)) {
    return std::holds_alternative<models::Admission>(record);
  }
  if (std::holds_alternative<models::ValidationRequest>(request)) {
    return std::holds_alternative<models::ValidationMetrics>(record);
  }
  if (std::holds_alternative<models::CountsRequest>(request)) {
    return std::holds_alternative<models::SealedCounts>(record);
  }
  if (std::holds_alternative<models::VariableSummaryRequest>(request)) {
    return std::holds_alternative<models::VariableSummary>(record);
  }
  if (std::holds_alternative<models::CaseMixRequest>(request)) {
    return std::holds_alternative<models::CaseMix>(record);
  }
  if (std::holds_alternative<models::SubgroupRequest>(request)) {
    return std::holds_alternative<models::Subgroups>(record);
  }
  return std::holds_alternative<models::ModelComparison>(record);
}

}  // namespace

absl::Status TaskBoard::SubmitRecord(const std::string& site, const TaskKey& key, models::SiteRecord record) {
  const std::scoped_lock lock(mutex_);
  Outstanding* outstanding = FindAwaited(site, key);
  if (outstanding == nullptr) return absl::OkStatus();
  const auto* request = std::get_if<models::GatherRequest>(&outstanding->task->request);
  if (request == nullptr) return absl::InvalidArgumentError("a record where a summand was asked for");
  if (!Answers(*request, record))
    return absl::InvalidArgumentError("a record of another kind than was asked for");
  outstanding->records.insert_or_assign(site, std::move(record));
  outstanding->awaited.erase(site);
  if (outstanding->awaited.empty()) outstanding->finished->notify_all();
  return absl::OkStatus();
}

void TaskBoard::Refuse(const std::string& site, const TaskKey& key, const std::string& reason,
                       bool ends_study) {
  const std::scoped_lock lock(mutex_);
  Outstanding* outstanding = FindAwaited(site, key);
  if (outstanding == nullptr) return;
  if (ends_study) {
    outstanding->End(
        Naming(absl::AbortedError(absl::StrCat("site ", site, " ends its part: ", reason)), {site}));
    return;
  }
  outstanding->refusals[site] = reason;
  outstanding->awaited.erase(site);
  if (outstanding->awaited.empty()) outstanding->finished->notify_all();
}

std::set<std::string> RefusingSites(const absl::Status& status) {
  const absl::optional<absl::Cord> sites = status.GetPayload(kRefusingSites);
  if (!sites) return {};
  return absl::StrSplit(std::string(*sites), '\n');
}

}  // namespace osteon::coordinator
