// The sums that feature screening and imputation ask for: alternatives of SumRequest (requests.h).
#ifndef OSTEON_MODELS_FEDERATION_SCREENING_REQUESTS_H_
#define OSTEON_MODELS_FEDERATION_SCREENING_REQUESTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/fixed_point/ring.h"
#include "models/data/analysis_table.h"
#include "models/federation/standardised_column.h"

namespace osteon::models {

// For each column the sums that an analysis of variance by outcome, by outcome within sites and by site
// needs.
//
//   "counts"  (3)          patients, events, sites with a patient
//   "outcome" (1) exact    sum over sites of sum_i (y_i - ybar_s)^2
//   "sum 0"   (p) exact    sum of x over patients without the event
//   "sum 1"   (p) exact    sum of x over patients with it
//   "square"  (p) exact    sum of x^2
//   "centred square"  (p) exact  sum over sites of sum_i (x_i - xbar_s)^2
//   "centred product" (p) exact  sum over sites of sum_i (x_i - xbar_s)(y_i - ybar_s)
//
// The centred sums are fractions with the site's number of patients below; the site cuts them at 2^-192.
struct ClassMomentsRequest {
  std::vector<std::string> columns;
  RowSet rows = RowSet::kTrain;
  int sites = 1;  // how many summands are added; bounds each one
  friend bool operator==(const ClassMomentsRequest&, const ClassMomentsRequest&) = default;
};

// Cross products of standardised columns: the first `leading` of them with every later one.
//
//   "counts"   (1)  patients
//   "products" (leading * m - leading (leading + 1) / 2)  sum_i z_ij z_ik for j < leading, j < k < m, row by
//                   row, in one word each with CorrelationFractionBits(patients, sites) places
struct CorrelationRequest {
  std::vector<StandardisedColumn> columns;  // (m)
  std::size_t leading = 1;                  // 1 to m - 1
  RowSet rows = RowSet::kTrain;
  std::uint64_t patients = 0;  // over all sites: makes the scale of the fixed-point numbers
  int sites = 1;
  friend bool operator==(const CorrelationRequest&, const CorrelationRequest&) = default;
};

// Agreement of two readers: for each column x the sums over patients who have both x and the second reader's
// column (SecondReaderColumn(x)).
//
//   "counts" (p)        patients measured by both
//   "sum 1"  (p) exact  sum of the first reader's values
//   "sum 2"  (p) exact  sum of the second reader's
//   "square" (p) exact  sum of the squares of both
//   "product" (p) exact sum of the products
//   when within_site:
//   "sites"  (p)        sites with a patient measured by both
//   "centred square" (p) exact  sum over sites of sum_i (t_i - tbar_s)^2, t the sum of both readers' values,
//                               cut at 2^-192
struct ReaderAgreementRequest {
  std::vector<std::string> columns;  // of the first reader
  bool within_site = false;
  RowSet rows = RowSet::kTrain;
  int sites = 1;
  friend bool operator==(const ReaderAgreementRequest&, const ReaderAgreementRequest&) = default;
};

// How many patients lack each column, by outcome.
//
//   "counts"    (2)  patients, events
//   "missing 0" (p)  patients without the event and without a value
//   "missing 1" (p)  patients with the event and without a value
struct MissingRequest {
  std::vector<std::string> columns;
  RowSet rows = RowSet::kTrain;
  int sites = 1;
  friend bool operator==(const MissingRequest&, const MissingRequest&) = default;
};

// Moments of the values that are not missing.
//
//   "counts" (p)        patients with a value
//   "sum"    (p) exact  of x
//   "square" (p) exact  of x^2
struct PresentMomentsRequest {
  std::vector<std::string> columns;
  RowSet rows = RowSet::kTrain;
  int sites = 1;
  friend bool operator==(const PresentMomentsRequest&, const PresentMomentsRequest&) = default;
};

struct ColumnCuts {
  std::string column;
  std::vector<double> cuts;  // finite, ascending, 1 to kMostCuts of them
  friend bool operator==(const ColumnCuts&, const ColumnCuts&) = default;
};
inline constexpr std::size_t kMostCuts = 1000;

// How many patients have a value not above each cut.
//
//   "counts"    (p)                patients with a value
//   "not above" (all cuts in turn) patients with x <= cut
struct CutCountsRequest {
  std::vector<ColumnCuts> columns;  // each once
  RowSet rows = RowSet::kTrain;
  int sites = 1;
  friend bool operator==(const CutCountsRequest&, const CutCountsRequest&) = default;
};

RingLayout Layout(const ClassMomentsRequest& request);
RingLayout Layout(const CorrelationRequest& request);
RingLayout Layout(const ReaderAgreementRequest& request);
RingLayout Layout(const MissingRequest& request);
RingLayout Layout(const PresentMomentsRequest& request);
RingLayout Layout(const CutCountsRequest& request);

// "class_moments", "correlation", "reader_agreement", "missing", "present_moments", "cut_counts"
std::string Kind(const ClassMomentsRequest& request);
std::string Kind(const CorrelationRequest& request);
std::string Kind(const ReaderAgreementRequest& request);
std::string Kind(const MissingRequest& request);
std::string Kind(const PresentMomentsRequest& request);
std::string Kind(const CutCountsRequest& request);

// leading * columns - leading (leading + 1) / 2
std::size_t CorrelationCount(std::size_t columns, std::size_t leading);

// 62 - ceil(log2(2 * patients * sites)), at most 52: by Cauchy-Schwarz no product exceeds the number of
// patients.
int CorrelationFractionBits(std::uint64_t patients, int sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_SCREENING_REQUESTS_H_
