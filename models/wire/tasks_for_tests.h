// Tasks as a coordinator sends them.
#ifndef OSTEON_MODELS_WIRE_TASKS_FOR_TESTS_H_
#define OSTEON_MODELS_WIRE_TASKS_FOR_TESTS_H_

#include <string>
#include <utility>
#include <variant>

#include "common/hash/sha256.h"
#include "models/wire/federation_wire.h"
#include "osteon/v1/session.pb.h"

namespace osteon::models {

inline Task TaskOf(std::variant<SumRequest, GatherRequest> request) {
  Task task;
  task.key.study_sha256 = std::string(64, 'a');
  task.key.roster_sha256 = std::string(64, 'b');
  task.key.fit = "suv";
  task.key.request_sha256 = RequestSha256(request);
  task.key.attempt = 2;
  task.key.sites = {"alpha", "beta", "gamma"};
  task.purpose = "fit suv";
  task.request = std::move(request);
  return task;
}

inline v1::Task MessageOf(const Task& task) {
  v1::Task message;
  ToMessage(task, &message);
  return message;
}
inline v1::Task MessageOf(std::variant<SumRequest, GatherRequest> request) {
  return MessageOf(TaskOf(std::move(request)));
}

// A task that was changed by hand arrives with the hash of what it became: as a coordinator that lies would
// send it.
inline absl::StatusOr<Task> Arrives(v1::Task message) {
  message.mutable_key()->set_request_sha256(Sha256Hex(
      message.has_sum() ? message.sum().SerializeAsString() : message.gather().SerializeAsString()));
  v1::Task received;
  if (!received.ParseFromString(message.SerializeAsString())) return absl::DataLossError("not a message");
  return TaskFromMessage(received);
}

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_TASKS_FOR_TESTS_H_
