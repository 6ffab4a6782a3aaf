#include "coordinator/report/checklist.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;

// Table 3 of Debray et al., BMJ 2023; 380: e071018.
const std::vector<std::string> kCluster = {"1",  "2",   "3a",  "3b",  "4a", "4b",  "5",   "6a",  "6b",  "7a",
                                           "7b", "7c",  "7d",  "8a",  "8b", "8c",  "8d",  "8e",  "8f",  "8g",
                                           "9",  "10a", "10b", "10c", "11", "12a", "12b", "13a", "13b", "14",
                                           "15", "16a", "16b", "16c", "17", "18",  "19"};
// The checklist of Collins et al., BMJ 2024; 385: e078378.
const std::vector<std::string> kAi = {
    "1",   "2",   "3a",  "3b", "3c", "4",   "5a",  "5b",  "6a",  "6b",  "6c",  "7",   "8a",
    "8b",  "8c",  "9a",  "9b", "9c", "10",  "11",  "12a", "12b", "12c", "12d", "12e", "12f",
    "12g", "13",  "14",  "15", "16", "17",  "18a", "18b", "18c", "18d", "18e", "18f", "19",
    "20a", "20b", "20c", "21", "22", "23a", "23b", "24",  "25",  "26",  "27a", "27b", "27c"};

TEST(Checklist, EveryItemOfTripodClusterIsThereOnceAndInItsOrder) {
  std::vector<std::string> found;
  for (const ChecklistItem& item : ChecklistItems()) {
    if (item.cluster[0] != '\0') found.emplace_back(item.cluster);
  }
  EXPECT_THAT(found, ElementsAreArray(kCluster));
}

TEST(Checklist, EveryItemOfTripodAiIsThere) {
  std::set<std::string> found;
  for (const ChecklistItem& item : ChecklistItems()) {
    for (const auto& number : absl::StrSplit(item.ai, ", ", absl::SkipEmpty())) found.emplace(number);
  }
  EXPECT_EQ(found, std::set<std::string>(kAi.begin(), kAi.end()));
}

TEST(Checklist, WhatTheReportAnswersSaysWhere) {
  for (const ChecklistItem& item : ChecklistItems()) {
    if (item.answer == Answer::kAuthors && item.text == nullptr) continue;
    EXPECT_THAT(item.chapters, Not(IsEmpty())) << item.what;
  }
}

TEST(Checklist, ATextOfTheStudyFileAnswersInPart) {
  models::Study study;
  for (const ChecklistItem& item : ChecklistItems()) {
    if (item.text != &models::ReportTexts::period) continue;
    EXPECT_EQ(AnswerIn(study, item), Answer::kAuthors);
  }
  study.report.period = "2015 to 2020";
  int answered = 0;
  for (const ChecklistItem& item : ChecklistItems()) {
    if (item.text == &models::ReportTexts::period && AnswerIn(study, item) == Answer::kPart) ++answered;
  }
  EXPECT_EQ(answered, 1);
}

}  // namespace
}  // namespace osteon::report
