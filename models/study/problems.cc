#include "models/study/problems.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/text/nearest.h"
#include "common/text/number.h"
#include "common/text/utf8.h"
#include "models/study/extraction_problems.h"
#include "models/study/pipeline_problems.h"
#include "models/study/secure_aggregation.h"

namespace osteon::models {
namespace {

using Path = std::vector<std::string>;
using Basis = StudyProblem::Basis;

constexpr char kSecondReaders[] =
    " is what the second reader measured, for agreement between readers, and never a predictor";

// "; did you mean age?" or nothing.
std::string Suggestion(const std::string& word, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestName(word, known);
  return nearest ? absl::StrCat("; did you mean ", *nearest, "?") : "";
}

bool IsName(const std::string& name, const char* others, bool upper_case) {
  return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), [&](char c) {
    const auto u = static_cast<unsigned char>(c);
    return absl::ascii_isdigit(u) || absl::ascii_islower(u) || (upper_case && absl::ascii_isupper(u)) ||
           std::string(others).find(c) != std::string::npos;
  });
}

// As common/hash writes it.
bool IsSha256(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
         });
}

// The first text that stands a second time in `list`, if any.
std::vector<std::string> Repeated(const std::vector<std::string>& list) {
  std::set<std::string> seen, repeated;
  for (const std::string& item : list) {
    if (!seen.insert(item).second) repeated.insert(item);
  }
  return {repeated.begin(), repeated.end()};
}

// Why terminals and spreadsheets would not show a name as it is; nothing for one that they do.
std::optional<std::string> NotShownAsItIs(const std::string& text) {
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    length = Utf8Length(text, at);
    if (length == 0) return "has bytes that are not UTF-8";
    if (IsControl(text, at, length)) return "has a control character";
  }
  const bool formula = !text.empty() && std::string("=+-@").find(text[0]) != std::string::npos;
  if (formula && !ParseNumber(text)) return "begins as a formula in a spreadsheet does";
  return std::nullopt;
}

class StudyChecker {
 public:
  explicit StudyChecker(const Study& study) : study_(study) {}

  std::vector<StudyProblem> Run() {
    CheckSizes();
    if (!problems_.empty()) return std::move(problems_);  // the other checks compare each with each
    CheckNameAndOutcome();
    CheckShown();
    CheckSplit();
    for (const ClinicalColumn& column : study_.clinical) CheckClinical(column);
    CheckClinicalNames();
    for (const std::string& prefix : study_.feature_prefixes) {
      if (prefix.empty()) Add({"cohort", "features", "prefix"}, "a feature prefix is empty");
    }
    CheckSites();
    if (study_.extraction) {
      for (StudyProblem& problem : ProblemsOf(*study_.extraction)) problems_.push_back(std::move(problem));
    }
    if (study_.models.empty()) Add({"models"}, "the study has no model");
    std::set<std::string> names;
    for (const Model& model : study_.models) {
      if (!IsName(model.name, "-_.", true)) {
        Add({"models", model.name},
            absl::StrCat("model \"", model.name, "\": a name is 1 to 63 letters, digits, '-', '_' or '.'"));
      }
      if (!names.insert(model.name).second) {
        Add({"models", model.name}, absl::StrCat("two models are named ", model.name));
      }
      CheckModel(model);
    }
    CheckDesignNames();
    CheckValidation();
    CheckPrivacy();
    CheckReport();
    CheckRunning();
    for (StudyProblem& problem : PipelineProblemsOf(study_)) problems_.push_back(std::move(problem));
    return std::move(problems_);
  }

 private:
  void Add(Path path, std::string message, Basis basis = Basis::kPlace) {
    problems_.push_back({std::move(path), std::move(message), basis});
  }

  void CheckSize(Path path, std::size_t found, std::size_t most, const std::string& what) {
    if (found > most) Add(std::move(path), absl::StrCat(found, " ", what, "; a study has at most ", most));
  }

