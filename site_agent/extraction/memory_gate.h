// Work is let in only while the memory that it will need is there.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_MEMORY_GATE_H_
#define OSTEON_SITE_AGENT_EXTRACTION_MEMORY_GATE_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace osteon {

// The sum of what is admitted stays at or below the limit; what needs more than the limit by itself is
// admitted alone. First come, first served, so a large piece of work is not passed by small ones for ever.
class MemoryGate {
 public:
  explicit MemoryGate(std::uint64_t limit) : limit_(limit) {}

  // Held while the work lasts.
  class Admission {
   public:
    Admission(MemoryGate& gate, std::uint64_t bytes) : gate_(gate), bytes_(bytes) {}
    ~Admission() { gate_.Leave(bytes_); }
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

   private:
    MemoryGate& gate_;
    std::uint64_t bytes_;
  };

  // Waits for its turn and for room.
  Admission Enter(std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    const std::uint64_t ticket = next_ticket_++;
    changed_.wait(lock, [&] {
      return ticket == served_ && (admitted_ == 0 || (bytes <= limit_ && used_ <= limit_ - bytes));
    });
    ++served_;
    ++admitted_;
    used_ += bytes;
    changed_.notify_all();
    return {*this, bytes};
  }

 private:
  void Leave(std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    --admitted_;
    used_ -= bytes;
    changed_.notify_all();
  }

  const std::uint64_t limit_;
  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::uint64_t next_ticket_ = 0, served_ = 0, admitted_ = 0;
  std::uint64_t used_ = 0;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_MEMORY_GATE_H_
