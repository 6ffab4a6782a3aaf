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
  EXPECT_THAT(manifest.images, ElementsAre(""));
  EXPECT_EQ(manifest.readers, 1U);
  EXPECT_EQ(manifest.cases[0].images[0].image, "study/a/ct.nii.gz");
  EXPECT_THAT(manifest.cases[0].images[0].mask, ElementsAre("/data/roi.nii.gz", ""));
  ASSERT_EQ(manifest.cases[0].regions.size(), 1U);
  EXPECT_FALSE(manifest.cases[0].regions[0].label.has_value());
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
  EXPECT_FALSE(manifest.cases[0].regions[0].label.has_value());
  EXPECT_EQ(manifest.cases[1].regions[0].label, 3);
  EXPECT_EQ(manifest.cases[1].regions[0].name, "");
}

TEST(Manifest, APatientTwiceIsAnErrorWithBothLines) {
  EXPECT_THAT(ParseManifest("patient_id,image,mask\nP1,a,b\nP2,a,b\nP1,c,d\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("c.csv:4"), HasSubstr("this patient is also on line 2"))));
}

TEST(Manifest, AMissingColumnIsAnErrorWithTheNearest) {
  EXPECT_THAT(ParseManifest("patient,image,maks\nP1,a,b\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("column patient_id is missing"),
                             HasSubstr("column mask is missing; is it 'maks'?"))));
}

TEST(Manifest, RegionsHaveLabelsAndMaybeNames) {
  ASSERT_OK_AND_ASSIGN(
      const Manifest manifest,
      ParseManifest("patient_id,image,mask,label\nP1,i,m,vertebra=1; cord = 2;7\nP1,i,m,9\n", "c.csv"));
  ASSERT_EQ(manifest.cases.size(), 2U);
  ASSERT_EQ(manifest.cases[0].regions.size(), 3U);
  EXPECT_EQ(manifest.cases[0].regions[0].name, "vertebra");
  EXPECT_EQ(manifest.cases[0].regions[0].label, 1);
  EXPECT_EQ(manifest.cases[0].regions[1].name, "cord");
  EXPECT_EQ(manifest.cases[0].regions[1].label, 2);
  EXPECT_EQ(manifest.cases[0].regions[2].name, "");
  EXPECT_EQ(manifest.cases[0].regions[2].label, 7);
  EXPECT_EQ(manifest.cases[1].regions[0].label, 9);
}

TEST(Manifest, ARegionOfAPatientTwiceIsAnErrorWithBothLines) {
  const auto twice = [](const std::string& rows) {
    return ParseManifest("patient_id,image,mask,label\n" + rows, "c.csv").status();
  };
  EXPECT_THAT(
      twice("P1,a,b,cord=1\nP2,a,b,cord=1\nP1,c,d,cord=2\n"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("c.csv:4"), HasSubstr("region cord of this patient is also on line 2"))));
  EXPECT_THAT(twice("P1,a,b,1;1\n"), StatusIs(absl::StatusCode::kInvalidArgument,
                                              HasSubstr("region 1 of this patient is also on line 2")));
}

TEST(Manifest, AWrongLabelSaysHowLabelsAreWritten) {
  for (const char* label :
       {"cord", "0", "1.5", "-2", "1,", "1;", "cord=", "=1", "a__b=1", "2nd=1", "a_=1", "a b=1"}) {
    EXPECT_THAT(
        ParseManifest(std::string("patient_id,image,mask,label\nP1,i,m,\"") + label + "\"\n", "c.csv"),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("c.csv:2, column label (4): ")))
        << label;
  }
}

TEST(Manifest, ASecondReaderMayHaveDrawnNothing) {
  ASSERT_OK_AND_ASSIGN(const Manifest manifest,
                       ParseManifest("patient_id,image,mask,mask_2\nP1,i,a,b\nP2,i,a,\n", "c.csv"));
  EXPECT_EQ(manifest.readers, 2U);
  EXPECT_THAT(manifest.cases[0].images[0].mask, ElementsAre("a", "b"));
  EXPECT_THAT(manifest.cases[1].images[0].mask, ElementsAre("a", ""));
}

TEST(Manifest, SeveralImagesHaveMasksOfTheirOwnOrShareThem) {
  ASSERT_OK_AND_ASSIGN(
      const Manifest manifest,
      ParseManifest("patient_id,image_ct,image_pet,image_t2_fs,mask,mask_t2_fs,mask_2_t2_fs\n"
                    "P1,ct,pet,t2,m,mt2,m2t2\nP2,ct,,,m,mt2,\n",
                    "c.csv"));
  EXPECT_THAT(manifest.images, ElementsAre("ct", "pet", "t2_fs"));
  EXPECT_EQ(manifest.readers, 2U);
  const std::vector<ManifestImage>& all = manifest.cases[0].images;
  EXPECT_EQ(all[1].image, "pet");
  EXPECT_THAT(all[0].mask, ElementsAre("m", ""));
  EXPECT_THAT(all[1].mask, ElementsAre("m", ""));
  EXPECT_THAT(all[2].mask, ElementsAre("mt2", "m2t2"));
  EXPECT_EQ(manifest.cases[1].images[1].image, "");  // the patient has no PET
  EXPECT_THAT(manifest.cases[1].images[2].mask, ElementsAre("", ""));
}

TEST(Manifest, ColumnsOfImagesThatDoNotFitTogetherAreNamed) {
  const auto refused = [](const std::string& header, const std::string& why) {
    EXPECT_THAT(ParseManifest("patient_id," + header + "\n", "c.csv"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)))
        << header;
  };
  refused("image_t1,image_t2,mask_t1", "column mask_t2 is missing");
  refused("image,image_t1,mask",
          "column image_t1 (3): either a patient has one image, or every image has a name");
  refused("image_1,mask_1", "column image_1 (2): an image's name begins with a letter");
  refused("image_t1,mask_t1,mask_t9", "column mask_t9 (4): belongs to no image");
  refused("image,mask,mask_quality", "column mask_quality (4): belongs to no image");
  refused("image_t1,mask_t1,mask", "column mask (4): belongs to no image");
}

TEST(Manifest, APatientHasAnImageAndEveryImageAMask) {
  EXPECT_THAT(
      ParseManifest("patient_id,image_t1,mask_t1,image_t2,mask_t2\nP1,a,,,\nP2,,,,\n", "c.csv"),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("c.csv:2, column mask_t1 (3): is empty"),
                                                         HasSubstr("c.csv:3: has no image"))));
}

TEST(Manifest, AColumnThatExtractionWritesIsRefused) {
  for (const char* name : {"region", "reader", "error", "diagnostics_x", "original_shape_Flatness"}) {
    EXPECT_THAT(ParseManifest(std::string("patient_id,image,mask,") + name + "\nP1,a,b,c\n", "c.csv"),
                StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr(name), HasSubstr("rename"))));
  }
}

TEST(Manifest, BadCellsAreAllListed) {
  EXPECT_THAT(ParseManifest("patient_id,image,mask,label\n,a,b,1\nP2,,b,1.5\nP3,a,b,x\n", "c.csv"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("c.csv:2, column patient_id (1): is empty"),
                             HasSubstr("c.csv:3, column image (2): is empty"),
                             HasSubstr("c.csv:3, column label (4): '1.5' is no label"),
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
