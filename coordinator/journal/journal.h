// All that the coordinator must not lose: one SQLite database and a folder of large payloads.
#ifndef OSTEON_COORDINATOR_JOURNAL_JOURNAL_H_
#define OSTEON_COORDINATOR_JOURNAL_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "coordinator/journal/database.h"
#include "coordinator/journal/head_store.h"
#include "coordinator/journal/member_store.h"
#include "coordinator/journal/round_store.h"
#include "coordinator/journal/sighting_store.h"
#include "coordinator/journal/study_store.h"

namespace osteon::coordinator {

class Journal {
 public:
  // FOLDER/coordinator.db and FOLDER/payloads, made when absent; one of an older version is brought up to
  // this one. kFailedPrecondition: written by a newer version.
  static absl::StatusOr<std::unique_ptr<Journal>> Open(const std::string& folder, WriteHook hook = nullptr);

  MemberStore& members() { return members_; }
  StudyStore& studies() { return studies_; }
  HeadStore& heads() { return heads_; }
  RoundStore& rounds() { return rounds_; }
  SightingStore& sightings() { return sightings_; }

 private:
  Journal(std::unique_ptr<Database> database, const std::string& folder, WriteHook hook);
  absl::Status Upgrade(std::int64_t found);
  absl::Status ChainRounds();
  absl::Status ListCertificates();
  std::unique_ptr<Database> database_;
  MemberStore members_;
  StudyStore studies_;
  HeadStore heads_;
  RoundStore rounds_;
  SightingStore sightings_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_JOURNAL_H_
