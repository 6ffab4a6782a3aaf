#include "models/federation/side_by_side.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

constexpr std::size_t kPurposesNamed = 3;

// Whose turn it is: a procedure's, or the conductor's.
class Baton {
 public:
  static constexpr int kConductor = -1;
  void GiveTo(int holder) {
    {
      const std::scoped_lock lock(mutex_);
      holder_ = holder;
    }
    changed_.notify_all();
  }
  void WaitFor(int holder) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return holder_ == holder; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int holder_ = kConductor;
};

// The federation that one procedure sees.
class Lane : public Federation {
 public:
  Lane(Federation& inner, Baton& baton, int number) : inner_(inner), baton_(baton), number_(number) {}

  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override {
    round_ = round;
    asked_ = request;
    baton_.GiveTo(Baton::kConductor);
    baton_.WaitFor(number_);
    return *std::exchange(answer_, std::nullopt);
  }
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                           const GatherRequest& request) override {
    return inner_.Gather(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return inner_.Remember(name, compute);
  }

  bool waits() const { return asked_.has_value(); }
  const Round& round() const { return round_; }
  const SumRequest& asked() const { return *asked_; }
  void Answer(absl::StatusOr<RingVector> answer) {
    answer_ = std::move(answer);
    asked_.reset();
  }

 private:
  Federation& inner_;
  Baton& baton_;
  const int number_;
  Round round_;
  std::optional<SumRequest> asked_;
  std::optional<absl::StatusOr<RingVector>> answer_;
};

// What some lanes ask, as one round.
struct Shared {
  std::vector<Lane*> lanes;
  std::size_t scalars = 0;
};

std::string Purpose(const std::vector<Lane*>& lanes) {
  std::vector<std::string> purposes;
  for (const Lane* lane : lanes) {
    const std::string& purpose = lane->round().purpose;
    if (std::find(purposes.begin(), purposes.end(), purpose) == purposes.end()) purposes.push_back(purpose);
  }
  const std::size_t named = std::min(purposes.size(), kPurposesNamed);
  return absl::StrCat(
      absl::StrJoin(purposes.begin(), purposes.begin() + static_cast<std::ptrdiff_t>(named), ", "),
      purposes.size() > named ? absl::StrCat(" and ", purposes.size() - named, " more") : "");
}

std::vector<BundlePart> PartsOf(const Lane& lane) {
  if (const auto* bundle = std::get_if<BundleRequest>(&lane.asked())) return bundle->parts;
  return {{lane.round().fit, lane.round().sites, View(), lane.asked()}};
}

void AskTogether(Federation& federation, const std::vector<Lane*>& lanes) {
  if (lanes.size() == 1) {
    lanes[0]->Answer(federation.Sum(lanes[0]->round(), lanes[0]->asked()));
    return;
  }
  Round round;
  round.purpose = Purpose(lanes);
  std::set<std::string> sites;
  BundleRequest bundle;
  bool one_fit = true;
  for (const Lane* lane : lanes) {
    sites.insert(lane->round().sites.begin(), lane->round().sites.end());
    one_fit = one_fit && lane->round().fit == lanes[0]->round().fit;
    std::vector<BundlePart> parts = PartsOf(*lane);
    bundle.parts.insert(bundle.parts.end(), std::make_move_iterator(parts.begin()),
                        std::make_move_iterator(parts.end()));
  }
  if (one_fit) round.fit = lanes[0]->round().fit;
  round.sites.assign(sites.begin(), sites.end());
  const absl::StatusOr<RingVector> sum = federation.Sum(round, bundle);
  if (absl::IsFailedPrecondition(sum.status()) || absl::IsOutOfRange(sum.status())) {
    // A site refuses what one of them asks; the others need not suffer.
    for (Lane* lane : lanes) lane->Answer(federation.Sum(lane->round(), lane->asked()));
    return;
  }
  if (!sum.ok()) {
    for (Lane* lane : lanes) lane->Answer(sum.status());
    return;
  }
  auto words = sum->words().begin();
  for (Lane* lane : lanes) {
    const RingLayout layout = LayoutOf(lane->asked());
    const auto end = words + static_cast<std::ptrdiff_t>(WordCount(layout));
    lane->Answer(RingVector::FromWords(layout, {words, end}));
    words = end;
  }
}

// Answers every lane that waits.
void AnswerAll(Federation& federation, const std::vector<std::unique_ptr<Lane>>& lanes) {
  Shared shared;
  const auto send = [&] {
    if (!shared.lanes.empty()) AskTogether(federation, shared.lanes);
    shared = Shared();
  };
  for (const std::unique_ptr<Lane>& lane : lanes) {
    if (!lane->waits()) continue;
    const std::size_t scalars = ScalarCount(LayoutOf(lane->asked()));
    if (shared.scalars + scalars > kMostBundledScalars) send();
    shared.lanes.push_back(lane.get());
    shared.scalars += scalars;
  }
  send();
}

// What is thrown (memory that is not there, most likely) must not leave a thread that others wait for.
absl::Status Caught(const std::function<absl::Status()>& run) {
  try {
    return run();
  } catch (const std::exception& error) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a step of the study could not be computed: ", error.what()));
  }
}

}  // namespace

std::vector<absl::Status> RunSideBySide(Federation& federation, const std::vector<Procedure>& procedures) {
  if (procedures.size() == 1) return {procedures[0](federation)};
  std::vector<absl::Status> results(procedures.size());
  Baton baton;
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<bool> ended(procedures.size(), false);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < procedures.size(); ++i) {
    const int number = static_cast<int>(i);
    lanes.push_back(std::make_unique<Lane>(federation, baton, number));
    const absl::Status started = Caught([&, lane = lanes.back().get()] {
      threads.emplace_back([&, i, number, lane] {
        baton.WaitFor(number);
        results[i] = Caught([&] { return procedures[i](*lane); });
        ended[i] = true;
        baton.GiveTo(Baton::kConductor);
      });
      return absl::OkStatus();
    });
    if (started.ok()) continue;
    results[i] = started;
    ended[i] = true;
  }
  while (std::find(ended.begin(), ended.end(), false) != ended.end()) {
    for (std::size_t i = 0; i < procedures.size(); ++i) {
      if (ended[i]) continue;
      baton.GiveTo(static_cast<int>(i));
      baton.WaitFor(Baton::kConductor);
    }
    const absl::Status answered = Caught([&] {
      AnswerAll(federation, lanes);
      return absl::OkStatus();
    });
    for (const std::unique_ptr<Lane>& lane : lanes) {
      if (!answered.ok() && lane->waits()) lane->Answer(answered);
    }
  }
  for (std::thread& thread : threads) thread.join();
  return results;
}

}  // namespace osteon::models
