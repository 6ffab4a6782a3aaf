#include "coordinator/session/sightings.h"

#include <utility>

namespace osteon::coordinator {
namespace {

constexpr absl::Duration kBetweenNotes = absl::Minutes(1);

}  // namespace

Sightings::Sightings(SightingStore& store, std::function<absl::Time()> clock)
    : store_(store), clock_(std::move(clock)) {
  store_.NobodyIsConnected().IgnoreError();
}

void Sightings::Called(const std::string& member) {
  const absl::Time now = clock_();
  {
    const std::scoped_lock lock(mutex_);
    const auto [last, first] = written_.emplace(member, now);
    if (!first && now - last->second < kBetweenNotes) return;
    last->second = now;
  }
  store_.Seen(member, now).IgnoreError();
}

void Sightings::Runs(const std::string& member, const std::string& software) {
  store_.SeenWith(member, software, clock_()).IgnoreError();
}

void Sightings::Connected(const std::string& member) {
  const std::scoped_lock lock(mutex_);
  if (++streams_[member] == 1) store_.SetConnected(member, true, clock_()).IgnoreError();
}

void Sightings::Left(const std::string& member) {
  const std::scoped_lock lock(mutex_);
  if (--streams_[member] == 0) store_.SetConnected(member, false, clock_()).IgnoreError();
}

}  // namespace osteon::coordinator
