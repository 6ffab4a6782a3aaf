#include "common/cli/stop_signal.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

namespace osteon {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

void BlockStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void UnblockStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void RaiseStopSignal() {
  kill(getpid(), SIGTERM);
}

void WaitForStopSignal() {
  const sigset_t signals = StopSignals();
  int received = 0;
  while (sigwait(&signals, &received) != 0) {
  }
}

bool StopSignalCame() {
  const sigset_t signals = StopSignals();
  const timespec at_once{0, 0};
  return sigtimedwait(&signals, nullptr, &at_once) > 0;
}

}  // namespace osteon
