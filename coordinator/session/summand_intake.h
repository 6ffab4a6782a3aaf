// Takes one summand, chunk after chunk.
#ifndef OSTEON_COORDINATOR_SESSION_SUMMAND_INTAKE_H_
#define OSTEON_COORDINATOR_SESSION_SUMMAND_INTAKE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/session/task_board.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon::coordinator {

// A reactor that reads the whole summand of `site`, gives it to the board and deletes itself. Memory for the
// words is taken only after the board has said how many are awaited; a summand that nobody awaits any more is
// read and dropped. When `site` is an error the call ends with it. `may` is asked at every chunk and before
// the board gets the summand, `take_head` is told the head of the site's ledger before that; the call ends
// with their errors.
grpc::ServerReadReactor<v1::SummandChunk>* TakeSummand(
    TaskBoard& board, absl::StatusOr<std::string> site, std::function<absl::Status()> may,
    std::function<absl::Status(const v1::LedgerHead&)> take_head);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_SUMMAND_INTAKE_H_
