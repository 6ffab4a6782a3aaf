// How one run of the pipeline prepares its tables, and tells the sites.
#ifndef OSTEON_MODELS_PIPELINE_TABLE_PREPARATION_H_
#define OSTEON_MODELS_PIPELINE_TABLE_PREPARATION_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/federation/prepared_federation.h"
#include "models/pipeline/run_pipeline.h"

namespace osteon::models {

class TablePreparation {
 public:
  // Both outlive it.
  TablePreparation(Federation& federation, const PipelineScope& scope)
      : federation_(federation), scope_(scope) {}

  const Preparation& base() const { return base_; }
  Preparation& base() { return base_; }

  // The name under which the sites know `preparation`: told now unless they know it. Empty: there is nothing
  // to prepare.
  absl::StatusOr<std::string> NameOf(const Preparation& preparation);

  // The federation that sees the tables so.
  absl::StatusOr<PreparedFederation> Seen(const Preparation& preparation, const FoldRule& folds = {});

 private:
  Federation& federation_;
  const PipelineScope& scope_;
  Preparation base_;  // imputation and harmonisation
  std::vector<std::pair<Preparation, std::string>> told_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_TABLE_PREPARATION_H_
