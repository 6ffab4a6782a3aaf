// Requests, tasks and records as messages, and back. A message is validated here once; past this file there
// are only domain types.
#ifndef OSTEON_MODELS_WIRE_FEDERATION_WIRE_H_
#define OSTEON_MODELS_WIRE_FEDERATION_WIRE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"
#include "models/federation/task.h"

namespace osteon::v1 {
class Task;
class TaskKey;
class SiteRecord;
}  // namespace osteon::v1

namespace osteon::models {

// 1 GiB: a request for a longer summand is refused, so neither side takes memory for one.
inline constexpr std::size_t kMostSummandWords = std::size_t{1} << 27;

// SHA-256 of the request's deterministic serialisation, in hexadecimal. Both sides compute it from the domain
// type, so a request with anything that this version does not understand does not get the hash that it came
// with.
std::string RequestSha256(const std::variant<SumRequest, GatherRequest>& request);

void ToMessage(const Task& task, v1::Task* message);
void ToMessage(const TaskKey& key, v1::TaskKey* message);
void ToMessage(const SiteRecord& record, v1::SiteRecord* message);

// kInvalidArgument: a part is missing, a number is not finite, a size is beyond its limit, sites are not
// sorted and unique, or the request does not have the hash in its key.
absl::StatusOr<Task> TaskFromMessage(const v1::Task& message);
absl::StatusOr<TaskKey> KeyFromMessage(const v1::TaskKey& message);
absl::StatusOr<SiteRecord> RecordFromMessage(const v1::SiteRecord& message);

// How many bytes the task is as a message.
std::uint64_t MessageBytes(const Task& task);

// A request for a sum as bytes, as a site keeps what it was told to prepare.
std::string SerialiseRequest(const SumRequest& request);
absl::StatusOr<SumRequest> ParseSumRequest(absl::string_view bytes);

// A record as bytes, for ledger and journal.
std::string SerialiseRecord(const SiteRecord& record);
absl::StatusOr<SiteRecord> ParseRecord(absl::string_view bytes);

// The records of a round by site.
std::string SerialiseRecords(const std::map<std::string, SiteRecord>& records);
absl::StatusOr<std::map<std::string, SiteRecord>> ParseRecords(absl::string_view bytes);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_FEDERATION_WIRE_H_
