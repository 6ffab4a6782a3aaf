// A copy of the coordinator's folder that another `serve` can go on from.
#ifndef OSTEON_COORDINATOR_CLI_BACKUP_H_
#define OSTEON_COORDINATOR_CLI_BACKUP_H_

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/journal/copy_journal.h"

namespace osteon::coordinator {

// Journal, payloads, keys, certificates and waiting enrolments into the new folder OUT, mode 0700, which is
// there whole or not at all; `serve` may run. Keys that are encrypted stay so. kAlreadyExists: OUT is there.
// kInvalidArgument: OUT is inside the coordinator's folder. kNotFound: no coordinator.
absl::StatusOr<CopiedJournal> BackUpCoordinator(const CoordinatorFolder& folder, const std::string& out);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_BACKUP_H_
