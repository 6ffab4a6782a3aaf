// What gRPC's own library says goes into the program's log, in the program's format.
#ifndef OSTEON_COMMON_RPC_GRPC_LOG_H_
#define OSTEON_COMMON_RPC_GRPC_LOG_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "spdlog/logger.h"

namespace osteon {

// From now on, for the whole process and until its end. Which messages there are is GRPC_VERBOSITY's to say
// (errors only, where it is not set); they begin with "gRPC: " and end with the file and line. None has what
// ProxySecrets finds in the environment now. A later call puts another log in the place of this one.
void LogGrpcTo(std::shared_ptr<spdlog::logger> log);

// `message` with stars for each of `secrets`, which are tried in their order.
std::string WithoutSecrets(absl::string_view message, const std::vector<std::string>& secrets);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_GRPC_LOG_H_
