#include "coordinator/report/result_files.h"

#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/json/json_text.h"
#include "common/status/status_macros.h"
#include "coordinator/report/case_mix_files.h"
#include "coordinator/report/glance.h"
#include "coordinator/report/ledger_json.h"
#include "coordinator/report/model_json.h"
#include "coordinator/report/pipeline_tables.h"
#include "coordinator/report/pooled_comparison_tables.h"
#include "coordinator/report/report_html.h"
#include "coordinator/report/runs.h"
#include "coordinator/report/tables.h"
#include "coordinator/report/units_files.h"
#include "coordinator/report/validation_json.h"
#include "coordinator/report/validation_tables.h"

namespace osteon::report {
namespace {

absl::StatusOr<std::string> FileText(const std::string& name, const Json& json) {
  absl::StatusOr<std::string> text = JsonText(json);
  if (!text.ok())
    return absl::Status(text.status().code(), absl::StrCat(name, ": ", text.status().message()));
  return text;
}

// What would make two entries of a JSON object one, or leave a validation out of the tables.
absl::Status CheckNames(const models::StudyResult& result) {
  std::set<std::string> models;
  for (const models::FittedModel& model : result.pipeline.models) {
    if (!models.insert(model.name).second) {
      return absl::InternalError(absl::StrCat("the result has two models named ", model.name));
    }
    if (!result.pipeline.details.contains(model.name)) {
      return absl::InternalError(absl::StrCat("the result has no details of model ", model.name));
    }
  }
  std::set<std::pair<std::string, models::SiteRole>> validations;
  for (const models::SiteValidation& validation : result.validations) {
    if (!validations.emplace(validation.site, validation.role).second) {
      return absl::InternalError(
          absl::StrCat("the result has two validations of site ", validation.site, " in one role"));
    }
    std::set<std::string> validated;
    for (const auto& [model, metrics] : validation.models) {
      if (!validated.insert(model).second) {
        return absl::InternalError(
            absl::StrCat("the result validates model ", model, " twice at site ", validation.site));
      }
      if (models.count(model) == 0) {
        return absl::InternalError(absl::StrCat("site ", validation.site, " validated model ", model,
                                                ", which the result does not have"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ResultFiles> MakeResultFiles(const ReportInput& input) {
  OSTEON_RETURN_IF_ERROR(CheckNames(input.result));
  ResultFiles files;
  // First the JSON files: they hold every number of the input and refuse what is not finite, so that tables
  // and report need not ask again.
  OSTEON_ASSIGN_OR_RETURN(files["model.json"], FileText("model.json", ModelJson(input)));
  const Json validation = ValidationJson(input);
  OSTEON_ASSIGN_OR_RETURN(files["validation.json"], FileText("validation.json", validation));
  OSTEON_ASSIGN_OR_RETURN(files["ledger.json"], FileText("ledger.json", LedgerJson(input)));
  const models::PipelineResult& pipeline = input.result.pipeline;
  files["tables/units.csv"] = UnitsCsv(input);
  files["tables/imputation.csv"] = ImputationCsv(pipeline);
  files["tables/screening.csv"] = ScreeningCsv(pipeline);
  files["tables/sample_size.csv"] = SampleSizeCsv(input.result.sample_size);
  files["tables/path.csv"] = PathCsv(pipeline);
  files["tables/cv.csv"] = CrossValidationCsv(pipeline);
  files["tables/stepwise.csv"] = StepwiseCsv(pipeline);
  files["tables/nomogram.csv"] = NomogramCsv(pipeline);
  files["tables/comparisons.csv"] = ComparisonsCsv(input.result);
  files["tables/decision_curve.csv"] = DecisionCurveCsv(input.result);
  files["tables/harmonised_on_site.csv"] = HarmonisedOnSiteCsv(input.result);
  files["tables/case_mix.csv"] = CaseMixCsv(input);
  files["tables/recalibration.csv"] = RecalibrationCsv(input.result);
  files["tables/histograms.csv"] = HistogramsCsv(input.result);
  files["tables/subgroups.csv"] = SubgroupsCsv(input.result);
  files["tables/pooled.csv"] = PooledCsv(input.result);
  files["tables/pooled_without.csv"] = PooledWithoutCsv(input.result);
  files["tables/pooled_comparisons.csv"] = PooledComparisonsCsv(input.result);
  files["tables/comparison_tests.csv"] = ComparisonTestsCsv(input.result);
  files["tables/runs.csv"] = RunsCsv(validation["runs"]);
  files["tables/internal_external.csv"] = InternalExternalCsv(input.result);
  files["tables/optimism.csv"] = OptimismCsv(input.result);
  files["tables/sites.csv"] = SitesCsv(input);
  files["tables/coefficients.csv"] = CoefficientsCsv(input.result);
  files["tables/validation.csv"] = ValidationCsv(input.result);
  files["tables/ledger.csv"] = LedgerCsv(input.ledger);
  files["tables/rounds.csv"] = RoundsCsv(input.ledger);
  files["tables/performance.csv"] = PerformanceCsv(input);
  files["report.html"] = ReportHtml(input, Sha256Hex(files["model.json"]));
  return files;
}

absl::Status WriteResultFiles(const std::string& folder, const ResultFiles& files) {
  for (const auto& [name, text] : files) {
    const std::filesystem::path relative(name);
    const std::filesystem::path normal = relative.lexically_normal();
    if (name.empty() || relative.is_absolute() || normal != relative || *normal.begin() == "..") {
      return absl::InvalidArgumentError(absl::StrCat("\"", name, "\" is no name of a result file"));
    }
  }
  for (const auto& [name, text] : files) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    OSTEON_RETURN_IF_ERROR(MakeFolder(path.parent_path().string()));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(path.string(), text));
  }
  return absl::OkStatus();
}

}  // namespace osteon::report
