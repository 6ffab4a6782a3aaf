#include "models/federation/site_views.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/gather_evidence.h"
#include "models/federation/validation_kernels.h"
#include "models/preparation/prepare.h"

namespace osteon::models {
namespace {

std::size_t BytesOf(const AnalysisTable& table) {
  return static_cast<std::size_t>(table.values.size()) * sizeof(double);
}

// Tells nothing of a patient, so there is nothing to judge.
absl::StatusOr<KernelOutput> ComputePrepare(const PrepareRequest& request, SiteViews& views) {
  OSTEON_RETURN_IF_ERROR(views.Keep(request.name, request.preparation));
  KernelOutput output{RingVector(LayoutOf(request)), {}, {}, 0};
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(0, {1.0}, std::max(request.sites, 1), {"sites"}));
  return output;
}

// A plain sum with its evidence.
absl::StatusOr<KernelOutput> ComputePlain(const SumRequest& request, const View& view, SiteViews& views) {
  if (const auto* prepare = std::get_if<PrepareRequest>(&request)) return ComputePrepare(*prepare, views);
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const AnalysisTable> table, views.Of(view));
  OSTEON_ASSIGN_OR_RETURN(KernelOutput output, ComputeSummand(request, *table));
  output.evidence.push_back(EvidenceOf(request, view, *table, output, views.dictionary(),
                                       static_cast<std::size_t>(views.table().outcome.size())));
  if (const Preparation* preparation = views.Kept(view.preparation)) {
    AddPrepared(*preparation, views.table(), *table, output.evidence.back());
  }
  return output;
}

absl::StatusOr<KernelOutput> ComputeBundle(const BundleRequest& request, SiteViews& views) {
  if (request.parts.empty()) return absl::InvalidArgumentError("a bundle of no request");
  if (views.site().empty()) return absl::InternalError("a bundle's parts are for sites with names");
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(views.table(), RowSet::kAll), {}, 0};
  std::size_t block = 0;
  for (const BundlePart& part : request.parts) {
    if (std::holds_alternative<BundleRequest>(part.request)) {
      return absl::InvalidArgumentError("a bundle within a bundle");
    }
    const std::size_t blocks = LayoutOf(part.request).size();
    if (std::find(part.sites.begin(), part.sites.end(), views.site()) != part.sites.end()) {
      OSTEON_ASSIGN_OR_RETURN(KernelOutput of_part, ComputePlain(part.request, part.view, views));
      std::copy(of_part.summand.words().begin(), of_part.summand.words().end(),
                output.summand.MutableNumber(block, 0));
      for (SumEvidence& evidence : of_part.evidence) {
        evidence.sites = part.sites;
        output.evidence.push_back(std::move(evidence));
      }
    }
    block += blocks;
  }
  return output;
}

}  // namespace

SiteViews::SiteViews(std::string site, std::shared_ptr<const AnalysisTable> table,
                     std::shared_ptr<const PatientDraws> draws, DictionaryColumns dictionary)
    : site_(std::move(site)),
      table_(std::move(table)),
      draws_(std::move(draws)),
      dictionary_(std::move(dictionary)) {}

SiteViews SiteViews::WithoutColumns() const {
  auto bare = std::make_shared<AnalysisTable>(*table_);
  bare->columns.clear();
  bare->values.resize(bare->values.rows(), 0);
  return SiteViews(site_, std::move(bare), draws_);
}

absl::Status SiteViews::Keep(const std::string& name, const Preparation& preparation) {
  const auto [kept, is_new] = preparations_.emplace(name, preparation);
  if (is_new || kept->second == preparation) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("preparation ", name, " is known with another meaning; a study prepares each name once"));
}

const Preparation* SiteViews::Kept(const std::string& name) const {
  const auto found = preparations_.find(name);
  return found == preparations_.end() ? nullptr : &found->second;
}

