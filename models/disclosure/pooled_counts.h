// Counts over all development sites together, and over all external ones, that masked sums are judged on:
// learned first, by one masked sum that every site can verify.
#ifndef OSTEON_MODELS_DISCLOSURE_POOLED_COUNTS_H_
#define OSTEON_MODELS_DISCLOSURE_POOLED_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/site_views.h"
#include "models/federation/sum_evidence.h"
#include "models/study/study.h"

namespace osteon::models {

// Training patients of one set, by outcome.
struct ClassCounts {
  std::uint64_t without = 0, with = 0;
  std::uint64_t patients() const { return without + with; }
};

// Which patients a study's sums are over, in an order that every site derives from the study.
class CountedSets {
 public:
  // Of its development sites' sums.
  explicit CountedSets(const Study& study);
  // Of the sums that `site` is in: the above at a development site, all patients by outcome at an external
  // one.
  static CountedSets At(const Study& study, const std::string& site);

  std::size_t size() const { return size_; }  // numbers: two a set, without the event first

  // Of one site. The errors of SiteViews::Of.
  absl::StatusOr<std::vector<std::uint64_t>> CountAt(const SiteViews& views) const;

 private:
  friend class PooledCounts;
  CountedSets() = default;
  struct Set {
    std::uint32_t replicate;
    FoldRule folds;
    friend auto operator<=>(const Set&, const Set&) = default;
  };
  std::uint64_t seed_ = 0;            // of replicates
  std::map<Set, std::size_t> first_;  // where the classes of its folds begin
  DictionaryColumns levels_;          // the categorical ones
  std::map<std::string, std::size_t> first_level_;
  std::size_t size_ = 0;
};

// The sums of CountAt over the sites.
class PooledCounts {
 public:
  PooledCounts(CountedSets sets, std::vector<std::uint64_t> sums)
      : sets_(std::move(sets)), sums_(std::move(sums)) {}

  // Patients of the view's training rows, but those of fold `left_out` (-1: all). Each once.
  // Nothing: not among the study's sets.
  std::optional<ClassCounts> Of(const View& view, int left_out) const;
  // Of each fold of the view.
  std::vector<ClassCounts> Folds(const View& view) const;
  // Of each level, the reference first.
  std::vector<ClassCounts> Levels(const std::string& column) const;

 private:
  ClassCounts At(std::size_t place) const { return {sums_[2 * place], sums_[2 * place + 1]}; }
  CountedSets sets_;
  std::vector<std::uint64_t> sums_;
};

// The study's predictors in its dictionary.
DictionaryColumns DictionaryColumnsOf(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_POOLED_COUNTS_H_
