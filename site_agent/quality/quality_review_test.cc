#include "site_agent/quality/quality_review.h"

#include <sys/stat.h>

#include <filesystem>
#include <regex>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "site_agent/quality/quality_page.h"
#include "site_agent/quality/test_volumes.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::quality {
namespace {

using ::osteon::quality::testing::BoxMask;
using ::osteon::quality::testing::GridOf;
using ::osteon::quality::testing::VolumeOf;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kHostile = "../../<script>alert('x')</script>&\"";

class QualityReviewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    manifest_.carried = {};
    for (const std::string& patient : {std::string("A"), kHostile, std::string("C")}) {
      ManifestCase one;
      one.patient_id = patient;
      one.images = {{"images/" + patient + ".nii", {"masks/" + patient + ".nii", ""}}};
      one.regions.emplace_back();
      one.line = manifest_.cases.size() + 2;
      manifest_.cases.push_back(one);
    }
  }

  CaseRegion RegionOf(std::size_t i, const std::string& region = "1") const {
    const ManifestCase& one = manifest_.cases[i];
    return {one, "", 1, region, 1, one.images[0].image, one.images[0].mask[0]};
  }

  ExtractedRow RowOf(std::size_t i, absl::Status error, const std::string& region = "1") const {
    ExtractedRow row;
    row.case_index = i;
    row.patient_id = manifest_.cases[i].patient_id;
    row.line = manifest_.cases[i].line;
    row.region = region;
    row.parts.resize(1);
    row.parts[0].error = row.error = std::move(error);
    return row;
  }

  std::unique_ptr<QualityReview> Begin() {
    absl::StatusOr<std::unique_ptr<QualityReview>> review = QualityReview::Begin(qa_, manifest_);
    EXPECT_THAT(review, IsOk());
    return *std::move(review);
  }

  std::set<std::string> Files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(qa_))
      names.insert(entry.path().filename().string());
    return names;
  }
  std::string Page() const { return ReadFile(qa_ + "/index.html").value_or(""); }

  const Grid grid_ = GridOf({20, 20, 10}, {1, 1, 3});
  const Volume mask_ = BoxMask(grid_, {5, 5, 3}, {12, 12, 6});
  Volume Image(int seed) const {
    return VolumeOf<std::int16_t>(grid_, [&](std::size_t x, std::size_t y, std::size_t z) {
      return static_cast<int>(x + y * z) + seed;
    });
  }

  const ::osteon::testing::TemporaryFolder folder_;
  const std::string qa_ = folder_ / "qa";
  Manifest manifest_;
};