template <typename Key>
std::shared_ptr<const AnalysisTable> SiteViews::Memory<Key>::Find(const Key& key) const {
  const auto found = made.find(key);
  return found == made.end() ? nullptr : found->second;
}

template <typename Key>
std::shared_ptr<const AnalysisTable> SiteViews::Memory<Key>::Add(const Key& key, AnalysisTable table) {
  bytes += BytesOf(table);
  order.push_back(key);
  std::shared_ptr<const AnalysisTable> added = std::make_shared<const AnalysisTable>(std::move(table));
  made[key] = added;
  while (bytes > kMostViewBytes && order.size() > 1) {
    bytes -= BytesOf(*made.at(order.front()));
    made.erase(order.front());
    order.pop_front();
  }
  return added;
}

absl::StatusOr<std::shared_ptr<const AnalysisTable>> SiteViews::Values(const Preparation& preparation,
                                                                       const View& view) {
  Preparation base;
  base.fills = preparation.fills;
  base.combat = preparation.combat;
  if (base == Preparation() && view.replicate == 0) return table_;
  const auto known = std::find(bases_.begin(), bases_.end(), base);
  const ValuesKey key{static_cast<std::size_t>(known - bases_.begin()), view.harmonised_on_site,
                      view.replicate, view.seed};
  if (known == bases_.end()) bases_.push_back(base);
  if (std::shared_ptr<const AnalysisTable> found = values_.Find(key)) return found;
  OSTEON_ASSIGN_OR_RETURN(AnalysisTable made, PrepareValues(*table_, base, view, site_, draws_.get()));
  return values_.Add(key, std::move(made));
}

absl::StatusOr<std::shared_ptr<const AnalysisTable>> SiteViews::Of(const View& view) {
  if (view == View()) return table_;
  if (std::shared_ptr<const AnalysisTable> found = views_.Find(view)) return found;
  static const Preparation kNothing;
  const Preparation* preparation = &kNothing;
  if (!view.preparation.empty()) {
    const auto found = preparations_.find(view.preparation);
    if (found == preparations_.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("nothing was prepared here under the name ", view.preparation));
    }
    preparation = &found->second;
  }
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const AnalysisTable> values, Values(*preparation, view));
  if (preparation->derived.empty() && preparation->splines.empty() && preparation->site_columns.empty() &&
      view.folds == FoldRule()) {
    return values;
  }
  OSTEON_ASSIGN_OR_RETURN(AnalysisTable made,
                          PrepareColumns(*values, *table_, *preparation, view.folds, site_, draws_.get()));
  return views_.Add(view, std::move(made));
}

absl::StatusOr<KernelOutput> ComputeSummand(const SumRequest& request, SiteViews& views) {
  if (const auto* bundle = std::get_if<BundleRequest>(&request)) return ComputeBundle(*bundle, views);
  return ComputePlain(request, View(), views);
}

absl::StatusOr<ValidationMetrics> ComputeValidation(const ValidationRequest& request, SiteViews& views) {
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const AnalysisTable> table, views.Of(request.view));
  return ComputeValidation(request, *table);
}

absl::StatusOr<Subgroups> ComputeSubgroups(const SubgroupRequest& request, SiteViews& views) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<RowsOfLevel> by_level,
                          RowsByLevel(request.variable, request.validation.rows, views.table()));
  if (request.validation.view.replicate != 0) {
    return absl::InvalidArgumentError("subgroups are of each patient once");
  }
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const AnalysisTable> table,
                          views.Of(request.validation.view));
  return ComputeSubgroups(request, *table, by_level);
}

absl::StatusOr<ModelComparison> ComputeComparison(const ComparisonRequest& request, SiteViews& views) {
  if (request.view_a.replicate != 0 || request.view_b.replicate != 0) {
    return absl::InvalidArgumentError("a comparison is of each patient once");
  }
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const AnalysisTable> a, views.Of(request.view_a));
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const AnalysisTable> b, views.Of(request.view_b));
  return ComputeComparison(request, *a, *b);
}

}  // namespace osteon::models
