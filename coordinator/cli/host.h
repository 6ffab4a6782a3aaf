// All that `osteon-coordinator serve` runs, put together.
#ifndef OSTEON_COORDINATOR_CLI_HOST_H_
#define OSTEON_COORDINATOR_CLI_HOST_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/secret_file.h"
#include "common/metrics/metric.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/listener_check.h"
#include "coordinator/federation/study_waits.h"
#include "coordinator/journal/journal.h"
#include "coordinator/session/task_board.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

struct HostOptions {
  CoordinatorFolder folder;
  std::string listen;     // ADDRESS:PORT; port 0 picks a free one
  std::string ca_folder;  // empty: the folder's own, if its key is there
  std::function<absl::Time()> clock;
  std::shared_ptr<spdlog::logger> log;
  PassphraseSource passphrase = nullptr;  // of the server's and the CA's key
  std::string notify{};  // a program that is run at every change of a study's state; empty: none
  WaitRules waits{};
  // What tests shorten: members' certificates, and the time between looks at what other processes wrote.
  absl::Duration member_lifetime = CertificateAuthority::kDefaultLifetime;
  absl::Duration between_looks = absl::Seconds(1);
  ListenerProbes probes{};           // of whether anybody can still connect
  WriteHook journal_hook = nullptr;  // of tests
};

class Host {
 public:
  // Listens, takes up the journal's studies, and writes the address into the folder.
  // kNotFound: no coordinator in the folder. kUnavailable: the port or the journal is taken.
  static absl::StatusOr<std::unique_ptr<Host>> Start(HostOptions options);
  ~Host();  // stops

  const std::string& address() const { return address_; }
  Journal& journal();
  TaskBoard& board();
  // coordinator_metrics.h; and whether the journal can be read, every study goes on and the listener answers.
  absl::StatusOr<std::vector<Metric>> Metrics();
  absl::Status Ready();

 private:
  struct Parts;
  class PresentIdentity;
  explicit Host(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::string address_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_HOST_H_
