#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/runs.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/validation_json.h"
#include "coordinator/report/wording.h"
#include "models/disclosure/breach.h"

namespace osteon::report {
namespace {

// Why there is no number; empty: nothing is said.
std::string WhyNone(const Json& number) {
  if (!number.is_object()) return "";
  const Json suppressed = number.value("suppressed", Json(nullptr));
  if (suppressed.is_string()) return models::Suppressed(suppressed.get<std::string>());
  const Json unavailable = number.value("unavailable", Json(nullptr));
  return unavailable.is_string() ? unavailable.get<std::string>() : "";
}

Html CountCell(const Json& count) {
  if (count.is_number_unsigned()) return Text(Count(count.get<std::uint64_t>()));
  const std::string why = WhyNone(count);
  return why.empty() ? NoValue() : Text(why);
}

Html EstimateOf(const Json& estimate, int decimals) {
  models::MaybeEstimate maybe;
  const auto number = [&](const char* key) {
    const Json value = estimate.is_object() ? estimate.value(key, Json(nullptr)) : Json(nullptr);
    return value.is_number() ? std::optional<double>(value.get<double>()) : std::nullopt;
  };
  const std::optional<double> value = number("estimate"), lower = number("lower"), upper = number("upper");
  if (value && lower && upper) {
    maybe.value = models::Estimate{*value, number("se").value_or(0), *lower, *upper, ""};
  } else {
    maybe.unavailable = WhyNone(estimate);
  }
  return EstimateCell(maybe, decimals);
}

std::string TextOf(const Json& run, const char* key) {
  const Json value = run.value(key, Json(nullptr));
  return value.is_string() ? value.get<std::string>() : "";
}

// "1, 2026-03-01"; the date alone, because runs are months apart.
std::string RunName(std::size_t index, const Json& run) {
  const std::string finished = TextOf(run, "finished");
  return finished.empty() ? absl::StrCat(index + 1) : absl::StrCat(index + 1, ", ", finished.substr(0, 10));
}

// In the order in which the runs name them.
std::vector<std::string> ModelsOf(const Json& runs) {
  std::vector<std::string> models;
  for (const Json& run : runs) {
    for (const auto& [site, validation] : run["sites"].items()) {
      for (const auto& [model, metrics] : validation["models"].items()) {
        if (std::find(models.begin(), models.end(), model) == models.end()) models.push_back(model);
      }
    }
  }
  return models;
}

std::vector<std::string> SitesOf(const Json& runs) {
  std::vector<std::string> sites;
  for (const Json& run : runs) {
    for (const auto& [site, validation] : run["sites"].items()) {
      if (std::find(sites.begin(), sites.end(), site) == sites.end()) sites.push_back(site);
    }
  }
  return sites;
}

void AddRows(const Json& runs, const std::string& model, const std::string& site, Table& table) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Json& sites = runs[i]["sites"];
    if (!sites.contains(site) || !sites[site]["models"].contains(model)) continue;
    const Json& metrics = sites[site]["models"][model];
    const auto at = [&](const char* key) { return metrics.value(key, Json(nullptr)); };
    table.Row({Text(site), Text(RunName(i, runs[i])), CountCell(at("n")), CountCell(at("events")),
               EstimateOf(at("auc"), 3), EstimateOf(at("calibration_in_the_large"), 2),
               EstimateOf(at("calibration_slope"), 2), EstimateOf(at("oe"), 2)});
  }
}

}  // namespace

Html RunsPart(const ReportInput& input, Numbering& numbering) {
  if (input.earlier_runs.empty()) return Html();
  const Json runs = RunsJson(input, ValidationJson(input)["sites"]);
  Html part = Heading(3, "The same validation over time");
  part +=
      Paragraph(absl::StrCat("This study repeats an earlier validation with the same models, unchanged. Its ",
                             Counted(runs.size(), "run"),
                             " in the order of time; the last is this study. A calibration in the large that "
                             "moves away from 0, or an O/E "
                             "that moves away from 1, is seen before the AUC changes."));
  std::vector<std::string> items;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    items.push_back(absl::StrCat(
        "Run ", i + 1, ": study ", TextOf(runs[i], "study"), ", SHA-256 ", TextOf(runs[i], "study_sha256"),
        TextOf(runs[i], "finished").empty() ? ", no date (a simulation)"
                                            : absl::StrCat(", finished ", TextOf(runs[i], "finished"))));
  }
  part += List(items);
  for (const std::string& model : ModelsOf(runs)) {
    part += FigurePlace(FigureId("runs", model), absl::StrCat("Model ", model, " over the runs"), numbering);
  }
  Table table("Performance run by run", {{"Site", Align::kText},
                                         {"Run", Align::kText},
                                         {"Patients"},
                                         {"Events"},
                                         {"AUC (95% CI)"},
                                         {"Calibration in the large (95% CI)"},
                                         {"Calibration slope (95% CI)"},
                                         {"Observed / expected (95% CI)"}});
  for (const std::string& model : ModelsOf(runs)) {
    table.Group(absl::StrCat("Model ", model));
    for (const std::string& site : SitesOf(runs)) AddRows(runs, model, site, table);
  }
  return part + table.Build(numbering);
}

}  // namespace osteon::report
