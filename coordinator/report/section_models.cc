#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

Html None() {
  return Markup("<span class=\"quiet\">\xE2\x80\x93</span>");
}

Html NumberOr(const std::optional<double>& value) {
  return value ? Text(Significant(*value)) : None();
}

// "1.42" over "(1.10 to 1.83)": exp of a coefficient and of its limits.
Html OddsRatio(double coefficient, const std::optional<double>& lower, const std::optional<double>& upper) {
  Html cell = Text(Ratio(std::exp(coefficient)));
  if (lower && upper) {
    cell += Markup(" <span class=\"interval\">(") +
            Text(absl::StrCat(Ratio(std::exp(*lower)), " to ", Ratio(std::exp(*upper)))) + Markup(")</span>");
  }
  return cell;
}

std::optional<double> Times(const std::optional<double>& value, double factor) {
  return value ? std::optional<double>(*value * factor) : std::nullopt;
}

std::string FitSentence(const models::FittedModel& model) {
  std::string text =
      absl::StrCat("Fitted to ", Counted(model.n, "patient"), " with ", Counted(model.events, "event"),
                   " at ", Counted(model.roster.size(), "site"), " (", Listed(model.roster), ")");
  if (model.terms.size() > 1) {
    const auto coefficients = static_cast<double>(model.terms.size() - 1);
    absl::StrAppend(&text, ", ", Fixed(static_cast<double>(model.events) / coefficients, 1),
                    " events per coefficient");
  }
  absl::StrAppend(&text, model.converged ? "; converged in " : "; NOT converged after ",
                  Counted(static_cast<std::uint64_t>(model.iterations), "Newton step"), ".");
  if (model.log_likelihood) absl::StrAppend(&text, " Log-likelihood ", Fixed(*model.log_likelihood, 2), ".");
  if (model.deviance && model.null_deviance) {
    absl::StrAppend(&text, " Deviance ", Fixed(*model.deviance, 2), " (null ", Fixed(*model.null_deviance, 2),
                    ").");
  }
  if (model.aic) absl::StrAppend(&text, " AIC ", Fixed(*model.aic, 2), ".");
  if (model.bic) absl::StrAppend(&text, " BIC ", Fixed(*model.bic, 2), ".");
  return text;
}

Html FittedTable(const models::FittedModel& model, Numbering& numbering) {
  Table table(absl::StrCat("Coefficients of model ", model.name, " (log-odds per unit)"),
              {{"Term", Align::kText},
               {"Coefficient"},
               {"Standard error"},
               {"Odds ratio per unit (95% CI)"},
               {"Odds ratio per SD (95% CI)"},
               {"p"}});
  for (const models::ModelTerm& term : model.terms) {
    const bool intercept = term.name == "(Intercept)";
    table.Row({Text(term.name), Text(Significant(term.coefficient)), NumberOr(term.standard_error),
               intercept ? None() : OddsRatio(term.coefficient, term.lower, term.upper),
               intercept ? None()
                         : OddsRatio(term.coefficient_standardised, Times(term.lower, term.scale),
                                     Times(term.upper, term.scale)),
               term.p ? Text(PValue(*term.p)) : None()});
  }
  return table.Build(numbering);
}

Html GivenTable(const models::FittedModel& model, Numbering& numbering) {
  Table table(absl::StrCat("Coefficients of model ", model.name, ", as given (log-odds per unit)"),
              {{"Term", Align::kText}, {"Coefficient"}, {"Odds ratio per unit"}});
  for (const models::ModelTerm& term : model.terms) {
    table.Row(
        {Text(term.name), Text(Significant(term.coefficient)),
         term.name == "(Intercept)" ? None() : OddsRatio(term.coefficient, std::nullopt, std::nullopt)});
  }
  return table.Build(numbering);
}

}  // namespace

Html ModelsSection(const ReportInput& input, Numbering& numbering) {
  Html section = Markup("<section>\n") + Heading(2, "Models");
  for (const models::FittedModel& model : input.result.pipeline.models) {
    section += Heading(3, model.name);
    if (IsFitted(model)) {
      section += Paragraph(FitSentence(model)) + FittedTable(model, numbering);
    } else if (model.kind == "score") {
      section += Paragraph(absl::StrCat("Predicted risks taken from column ", Quoted(model.score_column),
                                        "; there are no coefficients to show."));
    } else {
      section +=
          Paragraph("Given by the study file; nothing was estimated here, so there are no standard errors.") +
          GivenTable(model, numbering);
    }
  }
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
