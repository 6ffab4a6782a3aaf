#include "coordinator/cli/desk.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <utility>
#include <vector>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

using Parts = std::vector<std::pair<std::string, std::string>>;

// A coordinator in this process that sends these parts as results, over and over if it is told to.
class SendsResults : public v1::StudyDesk::Service {
 public:
  explicit SendsResults(Parts parts, bool without_end = false)
      : parts_(std::move(parts)),
        without_end_(without_end),
        server_(grpc::ServerBuilder().RegisterService(this).BuildAndStart()) {}
  ~SendsResults() override { server_->Shutdown(); }
  SendsResults(const SendsResults&) = delete;
  SendsResults& operator=(const SendsResults&) = delete;

  absl::StatusOr<std::map<std::string, std::string>> Fetch(std::size_t most_bytes) {
    const std::unique_ptr<v1::StudyDesk::Stub> desk =
        v1::StudyDesk::NewStub(server_->InProcessChannel(grpc::ChannelArguments()));
    return FetchResultFiles(*desk, "lung", most_bytes);
  }

  grpc::Status GetResults(grpc::ServerContext* /*context*/, const v1::GetResultsRequest* /*request*/,
                          grpc::ServerWriter<v1::ResultText>* writer) override {
    do {
      for (const auto& [file, text] : parts_) {
        v1::ResultText part;
        part.set_file(file);
        part.set_text(text);
        if (!writer->Write(part)) return grpc::Status::CANCELLED;
      }
    } while (without_end_);
    return grpc::Status::OK;
  }

 private:
  Parts parts_;
  bool without_end_;
  std::unique_ptr<grpc::Server> server_;
};

TEST(FetchResultFiles, PartsOfOneFileAreOneText) {
  SendsResults coordinator({{"model.json", "{\"a\":"}, {"report.html", "<p>"}, {"model.json", "1}"}});
  ASSERT_OK_AND_ASSIGN(const auto files, coordinator.Fetch(kMostResultBytes));
  EXPECT_THAT(files, SizeIs(2));
  EXPECT_EQ(files.at("model.json"), "{\"a\":1}");
}

TEST(FetchResultFiles, NoMoreBytesThanTheLimitAreTaken) {
  const Parts parts = {{"a", std::string(599, 'x')},
                       {"b", std::string(399, 'x')}};  // 1000 bytes with the names
  EXPECT_THAT(SendsResults(parts).Fetch(1000), IsOk());
  EXPECT_THAT(SendsResults(parts).Fetch(999),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       AllOf(HasSubstr("more than 999 bytes of results"), HasSubstr("nothing was written"),
                             HasSubstr("ask its operator"))));
}

TEST(FetchResultFiles, ACoordinatorThatNeverEndsIsEnded) {
  SendsResults coordinator({{"a", std::string(1000, 'x')}}, /*without_end=*/true);
  EXPECT_THAT(coordinator.Fetch(100'000),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("more than 100000 bytes")));
  // Empty parts, each of a name of its own or not, are bytes too.
  SendsResults names({{"a", ""}}, /*without_end=*/true);
  EXPECT_THAT(names.Fetch(100),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("more than 100 bytes")));
}

TEST(FetchResultFiles, ByItselfTheLimitIsAGigabyte) {
  EXPECT_EQ(kMostResultBytes, std::size_t{1'073'741'824});
}

}  // namespace
}  // namespace osteon
