#include "coordinator/model_file/scoring_model.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

using models::DerivedColumn;
using models::LinearTerm;

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The column of the dictionary that has `term` among its design columns; nullptr: none.
const models::ClinicalColumn* ColumnOfTerm(const models::Study& dictionary, const std::string& term) {
  for (const models::ClinicalColumn& column : dictionary.clinical) {
    if (Has(dictionary.DesignColumns(column.name), term)) return &column;
  }
  return nullptr;
}

absl::Status CheckWhole(const ModelFile& file, const FileModel& model) {
  if (model.kind == "score") {
    return absl::InvalidArgumentError(absl::StrCat(file.path, ": model ", model.name,
                                                   " is a column of risks (", model.score_column,
                                                   "), which has no coefficients"));
  }
  if (model.origin) {
    return absl::InvalidArgumentError(absl::StrCat(
        file.path, ": model ", model.name, " was taken over from study ", model.origin->study,
        " to be validated; use model ", model.origin->model, " of that study's ", model.origin->file,
        " (sha256 ", model.origin->sha256.substr(0, 12), "...), which has its imputation too"));
  }
  return absl::OkStatus();
}

std::vector<LinearTerm> TermsOf(const FileModel& model) {
  std::vector<LinearTerm> terms;
  for (const FileTerm& term : model.terms) {
    if (Has(model.site_effects, term.name)) continue;
    const bool new_site = term.name == models::kInterceptTerm && model.new_site_intercept.has_value();
    terms.push_back({term.name, new_site ? *model.new_site_intercept : term.coefficient});
  }
  if (!model.offset.empty()) terms.push_back({model.offset, 1});
  return terms;
}

class Building {
 public:
  Building(const ModelFile& file, ScoringModel& out) : file_(file), out_(out) {}

  // The models that the terms of `of` are made of, those that they are made of before them, and the columns.
  absl::Status Add(const FileModel& of, const std::vector<LinearTerm>& terms, std::size_t depth = 1) {
    if (depth > kDeepestModel) {
      return absl::InvalidArgumentError(absl::StrCat(file_.path, ": model ", of.name, " stands ", depth - 1,
                                                     " models deep in another; at most ", kDeepestModel,
                                                     " are read"));
    }
    std::size_t& parts = parts_[of.name];
    for (const LinearTerm& term : terms) {
      OSTEON_RETURN_IF_ERROR(AddTerm(of, term, depth));
      const auto inner = parts_.find(term.name);
      parts += 1 + (out_.Derived(term.name) != nullptr && inner != parts_.end() ? inner->second : 0);
      if (parts > kMostParts) {
        return absl::InvalidArgumentError(absl::StrCat(file_.path, ": model ", of.name,
                                                       " has, with the models it is made of, more than ",
                                                       kMostParts, " terms"));
      }
    }
    return absl::OkStatus();
  }

 private:
  // A study's nomogram is made of signatures, which are made of columns: three models deep. A contribution is
  // told for each term of each model within, so a file of few models that name each other could ask for any
  // number.
  static constexpr std::size_t kDeepestModel = 20;
  static constexpr std::size_t kMostParts = 200000;

  absl::Status AddTerm(const FileModel& of, const LinearTerm& term, std::size_t depth) {
    if (term.name == models::kInterceptTerm || out_.Derived(term.name) != nullptr) return absl::OkStatus();
    const models::ClinicalColumn* clinical = ColumnOfTerm(file_.dictionary, term.name);
    // As in a study, only a model that stands before this one.
    const FileModel* model = clinical == nullptr ? file_.Find(term.name) : nullptr;
    if (model != nullptr && model >= &of) model = nullptr;
    if (model == nullptr) {
      AddInput(term.name, clinical);
      return absl::OkStatus();
    }
    OSTEON_RETURN_IF_ERROR(CheckWhole(file_, *model));
    std::vector<LinearTerm> of_model = TermsOf(*model);
    OSTEON_RETURN_IF_ERROR(Add(*model, of_model, depth + 1));
    out_.derived.push_back({term.name, std::move(of_model), {}, {}});
    return absl::OkStatus();
  }

  void AddInput(const std::string& term, const models::ClinicalColumn* clinical) {
    const std::string& column = clinical == nullptr ? term : clinical->name;
    const auto known = std::find_if(out_.inputs.begin(), out_.inputs.end(),
                                    [&](const InputColumn& input) { return input.name == column; });
    if (known == out_.inputs.end()) {
      InputColumn input{column, {}, {term}};
      input.rule.name = column;
      if (clinical != nullptr) input.rule = *clinical;
      out_.inputs.push_back(std::move(input));
    } else if (!Has(known->design, term)) {
      known->design.push_back(term);
    }
  }

  const ModelFile& file_;
  ScoringModel& out_;
  std::map<std::string, std::size_t> parts_;  // model -> its terms, and those of the models within each
};

}  // namespace

const DerivedColumn* ScoringModel::Derived(const std::string& term) const {
  const auto found = std::find_if(derived.begin(), derived.end(),
                                  [&](const DerivedColumn& column) { return column.name == term; });
  return found == derived.end() ? nullptr : &*found;
}

const InputColumn* ScoringModel::Input(const std::string& term) const {
  const auto found = std::find_if(inputs.begin(), inputs.end(),
                                  [&](const InputColumn& input) { return Has(input.design, term); });
  return found == inputs.end() ? nullptr : &*found;
}

std::string ScoringModel::PredictorOf(const std::string& term) const {
  const InputColumn* input = Input(term);
  return input == nullptr ? term : input->name;
}

absl::StatusOr<ScoringModel> MakeScoringModel(const ModelFile& file, const std::string& name) {
  OSTEON_RETURN_IF_ERROR(CheckNotAltered(file));
  OSTEON_ASSIGN_OR_RETURN(const FileModel* model, FindModel(file, name));
  OSTEON_RETURN_IF_ERROR(CheckWhole(file, *model));
  ScoringModel scoring;
  scoring.name = name;
  scoring.terms = TermsOf(*model);
  scoring.threshold = model->threshold;
  scoring.nomogram = model->nomogram;
  OSTEON_RETURN_IF_ERROR(Building(file, scoring).Add(*model, scoring.terms));
  // Of the columns it needs only: others need not be in the new patients' table.
  for (const FileFill& fill : file.fills) {
    if (scoring.Input(fill.column) != nullptr) scoring.fills.push_back({fill.column, fill.value});
  }
  for (const InputColumn& input : scoring.inputs) {
    if (Has(file.harmonised, input.name)) scoring.harmonised = true;
  }
  return scoring;
}

}  // namespace osteon
