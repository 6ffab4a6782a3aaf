// No limit on a message's size for users to trip over.
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "models/federation/kernels.h"
#include "models/wire/federation_wire.h"
#include "models/wire/study_wire.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::IsOk;

// 7070 columns: the lower triangle has 25 million numbers, 200 MB.
TEST(LargeSummand, TwoHundredMegabytesArriveWhole) {
  constexpr int kColumns = 7070;
  std::string csv = "patient_id,label";
  for (int j = 0; j < kColumns; ++j) absl::StrAppend(&csv, ",f", j);
  csv += "\n";
  for (int i = 0; i < 2; ++i) {
    absl::StrAppend(&csv, "P", i, ",", i);
    for (int j = 0; j < kColumns; ++j) absl::StrAppend(&csv, ",", (i * 7 + j * 13) % 101);
    csv += "\n";
  }
  models::Study study = testing::SyntheticStudy({"alpha"}, {});
  study.clinical.clear();
  models::LogisticModel wide;
  models::LogisticRequest request;
  for (int j = 0; j < kColumns; ++j) {
    wide.predictors.push_back(absl::StrCat("f", j));
    request.columns.push_back({absl::StrCat("f", j), 50, 30});
  }
  study.models = {{"wide", wide}};
  request.beta.assign(kColumns + 1, 0.0);
  request.patients = 2;

  Consortium consortium;
  consortium.AddSite("alpha", csv);
  // Two patients, and more numbers than are held of them: a policy that lets them out.
  ASSERT_THAT(WriteFileAtomically(consortium.FolderOf("alpha").PolicyFile(),
                                  "min_patients: 1\nmin_cell: 1\nmax_columns_per_patient: 1e5\n"
                                  "max_scalars_ratio: 1e6\n"),
              IsOk());
  ASSERT_THAT(consortium.Submit(study), IsOk());
  consortium.Decide("alpha", study, true);
  auto task = std::make_shared<models::Task>();
  task->key.study_sha256 = models::StudySha256(study);
  ASSERT_OK_AND_ASSIGN(const auto stored, consortium.host().journal().studies().Find(task->key.study_sha256));
  ASSERT_TRUE(stored.has_value());
  task->key.roster_sha256 = stored->roster_sha256;
  task->key.fit = "wide";
  task->key.sites = {"alpha"};
  task->purpose = "fit wide";
  task->request = models::SumRequest(request);
  task->key.request_sha256 = models::RequestSha256(task->request);
  ASSERT_GE(WordCount(models::LayoutOf(models::SumRequest(request))) * 8, 200'000'000U);

  // The study itself is cancelled: this task alone is put on the board.
  consortium.StartAgent("alpha");
  ASSERT_OK_AND_ASSIGN(const RingVector sum, consortium.host().board().Sum(task));
  // counts, log-likelihood at zero, and one number of the far corner: p (1 - p) sum z^2 with p = 1/2.
  EXPECT_EQ(sum.DecodeBlock(0).at(0), 2);
  const auto z = [](int i) { return ((i * 7 + (kColumns - 1) * 13) % 101 - 50) / 30.0; };
  EXPECT_NEAR(sum.DecodeBlock(3).back(), 0.25 * (z(0) * z(0) + z(1) * z(1)), 1e-12);
}

}  // namespace
}  // namespace osteon
