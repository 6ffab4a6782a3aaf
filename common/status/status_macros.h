// Errors are values: two macros that pass them on.
#ifndef OSTEON_COMMON_STATUS_STATUS_MACROS_H_
#define OSTEON_COMMON_STATUS_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define OSTEON_STATUS_CONCAT_INNER_(a, b) a##b
#define OSTEON_STATUS_CONCAT_(a, b) OSTEON_STATUS_CONCAT_INNER_(a, b)

// Evaluates an absl::Status; returns it from the enclosing function unless it is OK.
#define OSTEON_RETURN_IF_ERROR(expression)                                                       \
  do {                                                                                           \
    if (absl::Status osteon_status_ = (expression); !osteon_status_.ok()) return osteon_status_; \
  } while (false)

// OSTEON_ASSIGN_OR_RETURN(Cohort cohort, ReadCohort(path));
#define OSTEON_ASSIGN_OR_RETURN(declaration, expression) \
  OSTEON_ASSIGN_OR_RETURN_IMPL_(OSTEON_STATUS_CONCAT_(osteon_or_, __LINE__), declaration, expression)

#define OSTEON_ASSIGN_OR_RETURN_IMPL_(result, declaration, expression) \
  auto result = (expression);                                          \
  if (!result.ok()) return std::move(result).status();                 \
  declaration = *std::move(result)

#endif  // OSTEON_COMMON_STATUS_STATUS_MACROS_H_
