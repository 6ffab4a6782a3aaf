#include "coordinator/model_file/model_file.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/json/parse_json.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"

// Reading a member that is not there, or of another type, throws; only this file knows.
namespace osteon {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 28;
constexpr std::size_t kLongestName = 100;  // of a model, in an error

template <typename T>
std::optional<T> Optional(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<T>();
}

std::string OptionalText(const Json& value) {
  return value.is_null() ? "" : value.get<std::string>();
}

std::vector<std::string> Texts(const Json& list) {
  return list.get<std::vector<std::string>>();
}

FileTerm ReadTerm(const Json& json) {
  FileTerm term;
  term.name = json.at("name").get<std::string>();
  term.coefficient = json.at("coefficient").get<double>();
  term.standard_error = Optional<double>(json.at("standard_error"));
  term.lower = Optional<double>(json.at("lower"));
  term.upper = Optional<double>(json.at("upper"));
  term.p = Optional<double>(json.at("p"));
  term.standardised = Optional<double>(json.at("coefficient_standardised"));
  term.mean = Optional<double>(json.at("mean"));
  term.scale = Optional<double>(json.at("scale"));
  return term;
}

std::optional<FilePenalty> ReadPenalty(const Json& model) {
  if (model.at("lambda").is_null()) return std::nullopt;
  FilePenalty penalty;
  penalty.lambda = model.at("lambda").get<double>();
  if (const Json& path = model.at("path"); !path.is_null()) {
    penalty.fits = path.at("lambda").size();
    penalty.stopped = OptionalText(path.at("stopped"));
  }
  if (const Json& cv = model.at("cv"); !cv.is_null()) {
    penalty.lambda_min = Optional<double>(cv.at("lambda_min"));
    penalty.lambda_1se = Optional<double>(cv.at("lambda_1se"));
    penalty.chosen_by = OptionalText(cv.at("selected"));
    penalty.bracketed = cv.at("bracketed").get<bool>();
  }
  return penalty;
}

models::NomogramScale ReadScale(const Json& json) {
  return {json.at("values").get<std::vector<double>>(), json.at("total_points").get<std::vector<double>>()};
}

models::Nomogram ReadNomogram(const Json& json) {
  models::Nomogram nomogram;
  for (const auto& [name, of_axis] : json.at("axes").items()) {
    models::NomogramAxis axis;
    axis.name = name;
    if (of_axis.contains("values")) axis.values = of_axis.at("values").get<std::vector<double>>();
    if (of_axis.contains("levels")) axis.levels = Texts(of_axis.at("levels"));
    axis.points = of_axis.at("points").get<std::vector<double>>();
    axis.least_contribution = of_axis.at("least_contribution").get<double>();
    nomogram.axes.push_back(std::move(axis));
  }
  nomogram.points_per_unit_lp = json.at("points_per_unit_lp").get<double>();
  nomogram.lp_at_zero_points = json.at("lp_at_zero_points").get<double>();
  nomogram.largest_total = json.at("largest_total").get<double>();
  nomogram.total_points = json.at("total_points").get<std::vector<double>>();
  nomogram.linear_predictor = ReadScale(json.at("linear_predictor"));
  nomogram.risk = ReadScale(json.at("risk"));
  return nomogram;
}

// `place`: where it is, for an error.
FileModel ReadModel(const std::string& name, const Json& json, std::string* place) {
  *place = absl::StrCat(", model ", OneLine(name, kLongestName));
  FileModel model;
  model.name = name;
  model.kind = json.at("kind").get<std::string>();
  model.roster = Texts(json.at("roster"));
  model.n = Optional<std::uint64_t>(json.at("n"));
  model.events = Optional<std::uint64_t>(json.at("events"));
  model.converged = Optional<bool>(json.at("converged"));
  for (const Json& term : json.at("terms")) {
    *place = absl::StrCat(", model ", OneLine(name, kLongestName), ", term ", model.terms.size() + 1);
    model.terms.push_back(ReadTerm(term));
  }
  *place = absl::StrCat(", model ", OneLine(name, kLongestName));
  model.selected = json.contains("note");
  model.offset = OptionalText(json.at("offset"));
  model.score_column = OptionalText(json.at("score_column"));
  model.site_effects = Texts(json.at("site_effects"));
  model.new_site_intercept = Optional<double>(json.at("new_site_intercept"));
  model.threshold = Optional<double>(json.at("threshold"));
  model.log_likelihood = Optional<double>(json.at("log_likelihood"));
  model.deviance = Optional<double>(json.at("deviance"));
  model.null_deviance = Optional<double>(json.at("null_deviance"));
  model.aic = Optional<double>(json.at("aic"));
  model.bic = Optional<double>(json.at("bic"));
  model.penalty = ReadPenalty(json);
  if (const Json& stepwise = json.at("stepwise"); !stepwise.is_null()) {
    for (const Json& step : stepwise.at("path")) {
      const std::string change = step.at("change").get<std::string>();
      if (!change.empty()) model.steps.push_back(change);
    }
  }
  if (const Json& nomogram = json.at("nomogram"); !nomogram.is_null()) {
    if (nomogram.contains("suppressed")) {
      model.no_nomogram = absl::StrCat("suppressed: ", nomogram.at("suppressed").get<std::string>());
    } else if (nomogram.contains("unavailable")) {
      model.no_nomogram = nomogram.at("unavailable").get<std::string>();
    } else {
      model.nomogram = ReadNomogram(nomogram);
    }
  }
  if (const Json& frozen = json.at("frozen"); !frozen.is_null()) {
    model.origin = {frozen.at("file").get<std::string>(), frozen.at("model").get<std::string>(),
                    frozen.at("sha256").get<std::string>(), frozen.at("study").get<std::string>()};
  }
  return model;
}

models::ClinicalColumn ReadColumn(const Json& json) {
  models::ClinicalColumn column;
  column.name = json.at("name").get<std::string>();
  if (json.at("type") == "categorical") column.type = models::ClinicalColumn::Type::kCategorical;
  if (json.at("role") == "fold") column.role = models::ClinicalColumn::Role::kFold;
  column.unit = OptionalText(json.at("unit"));
  column.min = Optional<double>(json.at("min"));
  column.max = Optional<double>(json.at("max"));
  column.levels = Texts(json.at("levels"));
  return column;
}

std::optional<models::ClosedRange> ReadRange(const Json& require, const char* key) {
  if (!require.contains(key)) return std::nullopt;
  return models::ClosedRange{require.at(key).at(0).get<double>(), require.at(key).at(1).get<double>()};
}

std::optional<models::Extraction> ReadExtraction(const Json& json) {
  if (json.is_null()) return std::nullopt;
  models::Extraction extraction;
  for (const Json& params : json.at("params")) {
    extraction.params.push_back({OptionalText(params.at("image")), params.at("name").get<std::string>(),
                                 params.at("text").get<std::string>()});
  }
  const Json& require = json.at("require");
  extraction.require.slice_thickness_mm = ReadRange(require, "slice_thickness_mm");
  extraction.require.in_plane_spacing_mm = ReadRange(require, "in_plane_spacing_mm");
  if (require.contains("modality")) extraction.require.modality = Texts(require.at("modality"));
  if (require.contains("minimum_voxels")) {
    extraction.require.minimum_voxels = require.at("minimum_voxels").get<double>();
  }
  return extraction;
}

ModelFile Read(const Json& json, std::string* place) {
  ModelFile file;
  file.signature = CheckModelSignature(json);
  file.study = json.at("study").get<std::string>();
  file.study_sha256 = json.at("study_sha256").get<std::string>();
  file.roster = Texts(json.at("roster"));
  file.software = json.at("software").get<std::map<std::string, std::string>>();
  file.outcome_column = json.at("outcome").at("column").get<std::string>();
  file.outcome_positive = json.at("outcome").at("positive").get<std::string>();
  file.missing = json.at("missing").at("method").get<std::string>();
  for (const Json& fill : json.at("missing").at("values")) {
    file.fills.push_back({fill.at("column").get<std::string>(), fill.at("value").get<double>()});
  }
  for (const Json& column : json.at("clinical")) file.dictionary.clinical.push_back(ReadColumn(column));
  file.dictionary.feature_prefixes = Texts(json.at("feature_prefixes"));
  file.extraction = ReadExtraction(json.at("extraction"));
  file.rules = json.at("rules").get<std::string>();
  for (const auto& [name, site] : json.at("sites").items()) {
    file.sites[name] = {site.at("role").get<std::string>(), site.at("patients").get<std::uint64_t>(),
                        site.at("events").get<std::uint64_t>()};
  }
  for (const Json& step : json.at("screening")) {
    file.screening.push_back({step.at("step").get<std::string>(), step.at("rule").get<std::string>(),
                              step.at("candidates").get<std::uint64_t>(), step.at("kept").size()});
  }
  const Json& harmonisation = json.at("harmonisation");
  file.harmonisation = harmonisation.at("method").get<std::string>();
  if (harmonisation.contains("batch")) file.batch = harmonisation.at("batch").get<std::string>();
  if (harmonisation.contains("features")) {
    for (const Json& feature : harmonisation.at("features")) {
      file.harmonised.push_back(feature.at("name").get<std::string>());
    }
  }
  for (const auto& [name, model] : json.at("models").items())
    file.models.push_back(ReadModel(name, model, place));
  return file;
}

}  // namespace

