#include "models/screening/icc.h"

#include <vector>

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

struct Reading {
  int x1;
  int x2;
  int site = 0;
};

ReaderSums ReaderSumsOf(const std::vector<Reading>& readings, int sites) {
  ReaderSums sums;
  const ExactInteger one = ExactOne();
  for (int site = 0; site < sites; ++site) {
    int n = 0;
    int t = 0;
    int tt = 0;
    for (const auto& [x1, x2, at] : readings) {
      if (at != site) continue;
      ++n, t += x1 + x2, tt += (x1 + x2) * (x1 + x2);
      sums.sum1 += one * x1;
      sums.sum2 += one * x2;
      sums.square += one * (x1 * x1 + x2 * x2);
      sums.product += one * (x1 * x2);
    }
    if (n == 0) continue;
    sums.patients += static_cast<std::uint64_t>(n);
    ++sums.sites;
    sums.centred_square += one * (n * tt - t * t) / n;
  }
  return sums;
}

// The first two judges of Shrout & Fleiss (1979), table 2.
const std::vector<Reading> kJudges = {{9, 2, 0}, {6, 1, 0}, {8, 4, 0}, {7, 1, 0}, {10, 5, 0}, {6, 2, 0}};

TEST(Icc, ShroutAndFleissFirstTwoJudges) {
  // Sums 11 7 12 8 15 8 = 61; squares 11^2+7^2+12^2+8^2+15^2+8^2 = 667; between 667/2 - 61^2/12.
  const double msr = (667 / 2.0 - 61 * 61 / 12.0) / 5;
  // Readers 46 and 15, differences 7 5 4 6 5 4 = 31, squares 167.
  const double msc = 31 * 31 / 12.0;
  const double mse = (167 / 2.0 - msc) / 5;
  const double msw = 167 / 2.0 / 6;
  const ReaderSums sums = ReaderSumsOf(kJudges, 1);
  EXPECT_NEAR(*Icc(sums, IccType::k11, false), (msr - msw) / (msr + msw), 1e-14);
  EXPECT_DOUBLE_EQ(*Icc(sums, IccType::k21, false), (msr - mse) / (msr + mse + 2 * (msc - mse) / 6));
  EXPECT_DOUBLE_EQ(*Icc(sums, IccType::k31, false), (msr - mse) / (msr + mse));
}

TEST(Icc, WithinSitesOneSiteIsThePlainOne) {
  const ReaderSums sums = ReaderSumsOf(kJudges, 1);
  for (const IccType type : {IccType::k11, IccType::k21, IccType::k31}) {
    EXPECT_DOUBLE_EQ(*Icc(sums, type, true), *Icc(sums, type, false));
  }
}

TEST(Icc, DifferencesBetweenSitesCountAsPatientsOnlyWhenPooled) {
  // The same readings at a second site, 100 higher: agreement of patients within a site is what it was.
  std::vector<Reading> two = kJudges;
  for (const auto& [x1, x2, site] : kJudges) two.push_back({x1 + 100, x2 + 100, 1});
  const ReaderSums sums = ReaderSumsOf(two, 2);
  EXPECT_GT(*Icc(sums, IccType::k31, false), 0.99);
  const double msr = 2 * (667 / 2.0 - 61 * 61 / 12.0) / 10;
  const double msc = 62 * 62 / 24.0;
  const double mse = (2 * 167 / 2.0 - msc) / 11;
  EXPECT_DOUBLE_EQ(*Icc(sums, IccType::k31, true), (msr - mse) / (msr + mse));
  EXPECT_DOUBLE_EQ(*Icc(sums, IccType::k21, true), (msr - mse) / (msr + mse + 2 * (msc - mse) / 12));
}

TEST(Icc, PerfectAndNoAgreement) {
  EXPECT_EQ(*Icc(ReaderSumsOf({{1, 1, 0}, {2, 2, 0}, {4, 4, 0}}, 1), IccType::k21, false), 1);
  EXPECT_EQ(*Icc(ReaderSumsOf({{1, 2, 0}, {2, 3, 0}, {4, 5, 0}}, 1), IccType::k31, false), 1);  // consistency
  EXPECT_LT(*Icc(ReaderSumsOf({{1, 2, 0}, {2, 3, 0}, {4, 5, 0}}, 1), IccType::k21, false), 1);  // agreement
  EXPECT_EQ(*Icc(ReaderSumsOf({{1, 3, 0}, {3, 1, 0}}, 1), IccType::k31, false), -1);
}

TEST(Icc, NeedsTwoPatientsOfWhomSomethingDiffers) {
  EXPECT_FALSE(Icc(ReaderSumsOf({{1, 2, 0}}, 1), IccType::k21, false).has_value());
  EXPECT_FALSE(Icc(ReaderSums(), IccType::k21, false).has_value());
  EXPECT_FALSE(Icc(ReaderSumsOf({{5, 5, 0}, {5, 5, 0}, {5, 5, 0}}, 1), IccType::k21, false).has_value());
  EXPECT_FALSE(Icc(ReaderSumsOf({{1, 2, 0}, {3, 4, 1}}, 2), IccType::k21, true).has_value());
}

}  // namespace
}  // namespace osteon::models
