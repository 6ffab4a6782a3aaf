// What a report of a prediction model in several hospitals has to say, and where this one does:
// TRIPOD-Cluster (Debray et al., BMJ 2023; 380: e071018, table 3), and the items of TRIPOD+AI (Collins et
// al., BMJ 2024; 385: e078378, table 2) that match or add to it. Numbers are theirs, words are ours.
#ifndef OSTEON_COORDINATOR_REPORT_CHECKLIST_H_
#define OSTEON_COORDINATOR_REPORT_CHECKLIST_H_

#include <vector>

#include "coordinator/report/chapters.h"
#include "models/study/study.h"

namespace osteon::report {

enum class Answer {
  kReport,  // here
  kPart,    // here as far as a study can know; the rest is the authors'
  kAuthors  // the authors'
};

struct ChecklistItem {
  const char* cluster;  // number in TRIPOD-Cluster; empty: TRIPOD+AI adds it
  const char* ai;       // number in TRIPOD+AI; empty: it has none
  const char* what;
  Answer answer;
  std::vector<Chapter> chapters;  // where; empty for kAuthors
  // A text of the study file that answers it in part; nullptr: none can.
  std::string models::ReportTexts::*text = nullptr;
};

// In the order of TRIPOD-Cluster; what TRIPOD+AI adds stands behind its neighbours.
const std::vector<ChecklistItem>& ChecklistItems();

// Of this study: an item that only a text of the study file answers is the authors' where the text is absent.
Answer AnswerIn(const models::Study& study, const ChecklistItem& item);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_CHECKLIST_H_
