#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/model_parts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostPathRows = 12;  // of the path's table, beside those that must be there
constexpr std::size_t kMostConstantNames = 20;

std::string EndSentence(const models::LassoPath& path) {
  const std::string fitted = absl::StrCat(
      Count(path.fits.size()), " of ", Counted(path.lambda.size(), "penalty", "penalties"), " were fitted");
  if (path.stopped.empty()) return absl::StrCat(fitted, ".");
  std::string why = path.stopped;
  if (path.stopped == "df_max") why = "the next model would have more coefficients than df_max allows";
  if (path.stopped == "deviance") why = "the last model explains more than 0.999 of the deviance";
  if (path.stopped == "deviance_gain") {
    why = "the last model explains less than 1e-5 more of the deviance than the one before (glmnet's rule)";
  }
  if (path.stopped == "unfinished") why = "the next fit could not be certified in time";
  return absl::StrCat(fitted, "; the path stopped there because ", why, ".");
}

std::string FitsSentence(const models::LassoPath& path) {
  const auto unfinished = static_cast<std::uint64_t>(
      std::count_if(path.fits.begin(), path.fits.end(), [](const auto& fit) { return !fit.finished; }));
  if (unfinished == 0) return "Every fit of the path is certified to be optimal.";
  return absl::StrCat(Counted(unfinished, "fit"), " of the path ", unfinished == 1 ? "is" : "are",
                      " NOT finished: not certified to be optimal.");
}

std::string ChoiceSentence(const models::ModelDetails& details) {
  const models::LassoPath& path = *details.path;
  const std::size_t chosen = static_cast<std::size_t>(*details.chosen);
  const models::LassoFit& fit = path.fits[chosen];
  return absl::StrCat(
      "Penalty \xCE\xBB = ", Significant(fit.lambda), " (", details.chosen_by, "), number ", chosen + 1,
      " of the sequence: ", Counted(fit.coefficients.size(), "coefficient is", "coefficients are"),
      " not zero, of ", Counted(path.columns.size(), "column"), "; deviance ratio ",
      Fixed(fit.deviance_ratio, 3), ".");
}

std::string ValueWithSe(const models::CurvePoint& point) {
  return absl::StrCat(Fixed(point.mean, 4), " (SE ", Fixed(point.se, 4), ")");
}

std::string CrossValidationSentence(const models::LassoPath& path) {
  const models::LassoCrossValidation& cv = *path.cross_validation;
  if (cv.deviance.empty()) return "Cross-validation ended before its first penalty.";
  const auto min = static_cast<std::size_t>(cv.lambda_min), one_se = static_cast<std::size_t>(cv.lambda_1se);
  std::string text = absl::StrCat("Cross-validated deviance per patient: ", ValueWithSe(cv.deviance[min]),
                                  " at lambda.min = ", Significant(path.fits[min].lambda), ", ",
                                  ValueWithSe(cv.deviance[one_se]),
                                  " at lambda.1se = ", Significant(path.fits[one_se].lambda), ". ");
  const std::size_t at = min - static_cast<std::size_t>(cv.auc_first);
  if (at < cv.auc.size()) {
    absl::StrAppend(&text, "Cross-validated AUC at lambda.min: ", Fixed(cv.auc[at].mean, 3));
    if (at < cv.auc_lower.size() && at < cv.auc_upper.size()) {
      absl::StrAppend(&text, " (from counts of predicted risks; the exact one is between ",
                      Fixed(cv.auc_lower[at], 3), " and ", Fixed(cv.auc_upper[at], 3), ")");
    }
    text += ". ";
  }
  absl::StrAppend(
      &text, cv.bracketed ? "The curve rises by one standard error again after its minimum."
                          : "The curve does NOT rise by one standard error again before it ends, so that a "
                            "smaller penalty might do better.");
  if (cv.unfinished > 0) {
    absl::StrAppend(&text, " ", Counted(static_cast<std::uint64_t>(cv.unfinished), "fit"),
                    " of training folds could not be certified; the curve ends before the first penalty with "
                    "one.");
  }
  return text;
}

