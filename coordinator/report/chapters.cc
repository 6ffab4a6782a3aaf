#include "coordinator/report/chapters.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/checklist.h"

namespace osteon::report {
namespace {

const ChapterTitle& TitleOf(Chapter chapter) {
  return Chapters()[static_cast<std::size_t>(chapter)];
}

// "TRIPOD-Cluster 8e, 13a; TRIPOD+AI 12e, 23a".
Html ItemsBeside(Chapter chapter) {
  std::vector<std::string> cluster, ai;
  for (const ChecklistItem& item : ChecklistItems()) {
    bool answers = false;
    for (const Chapter at : item.chapters) answers = answers || at == chapter;
    if (!answers) continue;
    if (item.cluster[0] != '\0') cluster.push_back(item.cluster);
    if (item.ai[0] != '\0') ai.push_back(item.ai);
  }
  if (cluster.empty() && ai.empty()) return Html();
  Html items = Markup("<p class=\"items\">");
  if (!cluster.empty()) {
    items += Markup("<span>TRIPOD-Cluster ") + Text(absl::StrJoin(cluster, ", ")) + Markup("</span> ");
  }
  if (!ai.empty()) items += Markup("<span>TRIPOD+AI ") + Text(absl::StrJoin(ai, ", ")) + Markup("</span>");
  return items + Markup("</p>");
}

}  // namespace

const std::vector<ChapterTitle>& Chapters() {
  static const std::vector<ChapterTitle> kChapters = {
      {Chapter::kIdentity, "identity", "Identity of the models"},
      {Chapter::kSites, "sites", "Sites, images and patients"},
      {Chapter::kCaseMix, "case-mix", "Case-mix, missing values and units"},
      {Chapter::kSampleSize, "sample-size", "Sample size, events and disclosure rules"},
      {Chapter::kDevelopment, "development", "Development of the models"},
      {Chapter::kDiscrimination, "discrimination", "Discrimination"},
      {Chapter::kCalibration, "calibration", "Calibration"},
      {Chapter::kAccuracy, "accuracy", "Overall accuracy"},
      {Chapter::kUtility, "utility", "Clinical utility"},
      {Chapter::kHeterogeneity, "heterogeneity", "Heterogeneity between sites"},
      {Chapter::kSubgroups, "subgroups", "Subgroups and sensitivity analyses"},
      {Chapter::kNomogram, "nomogram", "Nomogram"},
      {Chapter::kLimitations, "limitations", "Limitations"},
      {Chapter::kAudit, "audit", "Audit trail"},
      {Chapter::kChecklist, "checklist", "Checklist and references"}};
  return kChapters;
}

int NumberOf(Chapter chapter) {
  return static_cast<int>(chapter) + 1;
}

Html OpenChapter(Chapter chapter) {
  const ChapterTitle& title = TitleOf(chapter);
  return Markup("<section id=\"") + Text(title.id) + Markup("\">\n<div class=\"heading\">\n<h2>") +
         Text(absl::StrCat(NumberOf(chapter), " ", title.title)) + Markup("</h2>\n") + ItemsBeside(chapter) +
         Markup("\n</div>\n");
}

Html CloseChapter() {
  return Markup("</section>\n");
}

Html ChapterLink(Chapter chapter) {
  const ChapterTitle& title = TitleOf(chapter);
  return Markup("<a href=\"#") + Text(title.id) + Markup("\">") +
         Text(absl::StrCat(NumberOf(chapter), " ", title.title)) + Markup("</a>");
}

Html TableOfContents() {
  Html contents = Markup("<nav class=\"contents\" aria-label=\"Contents\">\n<ol>\n");
  for (const ChapterTitle& title : Chapters()) {
    contents += Markup("<li><a href=\"#") + Text(title.id) + Markup("\">") + Text(title.title) +
                Markup("</a></li>\n");
  }
  return contents + Markup("</ol>\n</nav>\n");
}

}  // namespace osteon::report
