#include "site_agent/extraction/manifest.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Manifest, PathsAreRelativeToItsFolder) {
  ASSERT_OK_AND_ASSIGN(
      const Manifest manifest,
      ParseManifest("patient_id,image,mask\nP1,a/ct.nii.gz,/data/roi.nii.gz\n", "study/cohort.csv"));
  ASSERT_EQ(manifest.cases.size(), 1U);
  EXPECT_EQ(manifest.cases[0].patient_id, "P1");
  EXPECT_EQ(manifest.cases[0].image, "study/a/ct.nii.gz");
  EXPECT_EQ(manifest.cases[0].mask, "/data/roi.nii.gz");
  EXPECT_FALSE(manifest.cases[0].label.has_value());
  EXPECT_EQ(manifest.cases[0].line, 2U);
  EXPECT_THAT(manifest.carried, IsEmpty());
}

TEST(Manifest, OtherColumnsAreCarriedInTheirOrder) {
  ASSERT_OK_AND_ASSIGN(
      const Manifest manifest,
      ParseManifest("age,patient_id,label,mask,image,sex\n61,P1,,m.nrrd,i.nrrd,F\n58,P2,3,m.nrrd,i.nrrd,\n",
                    "c.csv"));
  EXPECT_THAT(manifest.carried, ElementsAre("age", "sex"));
  EXPECT_THAT(manifest.cases[0].carried, ElementsAre("61", "F"));
  EXPECT_FALSE(manifest.cases[0].label.has_value());
  EXPECT_EQ(manifest.cases[1].label, 3);
}

TEST(Manifest, APatientTwiceIsAnErrorWithBothLines) {
  EXPECT_THAT(ParseManifest("patient_id,image,mask\nP1,a,b\nP2,a,b\nP1,c,d\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("c.csv:4"), HasSubstr("patient P1 is also on line 2"))));
}

TEST(Manifest, AMissingColumnIsAnErrorWithTheNearest) {
  EXPECT_THAT(ParseManifest("patient,image,maks\nP1,a,b\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("column patient_id is missing"),
                             HasSubstr("column mask is missing; is it 'maks'?"))));
}

TEST(Manifest, WhatThisVersionDoesNotReadIsRefusedByName) {
  EXPECT_THAT(ParseManifest("patient_id,image,mask,mask_2\nP1,a,b,c\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("column mask_2 (4): a second reader's mask is not available")));
  EXPECT_THAT(ParseManifest("patient_id,image_t1,mask_t1\nP1,a,b\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("several images a patient is not available in this version")));
}

TEST(Manifest, AColumnThatExtractionWritesIsRefused) {
  for (const char* name : {"region", "error", "diagnostics_x", "original_shape_Flatness"}) {
    EXPECT_THAT(ParseManifest(std::string("patient_id,image,mask,") + name + "\nP1,a,b,c\n", "c.csv"),
                StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr(name), HasSubstr("rename"))));
  }
}

TEST(Manifest, BadCellsAreAllListed) {
  EXPECT_THAT(ParseManifest("patient_id,image,mask,label\n,a,b,1\nP2,,b,1.5\nP3,a,b,x\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("c.csv:2, column patient_id (1): is empty"),
                             HasSubstr("c.csv:3, column image (2): is empty"),
                             HasSubstr("c.csv:3, column label (4): a label is"),
                             HasSubstr("c.csv:4, column label"))));
}

TEST(Manifest, AHeaderAloneIsAnError) {
  EXPECT_THAT(ParseManifest("patient_id,image,mask\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no case")));
}

TEST(Manifest, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(ReadManifest("/no/such.csv"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such.csv")));
  EXPECT_THAT(ParseManifest("", "c.csv"), Not(IsOk()));
}

}  // namespace
}  // namespace osteon
