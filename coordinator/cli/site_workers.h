// A few threads that work for all simulated sites.
#ifndef OSTEON_COORDINATOR_CLI_SITE_WORKERS_H_
#define OSTEON_COORDINATOR_CLI_SITE_WORKERS_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace osteon {

// Like an agent, a site does one thing after the other, in the order asked; different sites side by side. A
// round that another site's refusal has ended leaves a site at work when the next one is asked.
class SiteWorkers {
 public:
  explicit SiteWorkers(int threads);
  ~SiteWorkers();  // waits for what is being done; the rest is not begun
  SiteWorkers(const SiteWorkers&) = delete;
  SiteWorkers& operator=(const SiteWorkers&) = delete;

  void Do(const std::string& site, std::function<void()> work);

 private:
  struct Work {
    std::string site;
    std::function<void()> work;
  };
  void Run();
  std::deque<Work>::iterator First();  // of a site that does nothing

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::deque<Work> queue_;
  std::set<std::string> busy_;
  std::vector<std::thread> threads_;
};

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_SITE_WORKERS_H_
