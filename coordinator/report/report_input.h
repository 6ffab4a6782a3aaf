// All that a report is made of.
#ifndef OSTEON_COORDINATOR_REPORT_REPORT_INPUT_H_
#define OSTEON_COORDINATOR_REPORT_REPORT_INPUT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/json/json_text.h"
#include "models/pipeline/run_study.h"
#include "models/study/study.h"

namespace osteon::report {

// One Sum or Gather.
struct LedgerRound {
  std::string purpose;                  // "admission", "fit suv", "validation"
  std::string kind;                     // "moments", "logistic", ...
  std::string request_sha256;           // of the request's canonical bytes
  std::uint64_t scalars = 0;            // released by each site
  double seconds = 0;                   // from the first task sent to the last answer
  std::vector<std::string> sites = {};  // that answered, sorted
};

struct SiteTraffic {
  std::uint64_t requests = 0;
  std::uint64_t bytes_sent = 0;        // by the site
  std::uint64_t bytes_received = 0;    // by the site
  std::uint64_t scalars_released = 0;  // numbers that left the site
  std::uint64_t scalars_held = 0;      // patients times candidate columns
};

struct LedgerSummary {
  std::uint64_t round_trips = 0;  // every Sum and Gather of the study
  std::map<std::string, SiteTraffic> sites;
  std::vector<LedgerRound> rounds;  // in the order in which they were asked
  std::string rules;                // "default"; "own policy" where a site has one; "off_for_testing"
};

// Of the study's result, by the coordinator.
struct Signature {
  std::string algorithm;    // "ed25519"
  std::string by;           // whose key
  std::string value;        // base64
  std::string certificate;  // PEM, of that key: so that the file alone shows whether it was altered
};

struct ReportInput {
  models::Study study;  // has passed Validate
  std::string study_sha256;
  models::StudyResult result;
  LedgerSummary ledger;
  std::map<std::string, std::string> software;  // name -> version, of the coordinator
  std::optional<Signature> signature;
  // When the study ended, its models locked, "2026-11-30T15:24:48Z". Absent in a simulation, where equal
  // input gives equal bytes.
  std::optional<std::string> finished = std::nullopt;
  Json earlier_runs = Json::array();  // of the validation that the study repeats (runs.h)
};

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_REPORT_INPUT_H_
