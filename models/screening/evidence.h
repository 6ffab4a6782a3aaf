// What the steps of one screening know: sums are asked for when a step first needs them, and shared by the
// later ones.
#ifndef OSTEON_MODELS_SCREENING_EVIDENCE_H_
#define OSTEON_MODELS_SCREENING_EVIDENCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/screening/correlations.h"

namespace osteon::models {

// Columns by their place in the study's list, ascending.
using Candidates = std::vector<std::size_t>;

struct Univariate {
  double mean = 0;
  double scale = 0;       // standard deviation with 1/n
  bool constant = false;  // scale at most 1e-11 of the mean's size
  // By outcome, by outcome adjusted for site, by site; nothing where not defined (class_tests.h).
  std::optional<double> f, p, f_within_sites, p_within_sites, f_site, p_site;
};

// Numbers of one CorrelationRequest: 2 MiB.
inline constexpr std::size_t kMostProducts = std::size_t{1} << 18;

class Evidence {
 public:
  // `name` is unique among the screenings of a study: it is the rounds' purpose and begins the names of what
  // is remembered. `columns` are unique, `sites` sorted and unique, not empty. `most_leading`: see Screen.
  Evidence(Federation& federation, std::string name, std::vector<std::string> columns,
           std::vector<std::string> sites, double most_leading);

  const std::string& Name(std::size_t column) const { return columns_[column]; }
  std::vector<std::string> Names(const std::vector<std::size_t>& columns) const;
  std::size_t size() const { return columns_.size(); }
  int sites() const { return static_cast<int>(round_.sites.size()); }

  absl::StatusOr<RingVector> Sum(const SumRequest& request) { return federation_.Sum(round_, request); }

  // Makes Of() known for the candidates: one ClassMomentsRequest for all of them unless all are known. Later
  // candidates are taken from earlier ones, so one is all that a screening asks.
  // kFailedPrecondition: no training patient.
  absl::Status LearnUnivariate(const Candidates& candidates);

  // As LearnUnivariate; kFailedPrecondition also when all patients have the same outcome or there are fewer
  // than three, so that there is no F by outcome.
  absl::Status LearnF(const Candidates& candidates);

  const Univariate& Of(std::size_t column) const { return *univariate_[column]; }
  std::uint64_t patients() const { return patients_; }
  std::uint64_t events() const { return events_; }

  // Asks for the correlations of the first `leading` of `columns`, none constant and none that has led, with
  // every later one: one CorrelationRequest.
  absl::Status Correlate(const std::vector<std::size_t>& columns, std::size_t leading);

  const Correlations& correlations() const { return correlations_; }

  // How many of `columns` columns one request should lead with: at most `wanted`, kMostProducts products and
  // a third of the patients, and no more than most_leading; at least 1.
  std::size_t MostLeading(std::size_t columns, std::size_t wanted) const;

 private:
  Federation& federation_;
  const std::string name_;
  const std::vector<std::string> columns_;
  const Round round_;
  const double most_leading_;
  std::uint64_t patients_ = 0;
  std::uint64_t events_ = 0;
  std::vector<std::optional<Univariate>> univariate_;
  Correlations correlations_;
};

// The candidates that vary, by descending F by outcome; ties in the study's order.
std::vector<std::size_t> ByDescendingF(const Evidence& evidence, const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_EVIDENCE_H_
