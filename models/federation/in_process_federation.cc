#include "models/federation/in_process_federation.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/kernels.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {
namespace {

absl::Status AtSite(const std::string& site, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(site, ": ", status.message()));
}

Admission AdmissionOf(const AnalysisTable& table) {
  Admission admission;
  admission.read = static_cast<std::uint64_t>(table.outcome.size());
  const auto count = [&table](RowSet set, std::uint64_t& patients, std::uint64_t& events) {
    for (const std::size_t row : RowsOf(table, set)) {
      ++patients;
      if (table.outcome[static_cast<Eigen::Index>(row)] == 1) ++events;
    }
  };
  count(RowSet::kTrain, admission.train_patients, admission.train_events);
  count(RowSet::kHoldout, admission.holdout_patients, admission.holdout_events);
  admission.scalars_left = std::numeric_limits<std::uint64_t>::max();
  for (const auto& [kernel, version] : KernelVersions()) {
    admission.software[absl::StrCat("kernel ", kernel)] = version;
  }
  return admission;
}

}  // namespace

TableSite::TableSite(AnalysisTable table, std::string name, std::shared_ptr<const PatientDraws> draws)
    : views_(std::move(name), std::make_shared<const AnalysisTable>(std::move(table)), std::move(draws)) {}

absl::StatusOr<RingVector> TableSite::Summand(const Round&, const SumRequest& request) {
  if (std::holds_alternative<ConfirmCountsRequest>(request)) return RingVector(LayoutOf(request));
  OSTEON_ASSIGN_OR_RETURN(KernelOutput output, ComputeSummand(request, views_));
  return std::move(output.summand);
}

absl::StatusOr<SiteRecord> TableSite::Record(const Round&, const GatherRequest& request) {
  SiteRecord record;
  if (const auto* validation = std::get_if<ValidationRequest>(&request)) {
    OSTEON_ASSIGN_OR_RETURN(record, ComputeValidation(*validation, views_));
  } else if (const auto* comparison = std::get_if<ComparisonRequest>(&request)) {
    OSTEON_ASSIGN_OR_RETURN(record, ComputeComparison(*comparison, views_));
  } else if (std::holds_alternative<CountsRequest>(request)) {
    record = SealedCounts{{0}, {}};  // nothing is judged here, so nothing is counted
  } else if (const auto* summarised = std::get_if<VariableSummaryRequest>(&request)) {
    OSTEON_ASSIGN_OR_RETURN(record, ComputeVariableSummary(*summarised, views_.table(), {}));
  } else if (const auto* case_mix = std::get_if<CaseMixRequest>(&request)) {
    OSTEON_ASSIGN_OR_RETURN(record, ComputeCaseMix(*case_mix, views_.table(), {}));
  } else if (const auto* subgroups = std::get_if<SubgroupRequest>(&request)) {
    OSTEON_ASSIGN_OR_RETURN(record, ComputeSubgroups(*subgroups, views_));
  } else {
    record = AdmissionOf(views_.table());
  }
  return record;
}

InProcessFederation::InProcessFederation(std::map<std::string, std::unique_ptr<FederationSite>> sites)
    : sites_(std::move(sites)) {}

absl::StatusOr<FederationSite*> InProcessFederation::Site(const std::string& name) {
  const auto found = sites_.find(name);
  if (found == sites_.end()) return absl::NotFoundError(absl::StrCat(name, ": no such site"));
  return found->second.get();
}

absl::StatusOr<RingVector> InProcessFederation::Sum(const Round& round, const SumRequest& request) {
  RingVector sum(LayoutOf(request));
  for (const std::string& name : round.sites) {
    OSTEON_ASSIGN_OR_RETURN(FederationSite * site, Site(name));
    const absl::StatusOr<RingVector> summand = site->Summand(round, request);
    if (!summand.ok()) return AtSite(name, summand.status());
    if (absl::Status status = sum.Add(*summand); !status.ok()) return AtSite(name, status);
  }
  return sum;
}

absl::StatusOr<std::map<std::string, SiteRecord>> InProcessFederation::Gather(const Round& round,
                                                                              const GatherRequest& request) {
  std::map<std::string, SiteRecord> records;
  for (const std::string& name : round.sites) {
    OSTEON_ASSIGN_OR_RETURN(FederationSite * site, Site(name));
    absl::StatusOr<SiteRecord> record = site->Record(round, request);
    if (!record.ok()) return AtSite(name, record.status());
    records.emplace(name, *std::move(record));
  }
  return records;
}

absl::StatusOr<std::vector<double>> InProcessFederation::Remember(
    const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) {
  if (const auto found = memory_.find(name); found != memory_.end()) return found->second;
  OSTEON_ASSIGN_OR_RETURN(std::vector<double> values, compute());
  return memory_.emplace(name, std::move(values)).first->second;
}

}  // namespace osteon::models
