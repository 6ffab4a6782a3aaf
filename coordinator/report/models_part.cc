#include <cmath>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/model_parts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

Html NumberOr(const std::optional<double>& value) {
  return value ? Text(Significant(*value)) : NoValue();
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

bool IsPenalised(const models::ModelDetails& details) {
  return details.path.has_value();
}

std::string ConvergenceText(const models::FittedModel& model, bool penalised) {
  const auto steps = static_cast<std::uint64_t>(model.iterations);
  if (penalised) {
    return model.converged ? absl::StrCat("; certified to be optimal, path and folds together in ",
                                          Counted(steps, "round"))
                           : absl::StrCat("; NOT converged after ", Counted(steps, "round"));
  }
  return absl::StrCat(model.converged ? "; converged in " : "; NOT converged after ",
                      Counted(steps, "Newton step"));
}

std::string FitSentence(const models::FittedModel& model, bool penalised) {
  std::string text =
      absl::StrCat("Fitted to ", Counted(model.n, "patient"), " with ", Counted(model.events, "event"),
                   " at ", Counted(model.roster.size(), "site"), " (", Listed(model.roster), ")");
  if (model.terms.size() > 1 && !penalised) {
    const auto coefficients = static_cast<double>(model.terms.size() - 1);
    absl::StrAppend(&text, ", ", Fixed(static_cast<double>(model.events) / coefficients, 1),
                    " events per coefficient");
  }
  absl::StrAppend(&text, ConvergenceText(model, penalised), ".");
  if (model.log_likelihood) absl::StrAppend(&text, " Log-likelihood ", Fixed(*model.log_likelihood, 2), ".");
  if (model.deviance && model.null_deviance) {
    absl::StrAppend(&text, " Deviance ", Fixed(*model.deviance, 2), " (null ", Fixed(*model.null_deviance, 2),
                    ").");
  }
  if (model.aic) absl::StrAppend(&text, " AIC ", Fixed(*model.aic, 2), ".");
  if (model.bic) absl::StrAppend(&text, " BIC ", Fixed(*model.bic, 2), ".");
  return text;
}

std::string SiteEffectsSentence(const models::FittedModel& model, bool penalised) {
  return absl::StrCat("Site effects: (Intercept) is that of ",
                      model.roster.empty() ? "the first site" : model.roster.front(), ", and ",
                      Listed(model.site_effects),
                      model.site_effects.size() == 1 ? " is what the other site's differs by"
                                                     : " are what the others differ by",
                      ". At a new site the intercept is ", Significant(*model.new_site_intercept), ", the ",
                      penalised ? "mean" : "inverse-variance mean", " of the development sites' intercepts.");
}

std::string ThresholdText(const models::Study& study, const std::string& name,
                          const models::ModelDetails& details) {
  const models::Model* model = study.FindModel(name);
  const auto* given = model == nullptr ? nullptr : std::get_if<models::GivenModel>(&model->kind);
  const bool own = given != nullptr && given->frozen && given->frozen->threshold;
  return absl::StrCat("Positive at a predicted risk of ", Plain(*details.threshold), " or more (",
                      own                       ? "frozen with the model"
                      : study.validation.youden ? "Youden's index on the training patients"
                                                : "given by the study",
                      ").");
}

Html FittedTable(const models::FittedModel& model, bool selected, const Html& source, Numbering& numbering) {
  Table table(absl::StrCat("Coefficients of model ", model.name, " (log-odds per unit)"),
              {{"Term", Align::kText},
               {"Coefficient"},
               {"Standard error"},
               {"Odds ratio per unit (95% CI)"},
               {"Odds ratio per SD (95% CI)"},
               {selected ? "p (not adjusted for selection)" : "p"}});
  table.Source(source);
  for (const models::ModelTerm& term : model.terms) {
    const bool intercept = term.name == models::kInterceptTerm;
    table.Row({Text(term.name), Text(Significant(term.coefficient)), NumberOr(term.standard_error),
               intercept ? NoValue() : OddsRatio(term.coefficient, term.lower, term.upper),
               intercept ? NoValue()
                         : OddsRatio(term.coefficient_standardised, Times(term.lower, term.scale),
                                     Times(term.upper, term.scale)),
               term.p ? Text(PValue(*term.p)) : NoValue()});
  }
  Html out = table.Build(numbering);
  if (selected) {
    out += Note(
        "Predictors were selected, here or in a model before, by looking at the outcome of these patients: "
        "standard errors, intervals and p values are not adjusted for selection and look better than they "
        "are.");
  }
  return out;
}

Html PenalisedTable(const models::FittedModel& model, const Html& source, Numbering& numbering) {
  Table table(absl::StrCat("Coefficients of model ", model.name, " that are not zero (log-odds)"),
              {{"Term", Align::kText}, {"Per unit"}, {"Per SD"}, {"Odds ratio per SD"}, {"Mean"}, {"SD"}});
  table.Source(source);
  for (const models::ModelTerm& term : model.terms) {
    const bool intercept = term.name == models::kInterceptTerm;
    table.Row({Text(term.name), Text(Significant(term.coefficient)),
               Text(Significant(term.coefficient_standardised)),
               intercept ? NoValue() : Text(Ratio(std::exp(term.coefficient_standardised))),
               intercept ? NoValue() : Text(Significant(term.mean)),
               intercept ? NoValue() : Text(Significant(term.scale))});
  }
  Html out = table.Build(numbering);
  out += Note(absl::StrCat(
      "A penalty shrinks coefficients towards zero; they have no standard errors, intervals or p values.",
      model.kind == "ridge" ? "" : " The selection of predictors is part of the fit."));
  return out;
}

Html GivenTable(const models::FittedModel& model, Numbering& numbering) {
  Table table(absl::StrCat("Coefficients of model ", model.name, ", as given (log-odds per unit)"),
              {{"Term", Align::kText}, {"Coefficient"}, {"Odds ratio per unit"}});
  for (const models::ModelTerm& term : model.terms) {
    table.Row({Text(term.name), Text(Significant(term.coefficient)),
               term.name == models::kInterceptTerm
                   ? NoValue()
                   : OddsRatio(term.coefficient, std::nullopt, std::nullopt)});
  }
  return table.Build(numbering);
}

Html FittedPart(const models::FittedModel& model, const models::ModelDetails& details, const Html& source,
                Numbering& numbering) {
  const bool penalised = IsPenalised(details);
  Html part = Paragraph(FitSentence(model, penalised));
  if (model.new_site_intercept) part += Paragraph(SiteEffectsSentence(model, penalised));
  if (!model.offset.empty()) {
    part += Paragraph(absl::StrCat("Column ", Quoted(model.offset),
                                   " is an offset: it enters the linear predictor with coefficient 1."));
  }
  part += PenalisedPart(model.name, details, numbering);
  part += StepwisePart(model.name, details, numbering);
  part += penalised ? PenalisedTable(model, source, numbering)
                    : FittedTable(model, details.selected, source, numbering);
  part += FigurePlace(FigureId("coefficients", model.name),
                      absl::StrCat("Coefficients of model ", model.name), numbering);
  return part;
}

}  // namespace

Html ModelsPart(const ReportInput& input, Numbering& numbering) {
  const std::vector<AuditEntry> rounds = AuditEntries(input.ledger);
  Html section;
  for (const models::FittedModel& model : input.result.pipeline.models) {
    const models::ModelDetails& details = input.result.pipeline.details.at(model.name);
    section += Heading(3, absl::StrCat("Model ", model.name));
    if (IsFitted(model)) {
      section += FittedPart(model, details, Source(WithPurpose(rounds, {absl::StrCat("fit ", model.name)})),
                            numbering);
    } else if (model.kind == "score") {
      section += Paragraph(absl::StrCat("Predicted risks taken from column ", Quoted(model.score_column),
                                        "; there are no coefficients to show."));
    } else {
      section +=
          Paragraph("Given by the study file; nothing was estimated here, so there are no standard errors.");
      section += GivenTable(model, numbering);
    }
    if (details.threshold) section += Paragraph(ThresholdText(input.study, model.name, details));
  }
  return section;
}

}  // namespace osteon::report
