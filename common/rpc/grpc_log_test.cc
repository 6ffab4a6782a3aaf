#include "common/rpc/grpc_log.h"

#include <gmock/gmock.h>
#include <grpc/support/log.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "spdlog/sinks/ostream_sink.h"

namespace osteon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class GrpcLog : public ::testing::Test {
 protected:
  GrpcLog() {
    gpr_log_verbosity_init();  // as the library does when it is first used
    log_->set_pattern("%l %v");
    setenv("https_proxy", "http://svc:Pa55%23word@127.0.0.1:9", 1);
    LogGrpcTo(log_);
  }
  ~GrpcLog() override { unsetenv("https_proxy"); }

  std::ostringstream out_;
  std::shared_ptr<spdlog::logger> log_ = std::make_shared<spdlog::logger>(
      "osteon-agent", std::make_shared<spdlog::sinks::ostream_sink_mt>(out_));
};

TEST_F(GrpcLog, ItsErrorsAreErrorsOfTheProgram) {
  ::testing::internal::CaptureStderr();
  gpr_log(GPR_ERROR, "scheme %s not {} supported", "ftp");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_THAT(out_.str(), AllOf(StartsWith("error gRPC: scheme ftp not {} supported (grpc_log_test.cc:"),
                                Not(HasSubstr("/grpc_log_test.cc"))));
}

TEST_F(GrpcLog, NoFormOfThePasswordIsShown) {
  gpr_log(GPR_ERROR,
          "uri 'http://svc:Pa55%%23word@127.0.0.1:9', svc:Pa55#word, Pa55#word, c3ZjOlBhNTUjd29yZA==");
  EXPECT_THAT(out_.str(),
              AllOf(HasSubstr("uri 'http://***@127.0.0.1:9', ***, ***, *** ("), Not(HasSubstr("Pa55"))));
}

TEST(WithoutSecrets, TheFirstOfTheListGoesFirst) {
  EXPECT_EQ(WithoutSecrets("ann:hidden and hidden", {"ann:hidden", "hidden"}), "*** and ***");
}

}  // namespace
}  // namespace osteon
