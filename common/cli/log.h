// The log of a program: lines on standard error with time and level.
#ifndef OSTEON_COMMON_CLI_LOG_H_
#define OSTEON_COMMON_CLI_LOG_H_

#include <memory>
#include <string>

#include "spdlog/logger.h"

namespace osteon {

std::shared_ptr<spdlog::logger> StandardErrorLog(const std::string& program);

}  // namespace osteon

#endif  // OSTEON_COMMON_CLI_LOG_H_
