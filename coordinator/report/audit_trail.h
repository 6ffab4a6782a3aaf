// From a number of the report to the requests behind it: the study's rounds, and links to them.
#ifndef OSTEON_COORDINATOR_REPORT_AUDIT_TRAIL_H_
#define OSTEON_COORDINATOR_REPORT_AUDIT_TRAIL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// Rounds that follow each other with one purpose, kind and roster.
struct AuditEntry {
  std::string purpose, kind;
  std::vector<std::string> sites;     // that answered
  std::size_t first = 0, last = 0;    // rounds, from 1
  std::vector<std::string> requests;  // SHA-256, in their order
  std::uint64_t scalars = 0;          // released by each site
  double seconds = 0;
};

std::vector<AuditEntry> AuditEntries(const LedgerSummary& ledger);

// The entries with one of these purposes; one that bundles several has them all.
std::vector<AuditEntry> WithPurpose(const std::vector<AuditEntry>& entries,
                                    const std::vector<std::string>& purposes);

// Those that validated in `role`. Where hold-out and training patients of the same sites were validated, the
// first half of the rounds is the training patients'.
std::vector<AuditEntry> Validating(const ReportInput& input, models::SiteRole role);

// "Rounds 41-43: requests ab12cd34 to 99aabbcc, roster eta, zeta", linked to the audit trail. Empty for none.
Html Source(const std::vector<AuditEntry>& entries);
// The same of several groups: "External: rounds ...; hold-out: ...".
Html SourceByRole(const ReportInput& input, const std::vector<models::SiteRole>& roles);

// The table that the links lead to.
Html AuditTable(const std::vector<AuditEntry>& entries, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_AUDIT_TRAIL_H_
