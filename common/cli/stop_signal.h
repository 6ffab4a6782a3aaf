// Ctrl-C and `systemctl stop`, as something a program waits for.
#ifndef OSTEON_COMMON_CLI_STOP_SIGNAL_H_
#define OSTEON_COMMON_CLI_STOP_SIGNAL_H_

namespace osteon {

// Keeps SIGINT and SIGTERM from ending this process by themselves: they wait for WaitForStopSignal. To be
// called before any other thread is made. Processes that are started afterwards must UnblockStopSignals.
void BlockStopSignals();
void UnblockStopSignals();

// Sends one to this process, for whoever waits.
void RaiseStopSignal();

// Returns when one of them has come.
void WaitForStopSignal();

// Whether one has come, without waiting; it is used up by this.
bool StopSignalCame();

}  // namespace osteon

#endif  // OSTEON_COMMON_CLI_STOP_SIGNAL_H_
