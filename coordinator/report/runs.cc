#include "coordinator/report/runs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/json/parse_json.h"
#include "coordinator/report/csv_cells.h"

namespace osteon::report {
namespace {

constexpr const char* kRunMeasures[] = {"n", "events", "auc", "calibration_in_the_large", "calibration_slope",
                                        "oe"};

Json RunOf(const Json& study, const Json& study_sha256, const std::optional<std::string>& finished,
           const Json& sites) {
  Json run = {{"study", study},
              {"study_sha256", study_sha256},
              {"finished", finished ? Json(*finished) : Json(nullptr)},
              {"sites", Json::object()}};
  for (const auto& [site, validation] : sites.items()) {
    Json& models = run["sites"][site]["models"] = Json::object();
    for (const auto& [model, metrics] : validation.at("models").items()) {
      // Of a model that is left out there, the reason stands in every measure's place.
      const bool left_out = metrics.contains("unavailable");
      for (const char* measure : kRunMeasures) {
        models[model][measure] = left_out ? metrics : metrics.value(measure, Json(nullptr));
      }
    }
  }
  return run;
}

// As the file and each of its runs have it.
bool HasResults(const Json& json) {
  if (!json.is_object()) return false;
  const auto sites = json.find("sites");
  if (sites == json.end() || !sites->is_object() || !json.value("study", Json()).is_string() ||
      !json.value("study_sha256", Json()).is_string()) {
    return false;
  }
  for (const auto& [site, validation] : sites->items()) {
    if (!validation.is_object() || !validation.value("models", Json()).is_object()) return false;
    for (const auto& [model, metrics] : validation["models"].items()) {
      if (!metrics.is_object()) return false;
    }
  }
  return true;
}

bool IsValidation(const Json& json) {
  if (!HasResults(json)) return false;
  const Json runs = json.value("runs", Json::array());
  return runs.is_array() && std::all_of(runs.begin(), runs.end(), HasResults);
}

// The text of a number, or why there is none in `unavailable`.
std::string Cell(const Json& number, std::string& unavailable) {
  if (number.is_number_unsigned()) return CountText(number.get<std::uint64_t>());
  if (number.is_number()) return NumberText(number.get<double>());
  if (number.is_object()) {
    for (const char* key : {"suppressed", "unavailable"}) {
      const auto why = number.find(key);
      if (why == number.end() || !why->is_string()) continue;
      const auto text = why->get<std::string>();
      unavailable = std::string(key) == "suppressed" ? absl::StrCat("suppressed: ", text) : text;
    }
  }
  return "";
}

void AddRows(const std::vector<std::string>& begin, const Json& metrics, std::string& out) {
  for (const char* measure : kRunMeasures) {
    const Json number = metrics.value(measure, Json(nullptr));
    std::vector<std::string> line = begin;
    std::string unavailable;
    line.emplace_back(measure);
    if (number.is_object() && number.contains("estimate")) {
      for (const char* part : {"estimate", "se", "lower", "upper"}) {
        line.push_back(Cell(number.value(part, Json(nullptr)), unavailable));
      }
    } else {
      line.push_back(Cell(number, unavailable));
      line.resize(line.size() + 3);  // se, lower, upper
    }
    line.push_back(unavailable);
    out += CsvLine(line);
  }
}

}  // namespace

absl::StatusOr<Json> EarlierRuns(const std::string& text, const std::string& file,
                                 const std::string& study_sha256,
                                 const std::optional<std::string>& finished) {
  const absl::StatusOr<Json> parsed = ParseJson(text);
  if (!parsed.ok()) {
    return absl::DataLossError(absl::StrCat(file, ": not the validation.json of a study (it is no JSON, ",
                                            parsed.status().message(), ")"));
  }
  const Json& json = *parsed;
  if (!IsValidation(json)) {
    return absl::DataLossError(
        absl::StrCat(file, ": not the validation.json of a study: study, study_sha256 and sites are needed"));
  }
  if (json["study_sha256"] != study_sha256) {
    return absl::FailedPreconditionError(
        absl::StrCat(file, ": the results of study ", json["study"].get<std::string>(), " with the hash ",
                     json["study_sha256"].get<std::string>(),
                     "; needed are those of the study that is repeated, ", study_sha256));
  }
  Json runs = json.value("runs", Json::array());
  if (runs.empty()) return Json::array({RunOf(json["study"], json["study_sha256"], finished, json["sites"])});
  if (finished) runs.back()["finished"] = *finished;
  return runs;
}

Json RunsJson(const ReportInput& input, const Json& sites) {
  Json runs = input.earlier_runs;
  if (!runs.empty()) runs.push_back(RunOf(input.study.name, input.study_sha256, input.finished, sites));
  return runs;
}

std::string RunsCsv(const Json& runs) {
  std::string out = CsvLine({"run", "study", "study_sha256", "finished", "site", "model", "measure",
                             "estimate", "se", "lower", "upper", "unavailable"});
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto text = [&](const char* key) {
      const Json value = runs[i].value(key, Json(nullptr));
      return value.is_string() ? value.get<std::string>() : std::string();
    };
    for (const auto& [site, validation] : runs[i].at("sites").items()) {
      for (const auto& [model, metrics] : validation.at("models").items()) {
        AddRows({absl::StrCat(i + 1), text("study"), text("study_sha256"), text("finished"), site, model},
                metrics, out);
      }
    }
  }
  return out;
}

}  // namespace osteon::report
