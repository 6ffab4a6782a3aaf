#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostScreeningRows = 40;

// What a step's own message about a feature comes down to.
std::string ReasonClass(const std::string& why) {
  if (absl::StrContains(why, "constant")) return "constant";
  if (absl::StrContains(why, "no value") || absl::StrContains(why, "has a value")) return "no value at all";
  if (absl::StrContains(why, "measured by both readers")) return "too few patients with both readers";
  if (absl::StrContains(why, "not defined")) return "agreement not defined";
  if (absl::StrContains(why, "within any site")) return "does not vary within any site";
  return "beyond the step's limit";
}

std::string DroppedText(const models::StepLog& step) {
  std::map<std::string, std::uint64_t> classes;
  for (const auto& [name, why] : step.dropped) ++classes[ReasonClass(why)];
  std::vector<std::string> parts;
  for (const auto& [reason, count] : classes) parts.push_back(absl::StrCat(Count(count), " ", reason));
  return parts.empty() ? "none" : Listed(parts);
}

Html FlowTable(const std::vector<models::StepLog>& log, Numbering& numbering) {
  Table table("Screening, step by step", {{"Step", Align::kText},
                                          {"Keeps", Align::kText},
                                          {"Candidates"},
                                          {"Kept"},
                                          {"Dropped, by reason", Align::kText},
                                          {"Flagged"}});
  for (std::size_t i = 0; i < log.size(); ++i) {
    const models::StepLog& step = log[i];
    table.Row({Text(absl::StrCat(i + 1, ".\xC2\xA0", step.step)), Text(step.rule),
               Text(Count(step.candidates)), Text(Count(step.kept.size())), Text(DroppedText(step)),
               Text(Count(step.flagged.size()))});
  }
  return table.Build(numbering);
}

// Of the features that are left.
Html FlaggedPart(const std::vector<models::StepLog>& log, Numbering& numbering) {
  const std::set<std::string> left(log.back().kept.begin(), log.back().kept.end());
  std::set<std::string> all;
  std::vector<std::pair<std::string, std::string>> shown;
  for (const models::StepLog& step : log) {
    for (const auto& [name, what] : step.flagged) {
      if (all.insert(name).second && left.contains(name)) shown.emplace_back(name, what);
    }
  }
  if (all.empty()) return Html();
  Html part = Paragraph(absl::StrCat(
      Counted(all.size(), "feature"), " differ", all.size() == 1 ? "s" : "",
      " more between sites than between patients with and without the event (F by site above F by outcome); ",
      shown.empty()
          ? std::string("none of them was kept to the end.")
          : absl::StrCat(Count(shown.size()), shown.size() == 1 ? " of them was" : " of them were",
                         " kept to the end. Whether such a feature says something of the disease or of "
                         "the scanner is to be asked.")));
  Table table("Flagged features among those kept to the end",
              {{"Feature", Align::kText}, {"What was seen", Align::kText}});
  for (std::size_t i = 0; i < std::min(shown.size(), kMostScreeningRows); ++i) {
    table.Row({Text(shown[i].first), Text(shown[i].second)});
  }
  return part + table.Build(numbering);
}

Html KeptTable(const models::StepLog& last, Numbering& numbering) {
  std::vector<Table::Column> columns = {{"Feature", Align::kText}};
  for (const std::string& measure : last.measures) columns.push_back({measure});
  Table table("Features kept by the last step, in its order", columns);
  const std::size_t shown = std::min(last.kept.size(), kMostScreeningRows);
  for (std::size_t i = 0; i < shown; ++i) {
    std::vector<Html> row = {Text(last.kept[i])};
    const auto values = last.values.find(last.kept[i]);
    for (std::size_t m = 0; m < last.measures.size(); ++m) {
      const bool has = values != last.values.end() && m < values->second.size() && values->second[m];
      row.push_back(has ? Text(Significant(*values->second[m])) : NoValue());
    }
    table.Row(row);
  }
  Html out = table.Build(numbering);
  if (shown < last.kept.size()) {
    out += Note(absl::StrCat("The first ", shown, " of ", Count(last.kept.size()), "."));
  }
  return out;
}

struct StepSentence {
  Numbering& numbering;
  Html operator()(const models::IccStep& step) const {
    const char* type = step.type == models::IccType::k11   ? "ICC(1,1)"
                       : step.type == models::IccType::k21 ? "ICC(2,1)"
                                                           : "ICC(3,1)";
    return Cited(absl::StrCat("Features on which two readers agreed, ", type, " above ", Plain(step.min),
                              step.within_site ? ", within sites" : "", ", were kept"),
                 {Reference::kShroutFleiss}, numbering);
  }
  Html operator()(const models::AnovaStep& step) const {
    return Text(absl::StrCat("Features that differed by outcome, p below ", Plain(step.max_p),
                             " in an analysis of variance", step.adjust_site ? " adjusted for the site" : "",
                             ", were kept. "));
  }
  Html operator()(const models::SelectKBestStep& step) const {
    return Text(absl::StrCat("The ", Count(step.k), " features of largest F were kept. "));
  }
  Html operator()(const models::CorrelationStep& step) const {
    return Text(absl::StrCat("Of two features whose correlation is above ", Plain(step.max_abs),
                             " in size, the one of smaller F was dropped. "));
  }
  Html operator()(const models::MrmrStep& step) const {
    return Cited(
        absl::StrCat(Count(step.k), " features were picked by minimum redundancy and maximum relevance (",
                     step.scheme == models::MrmrScheme::kFcq ? "FCQ" : "FCD", ")"),
        {Reference::kMrmr}, numbering);
  }
  Html operator()(const models::VarianceStep& step) const {
    return Text(absl::StrCat("Features whose standard deviation is above ", Plain(step.min_relative),
                             " of the mean were kept. "));
  }
  Html operator()(const models::MissingnessStep& step) const {
    return Text(absl::StrCat("Features with at most ", Plain(100 * step.max_share),
                             " per cent of values missing were kept. "));
  }
};

Html SentencesOf(const std::vector<models::ScreeningStep>& steps, Numbering& numbering) {
  Html sentences =
      Markup("<p>") + Text(absl::StrCat("Features were screened in ", Counted(steps.size(), "step"),
                                        ", on the training patients of the development sites, before the "
                                        "models and outside their cross-validation. "));
  for (const models::ScreeningStep& step : steps) sentences += std::visit(StepSentence{numbering}, step);
  return sentences + Markup("</p>\n");
}

}  // namespace

Html ScreeningPart(const ReportInput& input, Numbering& numbering) {
  const std::vector<models::StepLog>& log = input.result.pipeline.screening;
  if (log.empty()) return Html();
  Html section = Heading(3, "Screening of features");
  section +=
      Paragraph(absl::StrCat("From ", Counted(log.front().candidates, "feature"), " to ",
                             Count(input.result.pipeline.features.size()),
                             ". Every limit is strict: a value equal to it does not pass. The p values and F "
                             "below come from the same "
                             "patients as the models and are not adjusted for the number of features."));
  section += SentencesOf(input.study.screen, numbering);
  section += FlowTable(log, numbering);
  section += FlaggedPart(log, numbering);
  section += KeptTable(log.back(), numbering);
  section += Note(
      "What each step measured of each feature, and why it was dropped: tables/screening.csv, and "
      "\"screening\" "
      "in model.json.");
  return section;
}

}  // namespace osteon::report
