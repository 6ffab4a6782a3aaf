// GoogleMock matchers for absl::Status and absl::StatusOr (Debian's Abseil has none).
#ifndef OSTEON_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define OSTEON_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::testing {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// EXPECT_THAT(status_or_statusor, IsOk());
MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 3")));
MATCHER_P2(StatusIs, code, message_matcher, "has that code and a matching message") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         ::testing::ExplainMatchResult(message_matcher, std::string(status.message()), result_listener);
}

// What tests expect most, in short.
inline constexpr absl::StatusCode kBad = absl::StatusCode::kInvalidArgument;
inline constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;
inline constexpr absl::StatusCode kRange = absl::StatusCode::kOutOfRange;

}  // namespace osteon::testing

#define OSTEON_TEST_CONCAT_INNER_(a, b) a##b
#define OSTEON_TEST_CONCAT_(a, b) OSTEON_TEST_CONCAT_INNER_(a, b)

// ASSERT_OK_AND_ASSIGN(Cohort cohort, ReadCohort(path));
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  ASSERT_OK_AND_ASSIGN_IMPL_(OSTEON_TEST_CONCAT_(osteon_test_or_, __LINE__), declaration, expression)
#define ASSERT_OK_AND_ASSIGN_IMPL_(result, declaration, expression) \
  auto result = (expression);                                       \
  ASSERT_TRUE(result.ok()) << result.status().ToString();           \
  declaration = *std::move(result)

#endif  // OSTEON_TESTS_SUPPORT_STATUS_MATCHERS_H_