  void CheckSizes() {
    CheckSize({"cohort", "clinical"}, study_.clinical.size(), kMostStudyColumns, "clinical columns");
    CheckSize({"cohort", "features", "prefix"}, study_.feature_prefixes.size(), kMostStudyParts,
              "feature prefixes");
    CheckSize({"sites"}, study_.development.size() + study_.external.size(), kMostStudyParts, "sites");
    CheckSize({"models"}, study_.models.size(), kMostStudyParts, "models");
    CheckSize({"screen"}, study_.screen.size(), kMostStudyParts, "screening steps");
    CheckSize({"validate", "compare"}, study_.validation.compare.size(), kMostStudyParts, "comparisons");
    CheckSize({"validate", "decision_curve"}, study_.validation.decision_thresholds.size(), kMostStudyParts,
              "thresholds");
    for (const ClinicalColumn& column : study_.clinical) {
      CheckSize({"cohort", "clinical", column.name}, column.levels.size(), kMostStudyParts,
                "levels of one column");
    }
    for (const Model& model : study_.models) {
      std::size_t terms = PredictorsOf(model).size();
      if (const auto* given = std::get_if<GivenModel>(&model.kind)) terms = given->terms.size();
      CheckSize({"models", model.name}, terms, kMostStudyColumns, "predictors of one model");
    }
  }

  void CheckShown(Path path, const std::string& text) {
    if (const auto why = NotShownAsItIs(text)) {
      Add(std::move(path),
          absl::StrCat("the name \"", absl::CHexEscape(text), "\" ", *why, "; choose another"));
    }
  }

  void CheckShown() {
    CheckShown({"outcome", "column"}, study_.outcome_column);
    CheckShown({"outcome", "positive"}, study_.outcome_positive);
    CheckShown({"cohort", "id"}, study_.id_column);
    if (study_.split) {
      for (const std::string& name : {study_.split->column, study_.split->train, study_.split->holdout}) {
        CheckShown({"cohort", "split"}, name);
      }
    }
    for (const ClinicalColumn& column : study_.clinical) {
      CheckShown({"cohort", "clinical", column.name}, column.name);
      CheckShown({"cohort", "clinical", column.name, "unit"}, column.unit);
      for (const std::string& level : column.levels)
        CheckShown({"cohort", "clinical", column.name, "levels"}, level);
    }
    for (const std::string& prefix : study_.feature_prefixes)
      CheckShown({"cohort", "features", "prefix"}, prefix);
    for (const Model& model : study_.models) {
      if (const auto* score = std::get_if<ScoreModel>(&model.kind)) {
        CheckShown({"models", model.name, "score", "column"}, score->column);
      }
    }
  }

  void CheckNameAndOutcome() {
    if (!IsName(study_.name, "-", false)) {
      Add({"study"},
          absl::StrCat("study \"", study_.name, "\": a name is 1 to 63 lower-case letters, digits or '-'"));
    }
    if (study_.outcome_column.empty()) Add({"outcome", "column"}, "the outcome has no column");
    if (study_.outcome_positive.empty()) {
      Add({"outcome", "positive"}, "the outcome has no positive value");
    }
    if (!study_.repeats.empty() && !IsSha256(study_.repeats)) {
      Add({"repeats"},
          absl::StrCat("repeats \"", study_.repeats,
                       "\": needs the study hash of a finished study, 64 hexadecimal digits (0-9, "
                       "a-f); osteon study check prints it"));
    }
    if (study_.id_column.empty()) Add({"cohort", "id"}, "the patients' column has no name");
    if (!study_.id_column.empty() && study_.id_column == study_.outcome_column) {
      Add({"cohort", "id"}, absl::StrCat("column ", study_.id_column, " is both patient and outcome"));
    }
  }

  void CheckRunning() {
    if (study_.max_wait_days < 1 || study_.max_wait_days > kLongestMaxWaitDays) {
      Add({"max_wait_days"}, absl::StrCat("max_wait_days ", study_.max_wait_days,
                                          "; needs a whole number of days from 1 to ", kLongestMaxWaitDays));
    }
    if (!study_.restart) return;
    const std::vector<std::string> sites = study_.AllSites();
    if (std::find(sites.begin(), sites.end(), study_.restart->without) != sites.end()) {
      Add({"sites"}, absl::StrCat("a restart without ", study_.restart->without, " has it among its sites"));
    }
    if (study_.restart->study_sha256.size() != 64 || !IsName(study_.restart->study, "-", false) ||
        !IsName(study_.restart->without, "-", false)) {
      Add({"study"}, "a restart names the earlier study, its hash of 64 digits and a site");
    }
  }

