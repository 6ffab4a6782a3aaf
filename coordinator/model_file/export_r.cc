// ExportR of export_model.h.
#include <cctype>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/text/number.h"
#include "common/text/one_line.h"
#include "coordinator/model_file/export_model.h"

namespace osteon {
namespace {

using models::LinearTerm;

std::string RText(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}), "\"");
}

// Of the file, in a comment: never more than its line.
std::string Comment(const std::string& text) {
  return OneLine(text, 200);
}

// "predict_nomogram": letters, digits and "_".
std::string FunctionName(const std::string& model) {
  std::string name = "predict_";
  for (const char c : model) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128 ? c : '_';
  }
  return name;
}

std::string LimitR(const std::optional<double>& limit, const char* none) {
  return limit ? FormatNumber(*limit) : none;
}

std::string FillR(const ScoringModel& model, const std::string& design) {
  for (const models::FilledColumn& fill : model.fills) {
    if (fill.column == design) return FormatNumber(fill.value);
  }
  return "NA";
}

std::string InputR(const ScoringModel& model, const InputColumn& input) {
  std::string text;
  for (const std::string& design : input.design) {
    absl::StrAppend(&text, "  x[[", RText(design), "]] <- ");
    if (input.rule.levels.empty()) {
      absl::StrAppend(&text, "number(", RText(input.name), ", ", LimitR(input.rule.min, "-Inf"), ", ",
                      LimitR(input.rule.max, "Inf"), ", ", FillR(model, design), ")");
    } else {
      const std::string levels = absl::StrJoin(
          input.rule.levels, ", ",
          [](std::string* out, const std::string& level) { absl::StrAppend(out, RText(level)); });
      absl::StrAppend(&text, "level(", RText(input.name), ", c(", levels, "), ",
                      RText(design.substr(input.name.size())), ", ", FillR(model, design), ")");
    }
    absl::StrAppend(&text, input.rule.unit.empty() ? "" : absl::StrCat("  # ", Comment(input.rule.unit)),
                    "\n");
  }
  return text;
}

std::string SumR(const std::vector<LinearTerm>& terms) {
  std::string text = "0";
  for (const LinearTerm& term : terms) {
    absl::StrAppend(&text, " +\n    ", FormatNumber(term.coefficient));
    if (term.name != models::kInterceptTerm) absl::StrAppend(&text, " * x[[", RText(term.name), "]]");
  }
  return text;
}

constexpr char kHelpers[] = R"(  number <- function(column, min, max, fill) {
    if (!column %in% names(data)) stop("no column ", column)
    cells <- data[[column]]
    values <- suppressWarnings(as.numeric(as.character(cells)))
    if (any(is.na(values) & !is.na(cells) & !tolower(trimws(as.character(cells))) %in% c("", "na", "nan")))
      stop("column ", column, " holds something that is no number")
    if (any(values < min | values > max, na.rm = TRUE)) stop("column ", column, " holds a value out of range")
    values[is.na(values)] <- fill
    values
  }
  level <- function(column, levels, wanted, fill) {
    if (!column %in% names(data)) stop("no column ", column)
    cells <- trimws(as.character(data[[column]]))
    missing <- (is.na(cells) | tolower(cells) %in% c("", "na", "nan")) & !cells %in% levels
    if (any(!missing & !cells %in% levels)) stop("column ", column, " holds an unknown level")
    values <- as.numeric(cells == wanted)
    values[missing] <- fill
    values
  }
)";

}  // namespace

std::string ExportR(const ModelFile& file, const ScoringModel& model) {
  const std::string function = FunctionName(model.name);
  std::string text = absl::StrCat(
      "# Model ", Comment(model.name), " of study ", Comment(file.study), " (study hash ",
      Comment(file.study_sha256), ",\n# model.json sha256 ", file.sha256, "): risk that ",
      Comment(file.outcome_column), " is ", Comment(file.outcome_positive), ".\n",
      model.harmonised
          ? "# Features were harmonised at the development sites; here they are used as they are.\n"
          : "",
      "# Use: ", function, "(read.csv(\"new.csv\", check.names = FALSE, colClasses = \"character\"))\n",
      function, " <- function(data) {\n", kHelpers, "  x <- list()\n");
  for (const InputColumn& input : model.inputs) absl::StrAppend(&text, InputR(model, input));
  for (const models::DerivedColumn& derived : model.derived) {
    absl::StrAppend(&text, "  x[[", RText(derived.name), "]] <- ", SumR(derived.terms), "\n");
  }
  absl::StrAppend(
      &text, "  linear_predictor <- rep(0, nrow(data)) + ", SumR(model.terms), "\n",
      "  risk <- plogis(linear_predictor)\n", "  data.frame(linear_predictor = linear_predictor, risk = risk",
      model.threshold ? absl::StrCat(", positive = risk >= ", FormatNumber(*model.threshold)) : "", ")\n}\n");
  return text;
}

}  // namespace osteon
