#include "coordinator/cli/model/risk_table.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "common/json/json_text.h"
#include "common/text/number.h"

namespace osteon {
namespace {

// The names of every patient's contributions.
std::vector<std::string> NamesOf(const ScoringModel& model, bool detail) {
  std::map<std::string, double> zeros;
  for (const InputColumn& input : model.inputs) {
    for (const std::string& design : input.design) zeros[design] = 0;
  }
  return ContributionNames(ScorePatient(model, zeros).contributions, detail);
}

Json PatientJson(const ScoringModel& model, const ScoredPatient& patient, bool detail) {
  const std::optional<Score>& score = patient.score;
  Json json;
  json["id"] = patient.id;
  json["linear_predictor"] = score ? Json(score->linear_predictor) : Json(nullptr);
  json["risk"] = score ? Json(score->risk) : Json(nullptr);
  json["positive"] = score && score->positive ? Json(*score->positive) : Json(nullptr);
  json["imputed"] = patient.imputed;
  json["intercept"] = score ? Json(score->intercept) : Json(nullptr);
  json["contributions"] = nullptr;
  if (score) {
    json["contributions"] = Json::object();
    const std::vector<std::string> names = NamesOf(model, detail);
    const std::vector<double> values = ContributionValues(score->contributions, detail);
    for (std::size_t i = 0; i < names.size(); ++i) json["contributions"][names[i]] = values[i];
  }
  json["points_total"] = score && score->points_total ? Json(*score->points_total) : Json(nullptr);
  json["error"] = patient.error.empty() ? Json(nullptr) : Json(patient.error);
  return json;
}

}  // namespace

std::string RiskCsv(const ScoringModel& model, const std::vector<ScoredPatient>& patients, bool detail) {
  std::vector<std::string> header = {"id", "linear_predictor", "risk", "positive", "imputed", "intercept"};
  const std::vector<std::string> names = NamesOf(model, detail);
  for (const std::string& name : names) header.push_back(absl::StrCat("contribution_", name));
  if (model.nomogram) header.push_back("points_total");
  header.push_back("error");
  std::string text = CsvLine(header);
  for (const ScoredPatient& patient : patients) {
    std::vector<std::string> cells = {patient.id};
    if (const std::optional<Score>& score = patient.score) {
      cells.push_back(FormatNumber(score->linear_predictor));
      cells.push_back(FormatNumber(score->risk));
      cells.push_back(!score->positive ? "" : *score->positive ? "1" : "0");
      cells.push_back(absl::StrJoin(patient.imputed, ";"));
      cells.push_back(FormatNumber(score->intercept));
      for (const double value : ContributionValues(score->contributions, detail)) {
        cells.push_back(FormatNumber(value));
      }
      if (score->points_total) cells.push_back(FormatNumber(*score->points_total));
    }
    cells.resize(header.size() - 1);
    cells.push_back(patient.error);
    text += CsvLine(cells);
  }
  return text;
}

absl::StatusOr<std::string> RiskJson(const ModelFile& file, const ScoringModel& model,
                                     const std::vector<ScoredPatient>& patients, bool detail) {
  Json json;
  json["study"] = file.study;
  json["study_sha256"] = file.study_sha256;
  json["model_json_sha256"] = file.sha256;
  json["model"] = model.name;
  json["threshold"] = model.threshold ? Json(*model.threshold) : Json(nullptr);
  json["harmonised"] = model.harmonised;
  json["patients"] = Json::array();
  for (const ScoredPatient& patient : patients) {
    json["patients"].push_back(PatientJson(model, patient, detail));
  }
  return JsonText(json);
}

}  // namespace osteon