  // What `column` is already, or nothing: those columns are no predictors.
  std::optional<std::string> OtherUse(const std::string& column) const {
    if (column.empty()) return std::nullopt;
    if (column == study_.outcome_column) return "the outcome";
    if (column == study_.id_column) return "the patient";
    if (study_.split && column == study_.split->column) return "the split";
    return std::nullopt;
  }

  void CheckSplit() {
    if (!study_.split) return;
    const Split& split = *study_.split;
    const Path path = {"cohort", "split"};
    if (split.column.empty()) Add(path, "the split has no column");
    if (split.column == study_.outcome_column || split.column == study_.id_column) {
      Add({"cohort", "split", "column"},
          absl::StrCat("column ", split.column, " cannot be the split: it is the ",
                       split.column == study_.id_column ? "patient" : "outcome"));
    }
    if (split.train.empty() || split.holdout.empty()) {
      Add(path, "the split needs a value for train and one for holdout");
    } else if (split.train == split.holdout) {
      Add(path, absl::StrCat("train and holdout of the split are both \"", split.train, "\""));
    }
    if (study_.development.empty()) {
      Add(path, "a split is of development sites, and the study has none", Basis::kSites);
    }
  }

  void CheckClinical(const ClinicalColumn& column) {
    const Path path = {"cohort", "clinical", column.name};
    const std::string what = absl::StrCat("column ", column.name);
    if (column.name.empty()) Add({"cohort", "clinical"}, "a clinical column has no name");
    if (const auto use = OtherUse(column.name); use && !column.name.empty()) {
      Add(path, absl::StrCat(what, " cannot be a clinical column: it is ", *use));
    }
    if (column.type == ClinicalColumn::Type::kNumeric) {
      if (!column.levels.empty()) Add(path, absl::StrCat(what, " is numeric and has levels"));
      if ((column.min && !std::isfinite(*column.min)) || (column.max && !std::isfinite(*column.max))) {
        Add(path, absl::StrCat(what, ": min and max must be finite"));
      } else if (column.min && column.max && *column.min >= *column.max) {
        Add({"cohort", "clinical", column.name, "min"},
            absl::StrCat(what, ": min ", FormatNumber(*column.min), " is not below max ",
                         FormatNumber(*column.max)));
      }
      if (column.role == ClinicalColumn::Role::kFold) {
        Add({"cohort", "clinical", column.name, "role"},
            absl::StrCat(what, ": a column with role fold is categorical"));
      }
      return;
    }
    if (column.min || column.max) Add(path, absl::StrCat(what, " is categorical and has min or max"));
    if (!column.unit.empty()) Add(path, absl::StrCat(what, " is categorical and has a unit"));
    if (column.levels.size() < 2) Add(path, absl::StrCat(what, " needs at least two levels"));
    for (const std::string& level : Repeated(column.levels)) {
      Add({"cohort", "clinical", column.name, "levels", level},
          absl::StrCat(what, ": level ", level, " stands twice"));
    }
    if (std::find(column.levels.begin(), column.levels.end(), "") != column.levels.end()) {
      Add({"cohort", "clinical", column.name, "levels"}, absl::StrCat(what, " has an empty level"));
    }
    if (column.role == ClinicalColumn::Role::kFold && column.levels.size() > 20) {
      Add({"cohort", "clinical", column.name, "levels"},
          absl::StrCat(what, " has ", column.levels.size(), " levels; a fold column has at most 20"));
    }
  }

  void CheckClinicalNames() {
    std::vector<std::string> names;
    for (const ClinicalColumn& column : study_.clinical) names.push_back(column.name);
    for (const std::string& name : Repeated(names)) {
      Add({"cohort", "clinical", name}, absl::StrCat("column ", name, " stands twice in the dictionary"));
    }
  }

  void CheckSites() {
    if (study_.development.empty() && study_.external.empty()) Add({"sites"}, "the study names no site");
    CheckSiteList("development", study_.development);
    CheckSiteList("external", study_.external);
    for (const std::string& site : study_.external) {
      if (std::find(study_.development.begin(), study_.development.end(), site) != study_.development.end()) {
        Add({"sites", "external", site}, absl::StrCat("site ", site, " is both development and external"));
      }
    }
  }

