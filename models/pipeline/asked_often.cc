#include "models/pipeline/asked_often.h"

#include <variant>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

constexpr std::uint64_t kQuantileRounds = 3;  // of one search (models/imputation/quantiles.h)

std::string RowsWord(RowSet rows) {
  switch (rows) {
    case RowSet::kTrain:
      return "training patients";
    case RowSet::kHoldout:
      return "hold-out patients";
    case RowSet::kAll:
      return "all patients";
  }
  return "";
}

class Finder {
 public:
  explicit Finder(const Study& study)
      : without_(study.validation.internal_external ? study.development.size() : 0),
        replicates_(study.validation.bootstrap
                        ? static_cast<std::uint64_t>(study.validation.bootstrap->replicates)
                        : 0) {}

  void Find(const SumRequest& request, const View& view, std::vector<AskedOften>& found) const {
    if (const auto* counts = std::get_if<ScoreCountsRequest>(&request)) {
      for (const ScoredModel& model : counts->models) {
        found.push_back({absl::StrCat("counts of risks of ", model.name), 1 + without_});
      }
    }
    if (const auto* cuts = std::get_if<CutCountsRequest>(&request)) {
      // Medians, axes and knots of the study, medians of each run without a site; of a replicate its medians.
      const std::uint64_t searches = view.replicate == 0 ? 3 + without_ : 1;
      for (const ColumnCuts& column : cuts->columns) {
        found.push_back(
            {absl::StrCat("counts of ", column.column, " at cuts",
                          view.replicate == 0 ? "" : absl::StrCat(" in replicate ", view.replicate)),
             kQuantileRounds * searches});
      }
    }
    if (const auto* performance = std::get_if<PerformanceRequest>(&request)) {
      // Of the study, and of each replicate's models in it and in the study's patients.
      for (const std::string& column : performance->columns) {
        found.push_back({absl::StrCat("performance of ", column), 1 + 2 * replicates_});
      }
    }
  }

  void Find(const GatherRequest& request, std::vector<AskedOften>& found) const {
    // At a development site also when it is the one left out.
    const auto most = [&](RowSet rows) { return rows == RowSet::kTrain && without_ > 0 ? 2U : 1U; };
    if (const auto* validation = std::get_if<ValidationRequest>(&request)) {
      found.push_back({absl::StrCat("validation of ", validation->model, " on ", RowsWord(validation->rows),
                                    validation->view.harmonised_on_site ? ", harmonised on site" : ""),
                       most(validation->rows)});
    }
    if (const auto* case_mix = std::get_if<CaseMixRequest>(&request)) {
      found.push_back({absl::StrCat("case mix of ", RowsWord(case_mix->rows)), 1});
    }
    if (const auto* subgroups = std::get_if<SubgroupRequest>(&request)) {
      found.push_back({absl::StrCat("validation of ", subgroups->validation.model, " by ",
                                    subgroups->variable.name, " on ", RowsWord(subgroups->validation.rows)),
                       1});
    }
    if (const auto* comparison = std::get_if<ComparisonRequest>(&request)) {
      found.push_back({absl::StrCat("comparison of ", comparison->a.name, " and ", comparison->b.name, " on ",
                                    RowsWord(comparison->rows)),
                       most(comparison->rows)});
    }
  }

 private:
  const std::uint64_t without_;  // runs without one site
  const std::uint64_t replicates_;
};

}  // namespace

std::vector<AskedOften> AskedOftenIn(const Study& study, const Task& task) {
  const Finder finder(study);
  std::vector<AskedOften> found;
  if (const auto* gather = std::get_if<GatherRequest>(&task.request)) {
    finder.Find(*gather, found);
    return found;
  }
  const auto& sum = std::get<SumRequest>(task.request);
  const auto* bundle = std::get_if<BundleRequest>(&sum);
  if (bundle == nullptr) {
    finder.Find(sum, View(), found);
  } else {
    for (const BundlePart& part : bundle->parts) finder.Find(part.request, part.view, found);
  }
  return found;
}

}  // namespace osteon::models
