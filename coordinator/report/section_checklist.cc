#include "absl/strings/str_cat.h"
#include "coordinator/report/authors_texts.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/checklist.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"

namespace osteon::report {
namespace {

Html Where(const models::Study& study, const ChecklistItem& item) {
  const Answer answer = AnswerIn(study, item);
  if (answer == Answer::kAuthors) return ToBeCompleted();
  Html where;
  for (const Chapter chapter : item.chapters) {
    if (!where.empty()) where += Text("; ");
    where += ChapterLink(chapter);
  }
  if (answer == Answer::kPart) where += Text("; the rest ") + ToBeCompleted();
  return where;
}

}  // namespace

Html ChecklistChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kChecklist);
  Table table("Where each item of TRIPOD-Cluster, and of TRIPOD+AI where it adds, is answered",
              {{"TRIPOD-Cluster", Align::kText},
               {"TRIPOD+AI", Align::kText},
               {"Item", Align::kText},
               {"Where", Align::kText}});
  for (const ChecklistItem& item : ChecklistItems()) {
    table.Row({item.cluster[0] == '\0' ? NoValue() : Text(item.cluster),
               item.ai[0] == '\0' ? NoValue() : Text(item.ai), Text(item.what), Where(input.study, item)});
  }
  chapter += table.Build(numbering);
  chapter += Heading(3, "References") + ReferenceList(numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