  void CheckSiteList(const std::string& key, const std::vector<std::string>& sites) {
    for (const std::string& site : sites) {
      if (!IsName(site, "-_", true)) {
        Add({"sites", key, site},
            absl::StrCat("site \"", site, "\": a name is 1 to 63 letters, digits, '-' or '_'"));
      }
    }
    for (const std::string& site : Repeated(sites)) {
      Add({"sites", key, site}, absl::StrCat("site ", site, " stands twice in ", key));
    }
    if (!std::is_sorted(sites.begin(), sites.end())) {
      Add({"sites", key}, absl::StrCat(key, " sites are not in order"));
    }
  }

  void CheckModel(const Model& model) {
    if (std::holds_alternative<LogisticModel>(model.kind)) CheckFitted(model, "logistic");
    if (const auto* penalised = std::get_if<PenalisedModel>(&model.kind)) {
      CheckFitted(model, KindWord(penalised->penalty));
    }
    if (const auto* given = std::get_if<GivenModel>(&model.kind)) CheckGiven(model.name, *given);
    if (const auto* score = std::get_if<ScoreModel>(&model.kind)) CheckScore(model.name, *score);
  }

  std::vector<std::string> KnownColumns() const {
    std::vector<std::string> known;
    for (const ClinicalColumn& column : study_.clinical) {
      if (column.role == ClinicalColumn::Role::kPredictor) known.push_back(column.name);
    }
    return known;
  }

  // What every fitted model has.
  void CheckFitted(const Model& model, const std::string& kind) {
    const Path path = {"models", model.name, kind, "predictors"};
    const std::string what = absl::StrCat("model ", model.name);
    const std::vector<std::string>& predictors = PredictorsOf(model);
    if (study_.development.empty()) {
      Add({"models", model.name},
          absl::StrCat(what, " is to be fitted and the study has no development site"), Basis::kSites);
    }
    if (predictors.empty()) Add(path, absl::StrCat(what, " has no predictors"));
    for (const std::string& predictor : Repeated(predictors)) {
      Add(Item(path, predictor), absl::StrCat(what, ": predictor ", predictor, " stands twice"));
    }
    for (const std::string& predictor : predictors) CheckPredictor(model, Item(path, predictor), predictor);
  }

  void CheckPredictor(const Model& model, Path path, const std::string& predictor) {
    const std::string what = absl::StrCat("model ", model.name);
    if (predictor == kFeaturesPredictor && study_.Clinical(predictor) == nullptr) {
      if (study_.feature_prefixes.empty()) {
        Add(std::move(path),
            absl::StrCat(what, ": features are asked for and cohort: features has no prefix"),
            Basis::kDictionary);
      }
      return;
    }
    if (const auto use = OtherUse(predictor)) {
      Add(std::move(path), absl::StrCat(what, ": ", predictor, " cannot be a predictor: it is ", *use));
      return;
    }
    if (const ClinicalColumn* column = study_.Clinical(predictor)) {
      if (column->role == ClinicalColumn::Role::kFold) {
        Add(std::move(path), absl::StrCat(what, ": ", predictor, " has role fold and is never a predictor"));
      }
      return;
    }
    if (study_.IsFeature(predictor)) return;
    if (study_.IsSecondReaders(predictor)) {
      Add(std::move(path), absl::StrCat(what, ": ", predictor, kSecondReaders));
      return;
    }
    if (study_.FindModel(predictor) != nullptr) {
      CheckModelPredictor(model, std::move(path), predictor);
      return;
    }
    Add(std::move(path),
        absl::StrCat(what, ": ", predictor,
                     " is neither in the dictionary (cohort: clinical) nor begins with ", "a feature prefix",
                     Suggestion(predictor, KnownColumns())),
        Basis::kDictionary);
  }

  void CheckModelPredictor(const Model& model, Path path, const std::string& predictor) {
    const std::string what = absl::StrCat("model ", model.name);
    bool before = false;
    for (const Model& other : study_.models) {
      if (other.name == model.name) break;
      before = before || other.name == predictor;
    }
    if (!before) {
      Add(std::move(path),
          absl::StrCat(what, ": predictor ", predictor, " is a model that must stand before ", model.name));
    } else if (const auto* score = std::get_if<ScoreModel>(&study_.FindModel(predictor)->kind)) {
      Add(std::move(path),
          absl::StrCat(what, ": predictor ", predictor, " is a column of risks; name the column ",
                       score->column, " instead"));
    }
  }

