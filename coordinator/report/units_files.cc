#include "coordinator/report/units_files.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/csv/csv.h"
#include "coordinator/report/csv_cells.h"
#include "coordinator/report/estimate_json.h"
#include "coordinator/report/facts.h"

namespace osteon::report {
namespace {

Json SiteJson(const models::NumericAtSite& site) {
  if (!site.quartiles.value) return {{"suppressed", site.quartiles.unavailable}};
  const models::Quartiles& told = *site.quartiles.value;
  return {{"measured", told.measured},
          {"lower", told.lower},
          {"median", told.median},
          {"upper", told.upper},
          {"iqr", told.iqr},
          {"shift", OptionalJson(site.shift)},
          {"spread_ratio", OptionalJson(site.spread_ratio)},
          {"finding", site.finding.empty() ? Json(nullptr) : Json(site.finding)}};
}

Json SiteJson(const models::Maybe<models::Shares>& shares, const std::vector<std::string>& levels) {
  if (!shares.value) return {{"suppressed", shares.unavailable}};
  Json percent = Json::object();
  for (std::size_t i = 0; i < levels.size(); ++i) percent[levels[i]] = shares.value->percent.at(i);
  return {{"measured", shares.value->measured}, {"percent", std::move(percent)}};
}

}  // namespace

Json UnitsJson(const ReportInput& input) {
  Json json = {{"variables", Json::object()}, {"levels", Json::object()}};
  std::uint64_t features = 0, flagged = 0;
  for (const models::ComparedNumeric& variable : input.result.units.numeric) {
    const bool is_feature = input.study.IsFeature(variable.variable);
    features += is_feature ? 1U : 0U;
    flagged += is_feature && variable.IsFlagged() ? 1U : 0U;
    if (is_feature && !variable.IsFlagged()) continue;
    Json& sites = json["variables"][variable.variable];
    for (const auto& [site, told] : variable.sites) sites[site] = SiteJson(told);
  }
  for (const models::ComparedLevels& variable : input.result.units.categorical) {
    Json& sites = json["levels"][variable.variable];
    for (const auto& [site, shares] : variable.sites) {
      sites[site] = SiteJson(shares, LevelsOf(input, variable.variable));
    }
  }
  json["features_compared"] = features;
  json["features_flagged"] = flagged;
  return json;
}

std::string UnitsCsv(const ReportInput& input) {
  std::string out = CsvLine({"variable", "level", "site", "measured", "lower", "median", "upper", "iqr",
                             "percent", "shift", "spread_ratio", "finding", "suppressed"});
  for (const models::ComparedNumeric& variable : input.result.units.numeric) {
    for (const auto& [site, told] : variable.sites) {
      if (!told.quartiles.value) {
        out += CsvLine(
            {variable.variable, "", site, "", "", "", "", "", "", "", "", "", told.quartiles.unavailable});
        continue;
      }
      const models::Quartiles& quartiles = *told.quartiles.value;
      out += CsvLine({variable.variable, "", site, CountText(quartiles.measured), NumberText(quartiles.lower),
                      NumberText(quartiles.median), NumberText(quartiles.upper), NumberText(quartiles.iqr),
                      "", NumberText(told.shift), NumberText(told.spread_ratio), told.finding, ""});
    }
  }
  for (const models::ComparedLevels& variable : input.result.units.categorical) {
    const std::vector<std::string>& levels = LevelsOf(input, variable.variable);
    for (const auto& [site, shares] : variable.sites) {
      for (std::size_t i = 0; i < levels.size(); ++i) {
        out += CsvLine({variable.variable, levels[i], site,
                        shares.value ? CountText(shares.value->measured) : "", "", "", "", "",
                        shares.value ? NumberText(shares.value->percent.at(i)) : "", "", "", "",
                        shares.unavailable});
      }
    }
  }
  return out;
}

}  // namespace osteon::report
