#include "models/study/describe_study.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

TEST(DescribeStudy, SaysWhatAStudyDoesAndWhatItAsksFor) {
  models::Study study;
  study.name = "lung-2";
  study.outcome_column = "label";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  study.split = models::Split{"set", "train", "holdout"};
  models::ClinicalColumn age;
  age.name = "age";
  age.unit = "years";
  age.min = 18;
  age.max = 110;
  models::ClinicalColumn sex;
  sex.name = "sex";
  sex.type = models::ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  study.clinical = {age, sex};
  study.feature_prefixes = {"original_"};
  study.development = {"alpha", "beta"};
  study.external = {"zeta"};
  study.extraction = models::Extraction{{{"", "params.yaml", "imageType:\n"}}};
  study.models = {{"clinical", models::LogisticModel{{"age", "sex", "original_shape_MeshVolume"}}},
                  {"reader", models::ScoreModel{"p_reader"}}};
  study.validation = {true, true, true, 0.4};
  EXPECT_EQ(
      DescribeStudy(study),
      "study lung-2\n"
      "  outcome:     label, positive when it is 1\n"
      "  develop:     alpha, beta (2 sites)\n"
      "  external:    zeta (1 site)\n"
      "models, 2\n"
      "  clinical:    logistic regression on age, sex, original_shape_MeshVolume (4 coefficients with the\n"
      "               intercept)\n"
      "  reader:      risks in column p_reader, only validated\n"
      "validation\n"
      "  validate:    at development sites (apparent performance), hold-out patients of development sites,\n"
      "               external sites; positive at a risk of 0.4 or more\n"
      "what each site is asked for\n"
      "  development: a table with one row a patient and the columns patient_id, label (positive: 1), set\n"
      "               (train | holdout), age (years from 18 to 110), sex (F | M; reference F), p_reader;\n"
      "               image and mask of each patient, for 1 feature (extracted as params.yaml says)\n"
      "  external:    a table with one row a patient and the columns patient_id, label (positive: 1), age\n"
      "               (years from 18 to 110), sex (F | M; reference F), p_reader; image and mask of each\n"
      "               patient, for 1 feature (extracted as params.yaml says)\n"
      "  patients:    those with the outcome and every needed column; the others are counted by reason\n"
      "  released:    counts, sums for the fits, curvature matrices among them, one validation record a\n"
      "               site and model, the predictors' means and counts a site; never a row or an image\n"
      "  limits:      none of the study's own; secure aggregation preferred: sums are not masked, the\n"
      "               coordinator sees each site's. Each hospital's policy adds its own; the stricter "
      "wins\n"
      "  waiting:     a round that waits longer than 30 days for a site ends the study\n");

  study.extraction->require.slice_thickness_mm = models::ClosedRange{0.5, 5};
  study.extraction->require.modality = {"CT", "MR"};
  study.extraction->require.minimum_voxels = 100;
  EXPECT_THAT(
      DescribeStudy(study),
      ::testing::HasSubstr(
          "  external:    a table with one row a patient and the columns patient_id, label (positive: 1),\n"
          "               modality, age (years from 18 to 110), sex (F | M; reference F), p_reader; image "
          "and\n"
          "               mask of each patient, for 1 feature (extracted as params.yaml says); each image "
          "from\n"
          "               0.5 to 5 mm across slices, modality CT or MR, at least 100 voxels in the region, "
          "or\n"
          "               the patient is excluded\n"));

  study.extraction = models::Extraction{{{"t1", "a.yaml", ""}, {"t2", "b.yaml", ""}}};
  EXPECT_THAT(
      DescribeStudy(study),
      ::testing::HasSubstr(
          "  external:    a table with one row a patient and the columns patient_id, label (positive: 1), "
          "age\n"
          "               (years from 18 to 110), sex (F | M; reference F), p_reader; of each patient the\n"
          "               images t1, t2 with their masks, for 1 feature (extracted as a.yaml says for t1,\n"
          "               b.yaml says for t2)\n"));
}

TEST(DescribeStudy, SaysWhatTheStudyIsForInOneParagraph) {
  models::Study study;
  study.name = "lung-2";
  study.report.purpose = "to tell myeloma\nfrom metastasis";
  study.report.intended_use = "radiologists, before biopsy\n";
  EXPECT_THAT(DescribeStudy(study), ::testing::StartsWith("study lung-2\n"
                                                          "  purpose:     to tell myeloma from metastasis\n"
                                                          "  use:         radiologists, before biopsy\n"));
}

}  // namespace
}  // namespace osteon
