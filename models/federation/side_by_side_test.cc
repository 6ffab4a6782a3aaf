#include "models/federation/side_by_side.h"

#include <algorithm>
#include <functional>
#include <new>

#include "models/federation/in_process_federation.h"
#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

AnalysisTable Ages(std::vector<double> ages) {
  AnalysisTable table;
  table.columns = {"age"};
  table.values = Eigen::Map<Eigen::VectorXd>(ages.data(), static_cast<Eigen::Index>(ages.size()));
  table.outcome = Eigen::VectorXd::Zero(table.values.rows());
  table.holdout.assign(ages.size(), false);
  return table;
}

CountingFederation ThreeSites() {
  return CountingFederation({{"east", Ages({1, 2})}, {"north", Ages({10})}, {"west", Ages({100, 200, 300})}});
}

// Sums the ages of `sites` `rounds` times into `sums`.
Procedure Summing(std::vector<std::string> sites, int rounds, std::vector<double>& sums) {
  return [=, &sums](Federation& federation) -> absl::Status {
    for (int i = 0; i < rounds; ++i) {
      const absl::StatusOr<RingVector> sum = federation.Sum(
          {"fit x", "x", sites}, MomentsRequest{{"age"}, RowSet::kTrain, static_cast<int>(sites.size())});
      if (!sum.ok()) return sum.status();
      sums.push_back(sum->DecodeBlock(1)[0]);
    }
    return absl::OkStatus();
  };
}

TEST(SideBySide, EachProcedureGetsItsOwnSumsInTheRoundsOfTheLongest) {
  CountingFederation federation = ThreeSites();
  std::vector<double> all, without_west, north;
  const auto results =
      RunSideBySide(federation, {Summing({"east", "north", "west"}, 2, all),
                                 Summing({"east", "north"}, 4, without_west), Summing({"north"}, 1, north)});
  EXPECT_THAT(results, ElementsAre(IsOk(), IsOk(), IsOk()));
  EXPECT_THAT(all, ElementsAre(613, 613));
  EXPECT_THAT(without_west, ElementsAre(13, 13, 13, 13));
  EXPECT_THAT(north, ElementsAre(10));
  EXPECT_EQ(federation.rounds(), 4);
}

TEST(SideBySide, OneThatFailsByItselfLeavesTheOthersRunning) {
  CountingFederation federation = ThreeSites();
  std::vector<double> sums;
  const auto results = RunSideBySide(
      federation,
      {[](Federation&) { return absl::FailedPreconditionError("separated"); }, Summing({"east"}, 3, sums)});
  EXPECT_THAT(results[0], StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("separated")));
  EXPECT_THAT(results[1], IsOk());
  EXPECT_THAT(sums, ElementsAre(3, 3, 3));
}

TEST(SideBySide, AnExceptionIsTheErrorOfTheProcedureThatThrew) {
  CountingFederation federation = ThreeSites();
  std::vector<double> sums;
  const auto results = RunSideBySide(
      federation,
      {Summing({"east", "north"}, 3, sums), [](Federation&) -> absl::Status { throw std::bad_alloc(); }});
  EXPECT_THAT(results,
              ElementsAre(IsOk(), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("bad_alloc"))));
  EXPECT_THAT(sums, ElementsAre(13, 13, 13));
}

// No memory for an answer: whoever waits for it must not wait for ever.
class ThrowingFederation : public Federation {
 public:
  absl::StatusOr<RingVector> Sum(const Round&, const SumRequest&) override { throw std::bad_alloc(); }
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round&, const GatherRequest&) override {
    throw std::bad_alloc();
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string&, const std::function<absl::StatusOr<std::vector<double>>()>&) override {
    throw std::bad_alloc();
  }
};

TEST(SideBySide, AnExceptionOfTheFederationIsEveryAskersError) {
  ThrowingFederation federation;
  std::vector<double> a, b;
  const auto exhausted = StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr(""));
  EXPECT_THAT(RunSideBySide(federation, {Summing({"east"}, 2, a), Summing({"north"}, 2, b)}),
              ElementsAre(exhausted, exhausted));
}

TEST(SideBySide, ARoundThatFailsIsEveryAskersError) {
  CountingFederation federation = ThreeSites();
  std::vector<double> sums;
  const Procedure unknown = [](Federation& inner) {
    return inner.Sum({"fit y", "y", {"east"}}, MomentsRequest{{"stage"}, RowSet::kTrain, 1}).status();
  };
  const auto results = RunSideBySide(federation, {unknown, Summing({"east"}, 1, sums)});
  for (const absl::Status& result : results) {
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kNotFound, HasSubstr("stage")));
  }
}

// Sites with a policy: column stage is refused, alone and within a bundle.
class RefusingFederation : public Federation {
 public:
  absl::StatusOr<RingVector> Sum(const Round& round, const SumRequest& request) override {
    ++asked;
    if (Refuses(request)) return absl::FailedPreconditionError("site east refused: column stage");
    return sites_.Sum(round, request);
  }
  absl::StatusOr<std::map<std::string, SiteRecord>> Gather(const Round& round,
                                                           const GatherRequest& request) override {
    return sites_.Gather(round, request);
  }
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    return sites_.Remember(name, compute);
  }
  int asked = 0;

 private:
  static bool Refuses(const SumRequest& request) {
    if (const auto* bundle = std::get_if<BundleRequest>(&request)) {
      return std::any_of(bundle->parts.begin(), bundle->parts.end(), [](const BundlePart& part) {
        const auto* moments = std::get_if<MomentsRequest>(&part.request);
        return moments != nullptr && moments->columns[0] == "stage";
      });
    }
    const auto* moments = std::get_if<MomentsRequest>(&request);
    return moments != nullptr && moments->columns[0] == "stage";
  }
  CountingFederation sites_ = ThreeSites();
};

TEST(SideBySide, OnlyTheProcedureWhoseRequestASiteRefusesFails) {
  RefusingFederation federation;
  std::vector<double> east, north;
  const Procedure refused = [](Federation& inner) {
    return inner.Sum({"fit y", "y", {"east"}}, MomentsRequest{{"stage"}, RowSet::kTrain, 1}).status();
  };
  const auto results =
      RunSideBySide(federation, {Summing({"east"}, 2, east), refused, Summing({"north"}, 2, north)});
  EXPECT_THAT(results[0], IsOk());
  EXPECT_THAT(results[1], StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("column stage")));
  EXPECT_THAT(results[2], IsOk());
  EXPECT_THAT(east, ElementsAre(3, 3));
  EXPECT_THAT(north, ElementsAre(10, 10));
  EXPECT_EQ(federation.asked, 5);  // together, each by itself, then two together
}

TEST(SideBySide, ProceduresNest) {
  CountingFederation federation = ThreeSites();
  std::vector<double> a, b, c;
  const Procedure pair = [&](Federation& inner) {
    const auto results = RunSideBySide(inner, {Summing({"east"}, 2, a), Summing({"north"}, 2, b)});
    return results[0].ok() ? results[1] : results[0];
  };
  EXPECT_THAT(RunSideBySide(federation, {pair, Summing({"west"}, 2, c)}), ElementsAre(IsOk(), IsOk()));
  EXPECT_THAT(a, ElementsAre(3, 3));
  EXPECT_THAT(b, ElementsAre(10, 10));
  EXPECT_THAT(c, ElementsAre(600, 600));
  EXPECT_EQ(federation.rounds(), 2);
}

}  // namespace
}  // namespace osteon::models
