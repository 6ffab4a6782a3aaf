// What a study is doing, for people and programs.
#ifndef OSTEON_COORDINATOR_CLI_STUDY_STATUS_H_
#define OSTEON_COORDINATOR_CLI_STUDY_STATUS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "absl/time/time.h"
#include "osteon/v1/session.pb.h"

namespace osteon {

// "waits for the approval of beta, gamma", "waits for beta (not connected) since 2026-11-30 15:20 UTC (2h
// 5m)", the reason of a failure; empty where there is nothing to say.
std::string Situation(const v1::StudyStatus& status, absl::Time now);

// The same in one line that changes only when something has happened, for `watch`.
std::string WatchLine(const v1::StudyStatus& status);

// One screen: state, author, step and how far, whom it waits for and until when, every site.
std::string StatusScreen(const v1::StudyStatus& status, absl::Time now);

// Times as "2026-11-30T15:20:00Z"; null where there is none.
nlohmann::ordered_json JsonOf(const v1::StudyStatus& status);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_STUDY_STATUS_H_
