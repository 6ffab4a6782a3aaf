#include "models/wire/harmonisation_wire.h"

#include <string>
#include <utility>
#include <vector>

#include "common/status/status_macros.h"
#include "models/wire/message_checks.h"

namespace osteon::models {

void Fill(const BatchMomentsRequest& request, v1::SumRequest* message) {
  v1::BatchMomentsRequest* moments = message->mutable_batch_moments();
  moments->mutable_features()->Assign(request.features.begin(), request.features.end());
  moments->mutable_covariates()->Assign(request.covariates.begin(), request.covariates.end());
  moments->set_rows(ToMessage(request.rows));
  moments->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::BatchMomentsRequest& message) {
  BatchMomentsRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.features, ColumnsFromMessage(message.features()));
  OSTEON_ASSIGN_OR_RETURN(request.covariates, ColumnsFromMessage(message.covariates()));
  std::vector<std::string> all = request.features;
  all.insert(all.end(), request.covariates.begin(), request.covariates.end());
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(all), "column"));
  const std::size_t q = request.covariates.size();
  if (q * request.features.size() + q * (q + 1) / 2 > kMaxBatchProducts) {
    return Invalid("too many products of covariates in one request");
  }
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

}  // namespace osteon::models
