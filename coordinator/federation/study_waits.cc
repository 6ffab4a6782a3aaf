#include "coordinator/federation/study_waits.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

std::string Minute(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

}  // namespace

StudyWaits::StudyWaits(Study study, WaitRules rules, StudyStore& store, Move move,
                       TellStandstill tell_standstill, Sleep sleep, std::function<absl::Time()> clock,
                       spdlog::logger& log)
    : study_(std::move(study)),
      rules_(rules),
      store_(store),
      move_(std::move(move)),
      tell_standstill_(std::move(tell_standstill)),
      sleep_(std::move(sleep)),
      clock_(std::move(clock)),
      log_(log),
      taken_up_(clock_()),
      paused_(study_.paused) {}

void StudyWaits::PutOut(std::uint64_t sequence, const std::string& purpose) {
  GoOn();
  sequence_ = sequence;
  told_.clear();
  absl::Time since = clock_();
  // Where it cannot be read the wait counts from now: it only grows longer.
  const absl::StatusOr<std::optional<StudyWait>> earlier = store_.Wait(study_.study_sha256);
  if (earlier.ok() && *earlier && (*earlier)->sequence == sequence) since = (*earlier)->since;
  const std::scoped_lock lock(mutex_);
  since_ = since;
  step_ = purpose;
}

// A site that could not answer because the coordinator itself was away still gets its chance.
absl::Time StudyWaits::Deadline() const {
  return std::max(since_ + absl::Hours(24) * study_.max_wait_days, taken_up_ + rules_.grace);
}

absl::Status StudyWaits::Pause(const std::set<std::string>& awaited) {
  OSTEON_RETURN_IF_ERROR(store_.KeepWait(study_.study_sha256, {sequence_, since_}));
  OSTEON_RETURN_IF_ERROR(move_(StudyState::kPaused, awaited));
  paused_ = true;
  paused_for_sites_ = true;
  return absl::OkStatus();
}

absl::Status StudyWaits::StillWaits(const std::set<std::string>& awaited) {
  if (!paused_for_sites_) {
    // A journal that cannot be written now is tried again after the next nap.
    if (const absl::Status paused = Pause(awaited); paused.ok()) {
      GoOn();
    } else {
      NoteStandstill(paused);
    }
  }
  const std::string names = absl::StrJoin(awaited, ", ");
  if (awaited != told_) {
    log_.warn("study {} waits for {} since {}, at most until {}", study_.name, names, Minute(since_),
              Minute(Deadline()));
  }
  told_ = awaited;
  if (clock_() < Deadline()) return absl::OkStatus();
  return absl::DeadlineExceededError(absl::StrCat(
      "the study waited for ", names, " since ", Minute(since_), ", longer than its max_wait_days of ",
      study_.max_wait_days, "; of this round nothing was added up. Submit it again under another name when ",
      names, " can answer, or begin it again without: osteon study restart ", study_.name, " --without ",
      *awaited.begin()));
}

void StudyWaits::Answered() {
  {
    const std::scoped_lock lock(mutex_);
    since_ = absl::InfiniteFuture();
    step_.clear();
  }
  told_.clear();
  paused_for_sites_ = false;
  Resume();
}

void StudyWaits::Resume() {
  if (!paused_) return;
  const absl::Status moved = move_(StudyState::kRunning, {});
  // The next round, or the study's end, says it again.
  if (moved.ok()) paused_ = false;
}

// Once for each reason.
void StudyWaits::NoteStandstill(const absl::Status& why) {
  const std::string reason(why.message());
  StudyState before = paused_ ? StudyState::kPaused : StudyState::kRunning;
  {
    const std::scoped_lock lock(mutex_);
    if (stands_still_ == reason) return;
    if (!stands_still_.empty()) before = StudyState::kPaused;
    stands_still_ = reason;
  }
  log_.error("study {} stands still: {}; it goes on by itself when that is mended", study_.name, reason);
  tell_standstill_(before, StudyState::kPaused, reason);
}

absl::Status StudyWaits::StandStill(const absl::Status& why) {
  NoteStandstill(why);
  return sleep_(rules_.between_tries);
}

void StudyWaits::GoOn() {
  {
    const std::scoped_lock lock(mutex_);
    if (stands_still_.empty()) return;
    stands_still_.clear();
  }
  log_.info("study {} goes on", study_.name);
  if (!paused_) tell_standstill_(StudyState::kPaused, StudyState::kRunning, "");
}

StudyNow StudyWaits::Now() const {
  const std::scoped_lock lock(mutex_);
  StudyNow now;
  now.step = step_;
  now.stands_still = stands_still_;
  now.rounds_expected = study_.rounds_expected;
  if (since_ == absl::InfiniteFuture()) return now;
  now.step_since = since_;
  now.fails_at = Deadline();
  return now;
}

}  // namespace osteon::coordinator
