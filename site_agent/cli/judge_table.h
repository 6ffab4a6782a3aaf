// Whether a hospital's table, with its mapping, has what a study needs. All of it stays on this computer.
#ifndef OSTEON_SITE_AGENT_CLI_JUDGE_TABLE_H_
#define OSTEON_SITE_AGENT_CLI_JUDGE_TABLE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/secret_file.h"
#include "models/study/study.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cohort/cohort.h"
#include "site_agent/cohort/explain_mapping.h"
#include "site_agent/cohort/mapping.h"

namespace osteon {

struct TableQuestion {
  AgentFolder folder;  // of the identity and the pseudonym key; before `init` there may be none
  std::string data;    // table or manifest
  PassphraseSource passphrase;
};

struct TableVerdict {
  std::vector<ExplainedColumn> columns;
  std::optional<Cohort> cohort;       // none: not fit, or features are yet to be extracted
  std::vector<std::string> problems;  // empty: the study's needs are met
  // What an external site may lack and lacks, and which models that leaves out here: the study goes on.
  std::vector<std::string> warnings{};
};

// Errors are those of reading the table; what it lacks is a problem of the verdict.
absl::StatusOr<TableVerdict> JudgeTable(const TableQuestion& question, const Mapping& mapping,
                                        const models::Study& study);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_JUDGE_TABLE_H_