  void CheckGiven(const std::string& name, const GivenModel& model) {
    const Path path = {"models", name, "given", "terms"};
    const std::string what = absl::StrCat("model ", name);
    if (model.terms.empty()) Add(path, absl::StrCat(what, " has no terms"));
    std::vector<std::string> names, known;
    for (const std::string& column : KnownColumns()) {
      for (std::string& design : study_.DesignColumns(column)) known.push_back(std::move(design));
    }
    if (model.frozen) {
      for (const DerivedColumn& derived : model.frozen->preparation.derived) known.push_back(derived.name);
    }
    for (const auto& [term, coefficient] : model.terms) {
      names.push_back(term);
      if (!std::isfinite(coefficient)) {
        Add(Item(path, term), absl::StrCat(what, ": the coefficient of ", term, " is not finite"));
      }
      if (term == kInterceptTerm || std::find(known.begin(), known.end(), term) != known.end()) continue;
      const ClinicalColumn* column = study_.Clinical(term);
      if (column != nullptr && column->type == ClinicalColumn::Type::kCategorical &&
          column->role == ClinicalColumn::Role::kPredictor && column->levels.size() >= 2) {
        Add(Item(path, term), absl::StrCat(what, ": ", term, " is categorical; name its levels, as in ",
                                           study_.DesignColumns(term)[0]));
      } else if (column == nullptr && study_.IsSecondReaders(term)) {
        Add(Item(path, term), absl::StrCat(what, ": ", term, kSecondReaders));
      } else if (column != nullptr || !study_.IsFeature(term) || OtherUse(term)) {
        Add(Item(path, term),
            absl::StrCat(what, ": term ", term,
                         " is neither in the dictionary (cohort: clinical) nor begins ",
                         "with a feature prefix", Suggestion(term, known)),
            Basis::kDictionary);
      }
    }
    for (const std::string& term : Repeated(names)) {
      Add(Item(path, term), absl::StrCat(what, ": term ", term, " stands twice"));
    }
  }

  void CheckScore(const std::string& name, const ScoreModel& model) {
    const Path path = {"models", name, "score", "column"};
    const std::string what = absl::StrCat("model ", name);
    if (model.column.empty()) {
      Add(path, absl::StrCat(what, " has no score column"));
    } else if (const auto use = OtherUse(model.column)) {
      Add(path, absl::StrCat(what, ": column ", model.column, " cannot be a score: it is ", *use));
    } else if (const ClinicalColumn* column = study_.Clinical(model.column);
               column != nullptr && column->type == ClinicalColumn::Type::kCategorical) {
      Add(path, absl::StrCat(what, ": column ", model.column, " is categorical and cannot be a risk"));
    }
  }

  // Columns of the design must differ: a numeric column sexM beside a categorical sex with a level M does
  // not.
  void CheckDesignNames() {
    std::map<std::string, std::string> from;
    const std::vector<std::string> needed = study_.NeededColumns();
    for (const std::string& column : needed) {
      for (const std::string& design : study_.DesignColumns(column)) {
        const auto [other, first] = from.emplace(design, column);
        if (first || other->second == column) continue;
        Add({"cohort", "clinical", column}, absl::StrCat("columns ", other->second, " and ", column,
                                                         " would both be named ", design, " in a model"));
      }
    }
  }

  void CheckValidation() {
    const Validation& validation = study_.validation;
    const Path path = {"validate", "at"};
    if (validation.development && study_.development.empty()) {
      Add(Item(path, "development"), "validation at development sites, and the study has none",
          Basis::kSites);
    }
    if (validation.holdout && !study_.split) {
      Add(Item(path, "holdout"), "validation on a hold-out needs cohort: split", Basis::kSplit);
    }
    if (validation.external && study_.external.empty()) {
      Add(Item(path, "external"), "validation at external sites, and the study has none", Basis::kSites);
    }
    if (validation.threshold && !(*validation.threshold > 0 && *validation.threshold < 1)) {
      Add({"validate", "threshold", "value"},
          absl::StrCat("threshold ", FormatNumber(*validation.threshold), " is not a risk between 0 and 1"));
    }
    for (const std::string& column : Repeated(validation.subgroups)) {
      Add({"validate", "subgroups", column}, absl::StrCat("subgroups: ", column, " stands twice"));
    }
    for (const std::string& column : validation.subgroups) CheckSubgroup(column);
  }

