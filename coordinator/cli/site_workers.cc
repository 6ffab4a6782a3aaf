#include "coordinator/cli/site_workers.h"

#include <algorithm>
#include <utility>

namespace osteon {

SiteWorkers::SiteWorkers(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

SiteWorkers::~SiteWorkers() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void SiteWorkers::Do(const std::string& site, std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back({site, std::move(work)});
  }
  wake_.notify_one();
}

std::deque<SiteWorkers::Work>::iterator SiteWorkers::First() {
  return std::find_if(queue_.begin(), queue_.end(),
                      [this](const Work& work) { return !busy_.contains(work.site); });
}

void SiteWorkers::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ended_ || First() != queue_.end(); });
    if (ended_) return;
    const auto first = First();
    const Work work = std::move(*first);
    queue_.erase(first);
    busy_.insert(work.site);
    lock.unlock();
    work.work();
    lock.lock();
    busy_.erase(work.site);
    wake_.notify_one();  // what waited for this site
  }
}

}  // namespace osteon
