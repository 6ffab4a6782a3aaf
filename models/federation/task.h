// A task: one request to one roster, and the five hashes and names that make it that task and no other.
#ifndef OSTEON_MODELS_FEDERATION_TASK_H_
#define OSTEON_MODELS_FEDERATION_TASK_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "models/federation/requests.h"

namespace osteon::models {

struct TaskKey {
  std::string study_sha256;
  std::string roster_sha256;  // of the whole study's roster: names and public keys
  std::string fit;
  std::string request_sha256;
  std::uint32_t attempt = 1;
  std::vector<std::string> sites;  // whose summands are added, sorted
  friend auto operator<=>(const TaskKey&, const TaskKey&) = default;
};

struct Task {
  TaskKey key;
  std::string purpose;
  std::variant<SumRequest, GatherRequest> request;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_TASK_H_
