// One site's table in every view that requests ask for.
#ifndef OSTEON_MODELS_FEDERATION_SITE_VIEWS_H_
#define OSTEON_MODELS_FEDERATION_SITE_VIEWS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"
#include "models/data/patient_draws.h"
#include "models/federation/kernels.h"
#include "models/federation/sum_evidence.h"
#include "models/preparation/preparation.h"
#include "models/preparation/view.h"

namespace osteon::models {

class SiteViews {
 public:
  // `dictionary`: the study's columns of it, for evidence.
  SiteViews(std::string site, std::shared_ptr<const AnalysisTable> table,
            std::shared_ptr<const PatientDraws> draws, DictionaryColumns dictionary = {});

  const std::string& site() const { return site_; }
  const AnalysisTable& table() const { return *table_; }  // as it was brought
  const DictionaryColumns& dictionary() const { return dictionary_; }

  // The same patients, outcomes, folds and replicates without a single column: for counting.
  SiteViews WithoutColumns() const;

  // kFailedPrecondition: the name means something else already.
  absl::Status Keep(const std::string& name, const Preparation& preparation);

  const Preparation* Kept(const std::string& name) const;  // nullptr: nothing of that name

  // Made when first asked for; as many of the last ones are remembered as kMostViewBytes hold.
  // kFailedPrecondition: nothing was prepared under that name. Also the errors of Prepare.
  absl::StatusOr<std::shared_ptr<const AnalysisTable>> Of(const View& view);

 private:
  // Tables by what they are made from, the oldest forgotten first.
  template <typename Key>
  struct Memory {
    std::map<Key, std::shared_ptr<const AnalysisTable>> made;
    std::deque<Key> order;
    std::size_t bytes = 0;
    std::shared_ptr<const AnalysisTable> Find(const Key& key) const;
    std::shared_ptr<const AnalysisTable> Add(const Key& key, AnalysisTable table);
  };
  // Imputed and harmonised values: many views differ in derived columns and folds only.
  struct ValuesKey {
    std::size_t base;  // index into bases_
    bool harmonised_on_site;
    std::uint32_t replicate;
    std::uint64_t seed;
    friend auto operator<=>(const ValuesKey&, const ValuesKey&) = default;
  };

  absl::StatusOr<std::shared_ptr<const AnalysisTable>> Values(const Preparation& preparation,
                                                              const View& view);

  std::string site_;
  std::shared_ptr<const AnalysisTable> table_;
  std::shared_ptr<const PatientDraws> draws_;
  DictionaryColumns dictionary_;
  std::map<std::string, Preparation> preparations_;
  std::vector<Preparation> bases_;  // fills and combat of the preparations, each once
  Memory<ValuesKey> values_;
  Memory<View> views_;
};

// Of values and of views, each.
inline constexpr std::size_t kMostViewBytes = std::size_t{1} << 28;

// As ComputeSummand of kernels.h, for every kind of request: prepare is kept in `views` and bundles are
// computed part by part; a bundle's output has its parts' evidence and no statistics of its own.
absl::StatusOr<KernelOutput> ComputeSummand(const SumRequest& request, SiteViews& views);

// As ComputeValidation, over request.view.
absl::StatusOr<ValidationMetrics> ComputeValidation(const ValidationRequest& request, SiteViews& views);

// As ComputeSubgroups of validation_kernels.h; levels are those that were measured.
absl::StatusOr<Subgroups> ComputeSubgroups(const SubgroupRequest& request, SiteViews& views);

// As ComputeComparison of validation_kernels.h, each model over its own view; no view has a replicate.
absl::StatusOr<ModelComparison> ComputeComparison(const ComparisonRequest& request, SiteViews& views);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_SITE_VIEWS_H_
