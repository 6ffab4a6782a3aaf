// The numbered parts of report.html, in the order of the page. Each is always there, so that a number means
// the same in every report; a part that a study did not ask for says so in a sentence.
#ifndef OSTEON_COORDINATOR_REPORT_CHAPTERS_H_
#define OSTEON_COORDINATOR_REPORT_CHAPTERS_H_

#include <vector>

#include "coordinator/report/html.h"

namespace osteon::report {

enum class Chapter {
  kIdentity,
  kSites,
  kCaseMix,
  kSampleSize,
  kDevelopment,
  kDiscrimination,
  kCalibration,
  kAccuracy,
  kUtility,
  kHeterogeneity,
  kSubgroups,
  kNomogram,
  kLimitations,
  kAudit,
  kChecklist
};

struct ChapterTitle {
  Chapter chapter;
  const char* id;  // of its <section>
  const char* title;
};
const std::vector<ChapterTitle>& Chapters();

// From 1.
int NumberOf(Chapter chapter);

// <section> with the numbered heading and, beside it, the items of the checklist that it answers.
Html OpenChapter(Chapter chapter);
Html CloseChapter();

// "6 Discrimination", a link to it.
Html ChapterLink(Chapter chapter);

Html TableOfContents();

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_CHAPTERS_H_
