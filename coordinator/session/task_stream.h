// One site's stream of tasks.
#ifndef OSTEON_COORDINATOR_SESSION_TASK_STREAM_H_
#define OSTEON_COORDINATOR_SESSION_TASK_STREAM_H_

#include <functional>
#include <string>

#include "coordinator/session/sightings.h"
#include "coordinator/session/task_board.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon::coordinator {

// A reactor that subscribes `site` to the board until the connection ends, and deletes itself then. `may` is
// asked before every task; an error ends the stream with it.
grpc::ServerWriteReactor<v1::Task>* StreamTasks(TaskBoard& board, Sightings& sightings, std::string site,
                                                std::function<absl::Status()> may);

// A reactor that ends at once with this status.
grpc::ServerWriteReactor<v1::Task>* EndedStream(const grpc::Status& status);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_TASK_STREAM_H_
