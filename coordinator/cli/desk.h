// A person's connection to the coordinator.
#ifndef OSTEON_COORDINATOR_CLI_DESK_H_
#define OSTEON_COORDINATOR_CLI_DESK_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "models/study/study.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {

// For calls that carry no results.
inline constexpr absl::Duration kLongestDeskCall = absl::Seconds(30);

struct DeskConnection {
  Identity identity;
  std::unique_ptr<v1::StudyDesk::Stub> desk;
};

// `address`: HOST:PORT; `identity_path`: from `osteon enrol`, and renewed when two thirds of its
// certificate's life have passed. kUnavailable: the coordinator cannot be reached.
absl::StatusOr<DeskConnection> ConnectToDesk(const std::string& address, const std::string& identity_path,
                                             const PassphraseSource& passphrase);

// The author's proposal of `study`, signed with her key.
absl::StatusOr<v1::SubmitStudyReply> SubmitStudy(const DeskConnection& connection,
                                                 const models::Study& study);

inline constexpr std::size_t kMostResultBytes = std::size_t{1} << 30;

// The result files of a finished study, by name or hash. Errors of the coordinator: no such study, not DONE.
// kResourceExhausted: more bytes of names and texts than `most_bytes`; no more are held.
absl::StatusOr<std::map<std::string, std::string>> FetchResultFiles(
    v1::StudyDesk::Stub& desk, const std::string& study, std::size_t most_bytes = kMostResultBytes);

// A study as it was submitted.
absl::StatusOr<models::Study> FetchStudy(v1::StudyDesk::Stub& desk, const std::string& study);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_DESK_H_
