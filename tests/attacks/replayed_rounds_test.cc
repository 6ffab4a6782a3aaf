// Asking again: the answer has the same bytes, so there is no second draw to average, no second entry, and
// nothing new.
#include <gtest/gtest.h>

#include <iostream>

#include "models/wire/federation_wire.h"
#include "tests/attacks/attacker.h"
#include "tests/attacks/findings.h"

namespace osteon::attacks {
namespace {

class Replayed : public ::testing::TestWithParam<Protection> {};

TEST_P(Replayed, ARoundGivesNothingNew) {
  const std::vector<std::string> columns = Names("x", 5);
  models::Study study = LogisticStudy(columns);
  study.models.push_back({"n", models::LogisticModel{columns}});
  Consortium consortium(study, FourHospitals(60, columns), GetParam());
  const auto scales = PooledScales(consortium, columns);
  ASSERT_TRUE(scales.ok()) << scales.status();
  const models::LogisticRequest request = ProductsOf(*scales);
  models::Task task = consortium.TaskOf(request, {}, "m");
  const auto words = [&](const models::Task& asked) {
    auto answer = consortium.Send("a", asked);
    const auto* release = std::get_if<Release>(&answer);
    return release == nullptr ? std::vector<std::uint64_t>()
                              : std::get<RingVector>(release->payload()).words();
  };
  const std::vector<std::uint64_t> first = words(task);
  ASSERT_FALSE(first.empty());
  const std::size_t entries = consortium.LedgerOf("a").Entries().size();
  EXPECT_EQ(words(task), first);
  task.purpose = "something else";  // in no key
  EXPECT_EQ(words(task), first);
  EXPECT_EQ(consortium.LedgerOf("a").Entries().size(), entries);
  // For another model: the same sum, so that nothing can be subtracted from it.
  const auto of_n = consortium.Pooled(request, {}, "n");
  const auto of_m = consortium.Pooled(request, {}, "m");
  ASSERT_TRUE(of_n.ok() && of_m.ok());
  EXPECT_EQ(of_n->words(), of_m->words());
  task.key.attempt = 2;
  EXPECT_TRUE(words(task).empty());
  std::cout << "replayed rounds | coordinator | " << (GetParam() == Protection::kOff ? "off" : "on")
            << ": the same bytes, no new entry; another attempt refused; another model's fit the same sum"
            << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Attacks, Replayed, ::testing::Values(Protection::kOff, Protection::kOn));

}  // namespace
}  // namespace osteon::attacks