TEST_F(QualityReviewTest, WritesAPageATableAndAPictureARegion) {
  const auto review = Begin();
  for (std::size_t i : {2U, 0U, 1U}) review->Examine(RegionOf(i), Image(static_cast<int>(i)), mask_);
  ASSERT_OK_AND_ASSIGN(const ReviewCounts counts, review->Finish("cohort.csv"));
  EXPECT_EQ(counts.cases, 3U);
  EXPECT_EQ(counts.flagged, 3U);  // the same region three times
  std::set<std::string> pictures = Files();
  EXPECT_EQ(pictures.erase("index.html") + pictures.erase("qa.csv"), 2U);
  EXPECT_THAT(pictures, AllOf(SizeIs(3), Each(MatchesRegex("case-[0-9a-f]{16}\\.png"))));
  for (const std::string& picture : pictures) EXPECT_THAT(Page(), HasSubstr("src=\"" + picture + "\""));
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ReadCsv(qa_ + "/qa.csv"));
  ASSERT_THAT(table.rows, SizeIs(3));
  EXPECT_EQ(table.rows[0][0], "A");  // in the manifest's order, whatever the order of work
  EXPECT_EQ(table.rows[1][0], kHostile);
  struct stat info;
  ASSERT_EQ(stat((qa_ + "/index.html").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(QualityReviewTest, TextOfOthersDoesNothingOnThePage) {
  const auto review = Begin();
  review->Examine(RegionOf(1, kHostile), Image(0), mask_);
  review->NoteErrors(RowOf(0, absl::NotFoundError(kHostile)));
  ASSERT_THAT(review->Finish(kHostile), IsOk());
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("alert('x')")));
  // Nothing is fetched: no address, and pictures are files beside the page.
  EXPECT_THAT(page, Not(HasSubstr("http://")));
  EXPECT_THAT(page, Not(HasSubstr("https://")));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  const std::regex source("src=\"([^\"]*)\"");
  for (std::sregex_iterator found(page.begin(), page.end(), source), end; found != end; ++found)
    EXPECT_THAT((*found)[1].str(), MatchesRegex("case-[0-9a-f]{16}\\.png"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_EQ(entry.path().filename(), "qa");
}

TEST_F(QualityReviewTest, OpenedElementsAreClosed) {
  const auto review = Begin();
  review->Examine(RegionOf(0), Image(0), mask_);
  review->NoteErrors(RowOf(1, absl::NotFoundError("no such file")));
  ASSERT_THAT(review->Finish("cohort.csv"), IsOk());
  std::string page = Page();
  page.erase(page.find("<script>"));
  const auto times = [&](const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++count;
    return count;
  };
  for (const std::string element : {"table", "thead", "tbody", "tr", "th", "td", "section", "article", "div",
                                    "ul", "li", "p", "span", "dl", "h1", "h2", "button", "details", "a"}) {
    EXPECT_EQ(times("<" + element + ">") + times("<" + element + " "), times("</" + element + ">"))
        << element;
  }
}

TEST_F(QualityReviewTest, ACaseThatFailedIsShownWithItsReason) {
  const auto review = Begin();
  review->Examine(RegionOf(0), Image(0), mask_);
  review->NoteErrors(RowOf(0, absl::InvalidArgumentError("the region is a single voxel")));  // was examined
  review->NoteErrors(RowOf(2, absl::NotFoundError("C.nii: no such file")));                  // was not
  review->NoteErrors(RowOf(1, absl::OkStatus()));
  ASSERT_OK_AND_ASSIGN(const ReviewCounts counts, review->Finish("cohort.csv"));
  EXPECT_EQ(counts.cases, 2U);
  EXPECT_EQ(counts.flagged, 0U);
  EXPECT_THAT(Page(), AllOf(HasSubstr("the region is a single voxel"), HasSubstr("C.nii: no such file")));
}

TEST_F(QualityReviewTest, FailedCasesComeFirstThenFlaggedOnes) {
  const auto review = Begin();
  review->Examine(RegionOf(0), Image(0), mask_);
  review->Examine(RegionOf(1), Image(1), BoxMask(grid_, {0, 0, 0}, {4, 4, 4}));
  review->NoteErrors(RowOf(2, absl::NotFoundError("no such file")));
  ASSERT_THAT(review->Finish("cohort.csv"), IsOk());
  const std::string page = Page();
  const std::size_t failed = page.find("<tr class=\"failed\""), flagged = page.find("<tr class=\"flagged\""),
                    rest = page.find("<tr class=\"unremarkable\"");
  EXPECT_LT(failed, flagged);
  EXPECT_LT(flagged, rest);
  EXPECT_NE(rest, std::string::npos);
}

TEST_F(QualityReviewTest, VolumesOfDifferentSizeOrWithoutTheLabelHaveNoPicture) {
  const auto review = Begin();
  const Grid other = GridOf({9, 9, 9}, {1, 1, 1});
  review->Examine(RegionOf(0), Image(0), BoxMask(other, {1, 1, 1}, {2, 2, 2}));
  review->Examine(RegionOf(1), Image(1), BoxMask(grid_, {1, 1, 1}, {2, 2, 2}, 3));
  ASSERT_THAT(review->Finish("cohort.csv"), IsOk());
  EXPECT_THAT(Files(), SizeIs(2));
  EXPECT_THAT(Page(), HasSubstr("No region."));
}

TEST_F(QualityReviewTest, WhatAnEarlierReviewWroteIsRemovedAndNothingElse) {
  {
    const auto review = Begin();
    for (std::size_t i : {0U, 1U, 2U}) review->Examine(RegionOf(i), Image(static_cast<int>(i)), mask_);
    ASSERT_THAT(review->Finish("cohort.csv"), IsOk());
  }
  for (const char* mine : {"notes.txt", "case-1.png", "case-0123456789abcdef.png.txt"})
    ASSERT_THAT(WriteFileAtomically(qa_ + "/" + mine, "mine"), IsOk());
  const auto review = Begin();
  EXPECT_THAT(Files(), SizeIs(3));  // the page goes first, so that no page shows other pictures
  review->Examine(RegionOf(0), Image(0), mask_);
  ASSERT_THAT(review->Finish("cohort.csv"), IsOk());
  EXPECT_THAT(Files(), SizeIs(3 + 3));
}

TEST_F(QualityReviewTest, SomebodyElsesPageIsLeftAlone) {
  std::filesystem::create_directories(qa_);
  ASSERT_THAT(WriteFileAtomically(qa_ + "/index.html", "<h1>our department</h1>"), IsOk());
  EXPECT_THAT(QualityReview::Begin(qa_, manifest_),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr(qa_), HasSubstr("name another folder"))));
  EXPECT_THAT(Page(), HasSubstr("our department"));
}

TEST_F(QualityReviewTest, APictureThatCannotBeWrittenIsToldAtTheEnd) {
  const auto review = Begin();
  std::filesystem::remove(qa_);
  review->Examine(RegionOf(0), Image(0), mask_);
  EXPECT_THAT(review->Finish("cohort.csv").status(), StatusIs(absl::StatusCode::kNotFound, HasSubstr(qa_)));
}

}  // namespace
}  // namespace osteon::quality