const FileModel* ModelFile::Find(const std::string& name) const {
  const auto found =
      std::find_if(models.begin(), models.end(), [&](const FileModel& model) { return model.name == name; });
  return found == models.end() ? nullptr : &*found;
}

std::vector<std::string> ModelFile::ModelNames() const {
  std::vector<std::string> names;
  for (const FileModel& model : models) names.push_back(model.name);
  return names;
}

absl::StatusOr<ModelFile> ParseModelFile(const std::string& text, const std::string& path) {
  const absl::StatusOr<Json> json = ParseJson(text);
  if (!json.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": not a model.json (it is no JSON, ",
                                                   json.status().message(),
                                                   "); a study writes one into its results"));
  }
  std::string place;
  try {
    ModelFile file = Read(*json, &place);
    file.path = path;
    file.sha256 = Sha256Hex(text);
    return file;
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, place, ": not a model.json that this version reads (", error.what(),
                     "). Take the file that the study wrote: osteon report fetches it again"));
  }
}

absl::StatusOr<ModelFile> ReadModelFile(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMostBytes));
  return ParseModelFile(text, path);
}

absl::Status CheckNotAltered(const ModelFile& file) {
  if (file.signature.state != ModelSignature::State::kAltered) return absl::OkStatus();
  return absl::UnauthenticatedError(
      absl::StrCat(file.path, ": its signature does not fit its text: it was altered after it was signed (",
                   file.signature.problem, ")"));
}

absl::StatusOr<const FileModel*> FindModel(const ModelFile& file, const std::string& name) {
  if (const FileModel* model = file.Find(name)) return model;
  return absl::NotFoundError(
      absl::StrCat(file.path, ": no model ", name, "; it has ", absl::StrJoin(file.ModelNames(), ", ")));
}

}  // namespace osteon
