#include "models/wire/screening_wire.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/wire/message_checks.h"

namespace osteon::models {

void Fill(const ClassMomentsRequest& request, v1::SumRequest* message) {
  v1::ClassMomentsRequest* moments = message->mutable_class_moments();
  moments->mutable_columns()->Assign(request.columns.begin(), request.columns.end());
  moments->set_rows(ToMessage(request.rows));
  moments->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::ClassMomentsRequest& message) {
  ClassMomentsRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, ColumnsFromMessage(message.columns()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const CorrelationRequest& request, v1::SumRequest* message) {
  v1::CorrelationRequest* correlation = message->mutable_correlation();
  ToMessage(request.columns, correlation->mutable_columns());
  correlation->set_leading(static_cast<std::uint32_t>(request.leading));
  correlation->set_rows(ToMessage(request.rows));
  correlation->set_patients(request.patients);
  correlation->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::CorrelationRequest& message) {
  CorrelationRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, StandardisedFromMessage(message.columns()));
  request.leading = message.leading();
  if (request.leading < 1 || request.leading >= request.columns.size()) {
    return Invalid(absl::StrCat(request.leading, " leading columns of ", request.columns.size()));
  }
  if (CorrelationCount(request.columns.size(), request.leading) > kMaxCorrelations) {
    return Invalid("too many correlations in one request");
  }
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.patients, PatientsFromMessage(message.patients()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const ReaderAgreementRequest& request, v1::SumRequest* message) {
  v1::ReaderAgreementRequest* agreement = message->mutable_reader_agreement();
  agreement->mutable_columns()->Assign(request.columns.begin(), request.columns.end());
  agreement->set_within_site(request.within_site);
  agreement->set_rows(ToMessage(request.rows));
  agreement->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::ReaderAgreementRequest& message) {
  ReaderAgreementRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, ColumnsFromMessage(message.columns()));
  request.within_site = message.within_site();
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const MissingRequest& request, v1::SumRequest* message) {
  v1::MissingRequest* missing = message->mutable_missing();
  missing->mutable_columns()->Assign(request.columns.begin(), request.columns.end());
  missing->set_rows(ToMessage(request.rows));
  missing->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::MissingRequest& message) {
  MissingRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, ColumnsFromMessage(message.columns()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const PresentMomentsRequest& request, v1::SumRequest* message) {
  v1::PresentMomentsRequest* moments = message->mutable_present_moments();
  moments->mutable_columns()->Assign(request.columns.begin(), request.columns.end());
  moments->set_rows(ToMessage(request.rows));
  moments->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::PresentMomentsRequest& message) {
  PresentMomentsRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, ColumnsFromMessage(message.columns()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const CutCountsRequest& request, v1::SumRequest* message) {
  v1::CutCountsRequest* counts = message->mutable_cut_counts();
  for (const ColumnCuts& column : request.columns) {
    v1::ColumnCuts* added = counts->add_columns();
    added->set_column(column.column);
    added->mutable_cuts()->Assign(column.cuts.begin(), column.cuts.end());
  }
  counts->set_rows(ToMessage(request.rows));
  counts->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::CutCountsRequest& message) {
  CutCountsRequest request;
  if (message.columns_size() > kMaxColumns) return Invalid("too many columns");
  std::vector<std::string> names;
  for (const v1::ColumnCuts& column : message.columns()) {
    OSTEON_RETURN_IF_ERROR(CheckName(column.column(), "a column"));
    const std::vector<double> cuts(column.cuts().begin(), column.cuts().end());
    const bool ascending = std::adjacent_find(cuts.begin(), cuts.end(),
                                              [](double a, double b) { return !(a < b); }) == cuts.end();
    if (cuts.empty() || cuts.size() > kMostCuts || !ascending || !std::isfinite(cuts.front()) ||
        !std::isfinite(cuts.back())) {
      return Invalid(absl::StrCat("the cuts of column ", column.column(), " are not 1 to ", kMostCuts,
                                  " ascending numbers"));
    }
    request.columns.push_back({column.column(), cuts});
    names.push_back(column.column());
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "column"));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

}  // namespace osteon::models
