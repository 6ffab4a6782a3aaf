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
#include "coordinator/report/line_plot.h"
#include "coordinator/report/model_parts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kNamedLines = 6;   // as many as there are dashes
constexpr std::size_t kMostLines = 100;  // of a figure
constexpr std::size_t kMostRows = 12;    // of the path's table, beside those that must be there
constexpr std::size_t kMostNames = 20;

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
  const std::size_t every = std::max<std::size_t>(1, (path.fits.size() + kMostRows - 1) / kMostRows);
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

std::vector<PlotMark> MarksOf(const models::ModelDetails& details) {
  const models::LassoPath& path = *details.path;
  const auto log_lambda = [&](int l) { return std::log(path.fits[static_cast<std::size_t>(l)].lambda); };
  if (!path.cross_validation || path.cross_validation->deviance.empty()) {
    return {{log_lambda(*details.chosen), "chosen"}};
  }
  const models::LassoCrossValidation& cv = *path.cross_validation;
  if (cv.lambda_min == cv.lambda_1se) return {{log_lambda(cv.lambda_min), "lambda.min = lambda.1se"}};
  return {{log_lambda(cv.lambda_1se), "lambda.1se"}, {log_lambda(cv.lambda_min), "lambda.min"}};
}

// The number of coefficients at the first `fits` penalties.
std::vector<std::pair<double, std::string>> Counts(const models::LassoPath& path, std::size_t fits) {
  std::vector<std::pair<double, std::string>> counts;
  for (std::size_t l = 0; l < fits; ++l) {
    counts.emplace_back(std::log(path.fits[l].lambda), absl::StrCat(path.fits[l].coefficients.size()));
  }
  return counts;
}

// By column with a coefficient at any penalty, its coefficient at every penalty.
std::map<int, std::vector<PlotPoint>> Coefficients(const models::LassoPath& path) {
  std::map<int, std::vector<PlotPoint>> lines;
  for (const models::LassoFit& fit : path.fits) {
    for (const models::LassoCoefficient& coefficient : fit.coefficients) lines[coefficient.column];
  }
  for (const models::LassoFit& fit : path.fits) {
    std::map<int, double> values;
    for (const models::LassoCoefficient& coefficient : fit.coefficients) {
      values[coefficient.column] = coefficient.standardised;
    }
    for (auto& [column, points] : lines) {
      const auto value = values.find(column);
      points.push_back({std::log(fit.lambda), value == values.end() ? 0 : value->second, {}});
    }
  }
  return lines;
}

Html PathFigure(const std::string& model, const models::ModelDetails& details, Numbering& numbering) {
  const models::LassoPath& path = *details.path;
  struct Line {
    int column;
    std::vector<PlotPoint> points;
  };
  std::vector<Line> lines;
  for (auto& [column, points] : Coefficients(path)) lines.push_back({column, std::move(points)});
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::fabs(a.points.back().y) > std::fabs(b.points.back().y);
  });
  LinePlot plot;
  plot.title = absl::StrCat("Coefficients of model ", model, " along the path, per standard deviation");
  if (lines.size() > kMostLines) {
    absl::StrAppend(&plot.title, "; the ", kMostLines, " largest of ", Count(lines.size()));
    lines.resize(kMostLines);
  }
  plot.x_axis = "log \xCE\xBB";
  plot.y_axis = "coefficient per SD";
  plot.descending = true;
  plot.marks = MarksOf(details);
  plot.above = Counts(path, path.fits.size());
  plot.above_axis = "coefficients";
  std::vector<std::string> largest;
  for (std::size_t i = lines.size(); i-- > 0;) {
    const std::string& name = path.columns[static_cast<std::size_t>(lines[i].column)];
    const bool named = i < kNamedLines;
    if (named) largest.push_back(absl::StrCat(name, " ", Fixed(lines[i].points.back().y, 3)));
    plot.lines.push_back(
        {named ? name : "", named ? LineStyle::kNamed : LineStyle::kFaint, std::move(lines[i].points)});
  }
  std::reverse(largest.begin(), largest.end());
  plot.description = absl::StrCat("From log lambda ", Fixed(std::log(path.fits.front().lambda), 2),
                                  " down to ", Fixed(std::log(path.fits.back().lambda), 2),
                                  ". Largest coefficients at the end: ", Listed(largest), ".");
  return DrawLinePlot(plot, numbering);
}

Html CurveFigure(const std::string& model, const models::ModelDetails& details, Numbering& numbering) {
  const models::LassoPath& path = *details.path;
  if (!path.cross_validation || path.cross_validation->deviance.empty()) return Html();
  const models::LassoCrossValidation& cv = *path.cross_validation;
  LinePlot plot;
  plot.title = absl::StrCat("Cross-validated deviance of model ", model, ", with one standard error");
  plot.x_axis = "log \xCE\xBB";
  plot.y_axis = "deviance per patient";
  plot.descending = true;
  plot.marks = MarksOf(details);
  plot.above = Counts(path, cv.deviance.size());
  plot.above_axis = "coefficients";
  PlotLine curve{"", LineStyle::kPoints, {}};
  for (std::size_t l = 0; l < cv.deviance.size(); ++l) {
    const models::CurvePoint& point = cv.deviance[l];
    curve.points.push_back(
        {std::log(path.fits[l].lambda), point.mean, std::pair(point.mean - point.se, point.mean + point.se)});
  }
  plot.lines.push_back(std::move(curve));
  plot.description = CrossValidationSentence(path);
  return DrawLinePlot(plot, numbering);
}

}  // namespace

Html PenalisedPart(const std::string& model, const models::ModelDetails& details, Numbering& numbering) {
  if (!details.path || details.path->fits.empty() || !details.chosen) return Html();
  const models::LassoPath& path = *details.path;
  Html part = Paragraph(ChoiceSentence(details));
  part += Paragraph(absl::StrCat(EndSentence(path), " ", FitsSentence(path)));
  if (path.cross_validation) part += Paragraph(CrossValidationSentence(path));
  if (!path.constant.empty()) {
    const auto shown = static_cast<std::ptrdiff_t>(std::min(path.constant.size(), kMostNames));
    part += Paragraph(absl::StrCat("Columns that do not vary have no coefficient: ",
                                   Listed({path.constant.begin(), path.constant.begin() + shown}),
                                   path.constant.size() > kMostNames
                                       ? absl::StrCat(" and ", path.constant.size() - kMostNames, " more.")
                                       : "."));
  }
  // Statement by statement: the operands of + have no order, the numbers of figures do.
  Html figures = PathFigure(model, details, numbering);
  figures += CurveFigure(model, details, numbering);
  if (!figures.empty()) part += Markup("<div class=\"figures\">\n") + figures + Markup("</div>\n");
  part += PathTable(model, details, numbering);
  return part;
}

}  // namespace osteon::report