// The first, the last, those chosen, and some between.
std::set<std::size_t> RowsOf(const models::ModelDetails& details) {
  const models::LassoPath& path = *details.path;
  std::set<std::size_t> rows = {0, path.fits.size() - 1, static_cast<std::size_t>(*details.chosen)};
  if (path.cross_validation && !path.cross_validation->deviance.empty()) {
    rows.insert(static_cast<std::size_t>(path.cross_validation->lambda_min));
    rows.insert(static_cast<std::size_t>(path.cross_validation->lambda_1se));
  }
  const std::size_t every = std::max<std::size_t>(1, (path.fits.size() + kMostPathRows - 1) / kMostPathRows);
  for (std::size_t l = 0; l < path.fits.size(); l += every) rows.insert(l);
  return rows;
}

Html MarksAt(const models::ModelDetails& details, std::size_t l) {
  const models::LassoPath& path = *details.path;
  const auto index = static_cast<int>(l);
  Html marks;
  const auto mark = [&](const char* name) {
    marks += Markup(" <span class=\"mark\">") + Text(name) + Markup("</span>");
  };
  if (index == *details.chosen) mark("chosen");
  if (path.cross_validation && !path.cross_validation->deviance.empty()) {
    if (index == path.cross_validation->lambda_min) mark("lambda.min");
    if (index == path.cross_validation->lambda_1se) mark("lambda.1se");
  }
  if (!path.fits[l].finished) mark("not finished");
  return marks;
}

Html PathTable(const std::string& model, const models::ModelDetails& details, Numbering& numbering) {
  const models::LassoPath& path = *details.path;
  const bool cv = path.cross_validation.has_value();
  std::vector<Table::Column> columns = {
      {"Number", Align::kText}, {"\xCE\xBB"}, {"Coefficients not zero"}, {"Deviance ratio"}};
  if (cv) columns.push_back({"CV deviance (SE)"});
  Table table(absl::StrCat("Path of model ", model, " (every penalty in tables/path.csv",
                           cv ? " and tables/cv.csv)" : ")"),
              columns);
  for (const std::size_t l : RowsOf(details)) {
    const models::LassoFit& fit = path.fits[l];
    std::vector<Html> row = {Text(absl::StrCat(l + 1)) + MarksAt(details, l), Text(Significant(fit.lambda)),
                             Text(Count(fit.coefficients.size())), Text(Fixed(fit.deviance_ratio, 4))};
    if (cv) {
      row.push_back(l < path.cross_validation->deviance.size()
                        ? Text(ValueWithSe(path.cross_validation->deviance[l]))
                        : NoValue());
    }
    table.Row(row);
  }
  return table.Build(numbering);
}

}  // namespace

Html PenalisedPart(const std::string& model, const models::ModelDetails& details, Numbering& numbering) {
  if (!details.path || details.path->fits.empty() || !details.chosen) return Html();
  const models::LassoPath& path = *details.path;
  Html part = Paragraph(ChoiceSentence(details));
  part += Paragraph(absl::StrCat(EndSentence(path), " ", FitsSentence(path)));
  if (path.cross_validation) part += Paragraph(CrossValidationSentence(path));
  if (!path.constant.empty()) {
    const auto shown = static_cast<std::ptrdiff_t>(std::min(path.constant.size(), kMostConstantNames));
    part += Paragraph(
        absl::StrCat("Columns that do not vary have no coefficient: ",
                     Listed({path.constant.begin(), path.constant.begin() + shown}),
                     path.constant.size() > kMostConstantNames
                         ? absl::StrCat(" and ", path.constant.size() - kMostConstantNames, " more.")
                         : "."));
  }
  std::vector<Html> figures = {FigurePlace(FigureId("lasso-path", model),
                                           absl::StrCat("Coefficients of model ", model, " along the path"),
                                           numbering)};
  if (path.cross_validation && !path.cross_validation->deviance.empty()) {
    figures.push_back(FigurePlace(FigureId("lasso-cv", model),
                                  absl::StrCat("Cross-validation of model ", model), numbering));
  }
  part += FigureRow(figures);
  part += PathTable(model, details, numbering);
  return part;
}

}  // namespace osteon::report
