// Which task is out, who has it, whose answer is in. No network: sessions call in, studies wait here.
#ifndef OSTEON_COORDINATOR_SESSION_TASK_BOARD_H_
#define OSTEON_COORDINATOR_SESSION_TASK_BOARD_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/fixed_point/ring.h"
#include "models/federation/records.h"
#include "models/federation/task.h"

namespace osteon::coordinator {

// Somebody who carries tasks to one site; called with the board unlocked, from any thread, and must not
// block.
class TaskCarrier {
 public:
  virtual ~TaskCarrier() = default;
  virtual void Carry(std::shared_ptr<const models::Task> task) = 0;
  // Nothing comes any more, and why: another carrier has taken this one's place, or the site is out.
  virtual void Cut(const absl::Status& /*why*/) {}
};

// OK when the task is one of `site`'s. kPermissionDenied: it asks other sites.
absl::Status CheckIsFor(const std::string& site, const models::TaskKey& key);

// How long a task may wait. Called by the thread that waits, with the board unlocked.
class Patience {
 public:
  virtual ~Patience() = default;
  // After each of these the board asks whether to go on.
  virtual absl::Duration Nap() const = 0;
  // `awaited` have not answered yet. An error ends the task with it.
  virtual absl::Status StillWaits(const std::set<std::string>& awaited) = 0;
};

class TaskBoard {
 public:
  // Puts the task (a Sum, a Gather) out to key.sites and waits until the last of them has answered: a smaller
  // roster is never added up. A refusal is an answer too: the others are still waited for, so that who is
  // asked what, and what is told of it, depends on nobody's being there first. Without `patience` it waits
  // for ever. kFailedPrecondition: sites refused (their names and reasons, in the order of the names);
  // kAborted, at once: a site ended its part in the study; kCancelled: the study was cancelled; kUnavailable:
  // the board was closed; or what `patience` says. Whatever the reason, the task is off the board afterwards.
  absl::StatusOr<RingVector> Sum(std::shared_ptr<const models::Task> task, Patience* patience = nullptr);
  absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(std::shared_ptr<const models::Task> task,
                                                                   Patience* patience = nullptr);

  // Ends the waiting of one study, or of all (the server stops: nothing is lost, the journal goes on later).
  void Cancel(const std::string& study_sha256);
  void Close();

  // --- What sessions call ---

  // The carrier gets every task that waits for `site`, now and from now on, until Unsubscribe. A site has one
  // carrier: a newer one takes the place of an older one.
  void Subscribe(const std::string& site, const std::shared_ptr<TaskCarrier>& carrier);
  void Unsubscribe(const std::string& site, const TaskCarrier* carrier);
  bool Connected(const std::string& site) const;
  // Cuts the site's carrier, if it has one. What waits for the site goes on waiting.
  void Disconnect(const std::string& site, const absl::Status& why);

  // Sites that an outstanding task of the study waits for.
  std::set<std::string> Awaited(const std::string& study_sha256) const;
  // Sites that refused it, and why.
  std::map<std::string, std::string> Refusals(const std::string& study_sha256) const;

  // How many words `site` owes for this task; nullopt when no answer is awaited from it (answered before, or
  // the task is not out): such a submission is acknowledged and dropped.
  std::optional<std::size_t> WordsAwaited(const std::string& site, const models::TaskKey& key) const;

  // Takes one site's whole answer. A repeated submission is acknowledged and changes nothing.
  // kInvalidArgument: another number of words, or a record of another kind, than the request asks for.
  absl::Status SubmitSummand(const std::string& site, const models::TaskKey& key,
                             std::vector<std::uint64_t> words);
  absl::Status SubmitRecord(const std::string& site, const models::TaskKey& key, models::SiteRecord record);
  // The site says no: the task ends with its reason when the others have answered. `ends_study`: at once, and
  // so does the study, whatever the task was for.
  void Refuse(const std::string& site, const models::TaskKey& key, const std::string& reason,
              bool ends_study = false);

 private:
  // A task that is out.
  struct Outstanding {
    std::shared_ptr<const models::Task> task;
    std::set<std::string> awaited;
    std::unique_ptr<RingVector> sum;  // for a Sum
    std::map<std::string, models::SiteRecord> records;
    std::map<std::string, std::string> refusals;  // by site
    absl::Status ended;                           // not OK: a site ended its part, cancelled, closed
    std::unique_ptr<std::condition_variable> finished = std::make_unique<std::condition_variable>();

    bool IsFinished() const { return awaited.empty() || !ended.ok(); }
    void End(const absl::Status& status);
  };
  using Tasks = std::map<models::TaskKey, Outstanding>;

  absl::StatusOr<Outstanding> Await(Outstanding outstanding, Patience* patience);
  static void Wait(std::unique_lock<std::mutex>& lock, Outstanding& waiting, Patience* patience);
  Outstanding* FindAwaited(const std::string& site, const models::TaskKey& key);

  mutable std::mutex mutex_;
  bool closed_ = false;
  std::set<std::string> cancelled_;
  Tasks outstanding_;
  std::map<std::string, std::shared_ptr<TaskCarrier>> carriers_;
};

// The sites whose refusals ended a round with this status, or none: for programs, beside the sentence.
std::set<std::string> RefusingSites(const absl::Status& status);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_TASK_BOARD_H_
