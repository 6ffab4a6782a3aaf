#include "coordinator/cli/demo_run/result_table.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace osteon {
namespace {

using Json = nlohmann::ordered_json;

std::string WithInterval(const Json& estimate) {
  if (!estimate.is_object() || !estimate.contains("estimate")) return "-";
  return absl::StrFormat("%.3f (%.3f to %.3f)", estimate.at("estimate").get<double>(),
                         estimate.at("lower").get<double>(), estimate.at("upper").get<double>());
}

std::string Plain(const Json& estimate) {
  if (!estimate.is_object() || !estimate.contains("estimate")) return "-";
  return absl::StrFormat("%.2f", estimate.at("estimate").get<double>());
}

}  // namespace

absl::StatusOr<std::string> ResultTable(const std::string& validation_json) {
  try {
    const Json json = Json::parse(validation_json);
    std::string text = absl::StrFormat("%-16s %-12s %-12s %5s %7s  %-24s %6s %6s\n", "site", "role", "model",
                                       "n", "events", "AUC (95 %)", "slope", "O/E");
    for (const auto& [key, site] : json.at("sites").items()) {
      for (const auto& [model, metrics] : site.at("models").items()) {
        absl::StrAppend(&text,
                        absl::StrFormat("%-16s %-12s %-12s %5d %7d  %-24s %6s %6s\n", key,
                                        site.at("role").get<std::string>(), model, metrics.at("n").get<int>(),
                                        metrics.at("events").get<int>(), WithInterval(metrics.at("auc")),
                                        Plain(metrics.at("calibration_slope")), Plain(metrics.at("oe"))));
      }
    }
    return text;
  } catch (const std::exception& error) {
    return absl::DataLossError(absl::StrCat("validation.json cannot be read: ", error.what()));
  }
}

}  // namespace osteon