  void CheckSubgroup(const std::string& name) {
    const Path path = {"validate", "subgroups", name};
    const ClinicalColumn* column = study_.Clinical(name);
    if (column == nullptr) {
      std::vector<std::string> known;
      for (const ClinicalColumn& of : study_.clinical) {
        if (MakesSubgroups(of)) known.push_back(of.name);
      }
      Add(path,
          absl::StrCat("subgroups: ", name, " is not in the dictionary (cohort: clinical)",
                       Suggestion(name, known)),
          Basis::kDictionary);
    } else if (column->role == ClinicalColumn::Role::kFold) {
      Add(path, absl::StrCat("subgroups: ", name, " has role fold, and folds are no subgroups"));
    } else if (column->type == ClinicalColumn::Type::kNumeric) {
      Add(path,
          absl::StrCat("subgroups: ", name,
                       " is numeric; subgroups are the levels of a categorical column, so bring one with "
                       "its groups"),
          Basis::kDictionary);
    }
  }

  static bool MakesSubgroups(const ClinicalColumn& column) {
    return column.type == ClinicalColumn::Type::kCategorical &&
           column.role == ClinicalColumn::Role::kPredictor;
  }

  void CheckPrivacy() {
    const Privacy& privacy = study_.privacy;
    CheckCount("min_patients", privacy.min_patients);
    CheckCount("min_cell", privacy.min_cell);
    if (const auto& ratio = privacy.max_columns_per_patient;
        ratio && !(*ratio > 0 && std::isfinite(*ratio))) {
      Add({"privacy", "max_columns_per_patient"}, "max_columns_per_patient must be above 0");
    }
    const std::string& secure = privacy.secure_aggregation;
    if (secure != "off" && secure != "preferred" && secure != "required") {
      Add({"privacy", "secure_aggregation"},
          absl::StrCat("secure_aggregation is off, preferred or required, not ", secure));
    }
    const bool fits = std::any_of(study_.models.begin(), study_.models.end(), IsFitted);
    if (secure == "required" && fits && study_.development.size() < kLeastMaskedSites) {
      Add({"privacy", "secure_aggregation"},
          absl::StrCat("secure_aggregation: required needs ", kLeastMaskedSites,
                       " development sites: of two each knows the other's numbers from the sum"),
          Basis::kSites);
    }
  }

  // An administrator reads these texts on a terminal.
  static bool HasControl(const std::string& text) {
    for (std::size_t at = 0, length = 0; at < text.size(); at += std::max<std::size_t>(length, 1)) {
      length = Utf8Length(text, at);
      if (IsControl(text, at, length) && text[at] != '\n' && text[at] != '\t') return true;
    }
    return false;
  }

  void CheckReport() {
    const ReportTexts& report = study_.report;
    const std::pair<const char*, const std::string*> texts[] = {{"purpose", &report.purpose},
                                                                {"intended_use", &report.intended_use},
                                                                {"period", &report.period},
                                                                {"scanners", &report.scanners},
                                                                {"segmentation", &report.segmentation}};
    for (const auto& [key, text] : texts) {
      if (text->size() > kLongestReportText) {
        Add({"report", key}, absl::StrCat(key, " has ", text->size(), " bytes; at most ", kLongestReportText,
                                          " are printed in a report, so say it shorter"));
      }
      if (HasControl(*text)) {
        Add({"report", key}, absl::StrCat(key, " has a control character; needs plain text"));
      }
    }
  }

  void CheckCount(const char* key, const std::optional<double>& value) {
    if (value && !(*value >= 1 && *value <= 1e9 && *value == std::floor(*value))) {
      Add({"privacy", key}, absl::StrCat(key, " must be a whole number of at least 1"));
    }
  }

  static Path Item(Path path, const std::string& item) {
    path.push_back(item);
    return path;
  }

  const Study& study_;
  std::vector<StudyProblem> problems_;
};

}  // namespace

std::vector<StudyProblem> ProblemsOf(const Study& study) {
  return StudyChecker(study).Run();
}

}  // namespace osteon::models
