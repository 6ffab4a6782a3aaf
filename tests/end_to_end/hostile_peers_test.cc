// Members who send more than anybody asked for: refused before memory is taken, which is measured. And
// whoever connects and says nothing.
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/audit/signed_head.h"
#include "common/hash/sha256.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/network/endpoint.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/session/server.h"
#include "models/wire/federation_wire.h"
#include "models/wire/ledger_wire.h"
#include "models/wire/study_wire.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/policy/ledger_chain.h"
#include "site_agent/policy/refused_tasks.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::StatusIs;
using ::osteon::testing::SyntheticStudy;
using ::osteon::testing::SyntheticTable;
using ::testing::HasSubstr;

constexpr auto kBad = absl::StatusCode::kInvalidArgument;

// What of this process is in memory, MB: both sides, which run in it.
double ResidentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  statm >> total >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

// A sanitizer's own memory is counted with it, so there only the answers are tested.
void ExpectGrownByLessThan(double megabytes, double before) {
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
  EXPECT_LT(ResidentMegabytes() - before, megabytes);
#else
  (void)megabytes, (void)before;
#endif
}

models::TaskKey SomeKey() {
  models::TaskKey key;
  key.study_sha256 = std::string(64, 'a');
  key.roster_sha256 = std::string(64, 'b');
  key.fit = "m";
  key.request_sha256 = std::string(64, 'c');
  key.attempt = 1;
  key.sites = {"alpha"};
  return key;
}

class HostilePeers : public ::testing::Test {
 protected:
  HostilePeers() { consortium_.AddSite("alpha", SyntheticTable(20, 1)); }

  // Sends chunks of `words` words, the first at `offset`, until the coordinator ends the stream, at most
  // `most`.
  absl::Status Send(std::size_t words, std::uint64_t offset, std::size_t most) {
    const auto stub =
        v1::SiteSession::NewStub(MemberChannel(consortium_.address(), consortium_.IdentityOf("alpha")));
    grpc::ClientContext context;
    v1::SubmitReply reply;
    const auto writer = stub->SubmitSummand(&context, &reply);
    v1::SummandChunk chunk;
    models::ToMessage(SomeKey(), chunk.mutable_key());
    const PrivateKey key = PrivateKey::FromPem(consortium_.IdentityOf("alpha").private_key_pem).value();
    models::ToMessage(SignHead(key, "alpha", {1, std::string(64, 'd')}).value(), chunk.mutable_ledger_head());
    sent_ = 0;
    while (sent_ < most) {
      chunk.set_offset(offset);
      chunk.mutable_words()->Resize(static_cast<int>(words), 7);
      if (!writer->Write(chunk)) break;
      chunk.clear_key();
      chunk.clear_ledger_head();
      offset += words;
      ++sent_;
    }
    writer->WritesDone();
    return FromRpc(writer->Finish());
  }

  Consortium consortium_;
  std::size_t sent_ = 0;  // chunks
};

TEST_F(HostilePeers, ASummandThatBeginsAtTenGigabytesTakesNoMemory) {
  auto task = std::make_shared<models::Task>();
  task->key = SomeKey();
  task->request = models::SumRequest(models::MomentsRequest{{"age"}, models::RowSet::kTrain, 1});
  std::thread procedure([&] { consortium_.host().board().Sum(task).IgnoreError(); });
  while (!consortium_.host().board().WordsAwaited("alpha", task->key)) std::this_thread::yield();
  const double before = ResidentMegabytes();
  EXPECT_THAT(Send(1000, (std::uint64_t{10} << 30) / 8, 1), StatusIs(kBad, HasSubstr("a chunk of 1000 at")));
  // Nor one that is longer than its request has numbers.
  EXPECT_THAT(Send(100'000, 0, 100), StatusIs(kBad, HasSubstr("a chunk of 100000 at 0")));
  ExpectGrownByLessThan(50, before);
  consortium_.host().board().Close();
  procedure.join();
}

TEST_F(HostilePeers, AStreamThatNeverEndsIsEnded) {
  const double before = ResidentMegabytes();
  // Nobody waits for it, so it is passed over; a gigabyte is all that a summand can have.
  EXPECT_THAT(Send(500'000, 0, 1'000'000), StatusIs(kBad, HasSubstr("all together at most")));
  EXPECT_LT(sent_, 400U);
  EXPECT_THAT(Send(0, 0, 1'000'000), StatusIs(kBad, HasSubstr("a chunk of 0 words")));
  EXPECT_LT(sent_, 100'000U);
  // A gigabyte went through; what gRPC holds at a time on both sides stays.
  ExpectGrownByLessThan(300, before);
}

TEST_F(HostilePeers, TasksThatAreRefusedDoNotFillTheHospitalsDisk) {
  consortium_.StartAgent("alpha");
  // Each of another study that nobody approved, as a coordinator may make up without end.
  for (int i = 0; i < 150; ++i) {
    const auto task = std::make_shared<models::Task>();
    task->request = models::SumRequest(models::MomentsRequest{{"age"}, models::RowSet::kTrain, 1});
    task->key = SomeKey();
    task->key.study_sha256 = Sha256Hex(absl::StrCat(i));
    task->key.request_sha256 = models::RequestSha256(task->request);
    task->purpose = "fit clinical";
    EXPECT_THAT(consortium_.host().board().Sum(task).status(),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is not approved by alpha")));
  }
  EXPECT_TRUE(consortium_.StopAgent("alpha").ok());
  // The agent knows no name of them.
  EXPECT_THAT(consortium_.AgentLog(),
              HasSubstr(absl::StrCat(Sha256Hex("7").substr(0, 12), ": fit clinical: ")));
  ASSERT_OK_AND_ASSIGN(const LedgerContents ledger,
                       ReadLedgerContents(consortium_.FolderOf("alpha").LedgerFolder()));
  EXPECT_EQ(CountRefusals(ledger.events)[std::make_pair(std::string(), std::string())], 50U);
  EXPECT_LE(ledger.events.size(), RefusedTasks::kMostListed + 7);  // 1, 2, ..., 32 more, and 50 at the end
}

// A coordinator with the consortium's own certificate that sends one task after the other and takes no
// answer.
class TasksWithoutEnd : public v1::SiteSession::Service {
 public:
  static constexpr std::uint32_t kMost = 200'000;  // of one connection; the agent ends it long before

  grpc::Status CompareLedgers(grpc::ServerContext*, const v1::LedgerHead* head,
                              v1::LedgerHead* reply) override {
    *reply = *head;
    return grpc::Status::OK;
  }
  grpc::Status Subscribe(grpc::ServerContext*, const v1::SubscribeRequest*,
                         grpc::ServerWriter<v1::Task>* writer) override {
    std::uint32_t sent = 0;
    models::Task task;
    task.request = models::SumRequest(models::MomentsRequest{{"age"}, models::RowSet::kTrain, 1});
    task.key = SomeKey();
    task.key.request_sha256 = models::RequestSha256(task.request);
    v1::Task message;
    models::ToMessage(task, &message);
    while (sent < kMost && writer->Write(message)) message.mutable_key()->set_attempt(++sent + 1);
    most_sent = std::max(most_sent.load(), sent);
    ++ended;
    return grpc::Status::OK;
  }

  std::atomic<int> ended = 0;
  std::atomic<std::uint32_t> most_sent = 0;
};

class GateOfAnyVersion : public v1::Gate::Service {
  grpc::Status Negotiate(grpc::ServerContext*, const v1::NegotiateRequest* request,
                         v1::NegotiateReply* reply) override {
    reply->set_protocol(request->newest_protocol());
    reply->set_unix_seconds(absl::ToUnixSeconds(absl::Now()));
    return grpc::Status::OK;
  }
};

TEST_F(HostilePeers, ACoordinatorThatSendsTasksWithoutEndIsLeft) {
  consortium_.StopCoordinator();
  const coordinator::CoordinatorFolder folder{consortium_.Path("coordinator")};
  ASSERT_OK_AND_ASSIGN(const LoadedIdentity server, ReadIdentity(folder.ServerIdentity(), absl::Now()));
  TasksWithoutEnd tasks;
  GateOfAnyVersion gate;
  ASSERT_OK_AND_ASSIGN(const auto running,
                       coordinator::RunningServer::Start(
                           {consortium_.address(), server.identity.private_key_pem,
                            absl::StrCat(server.identity.certificate_pem, server.identity.ca_certificate_pem),
                            server.identity.ca_certificate_pem},
                           {&tasks, &gate}));
  const double before = ResidentMegabytes();
  consortium_.StartAgent("alpha");
  while (tasks.ended < 2) absl::SleepFor(absl::Milliseconds(10));  // it comes back, and leaves again
  EXPECT_TRUE(consortium_.StopAgent("alpha").ok());
  EXPECT_GT(tasks.most_sent, 1000U);
  EXPECT_LT(tasks.most_sent, TasksWithoutEnd::kMost);
  ExpectGrownByLessThan(100, before);
}

// No file of this process, in which the coordinator runs, can be opened until this is gone.
class NoFileMore {
 public:
  NoFileMore() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{3, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoFileMore() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

bool Soon(const std::function<bool()>& condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(10));
  }
  return false;
}

// gRPC's listener gives up for good, and tells nobody, when it cannot open a file for a connection that came.
TEST(SilentConnections, AListenerThatGaveUpIsOpenedAgain) {
  osteon::testing::ConsortiumTimes times;
  times.coordinator_looks = absl::Milliseconds(20);
  times.probes = {absl::Milliseconds(100), absl::Milliseconds(500), 3};
  Consortium consortium(times);
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const Endpoint coordinator = ParseEndpoint(consortium.address()).value();
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_GE(silent, 0);
  {
    const NoFileMore no_file_more;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(coordinator.port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(silent, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_TRUE(Soon([&] { return !consortium.host().Ready().ok(); }));
  }
  ::close(silent);
  EXPECT_TRUE(Soon([&] { return consortium.host().Ready().ok(); }));
  EXPECT_TRUE(Negotiate(*MemberChannel(consortium.address(), consortium.IdentityOf("alpha")), "osteon-agent",
                        consortium.address(), absl::Seconds(10))
                  .ok());
}

TEST_F(HostilePeers, AStudyOfAMillionColumnsIsRefusedAtOnce) {
  models::Study study = SyntheticStudy({"alpha"}, {});
  models::LogisticModel wide;
  for (int i = 0; i < 300'000; ++i) wide.predictors.push_back(absl::StrCat("f", i));
  study.models.push_back({"wide", wide});
  const double before = ResidentMegabytes();
  EXPECT_THAT(models::ParseStudy(models::SerialiseStudy(study)).status(),
              StatusIs(kBad, HasSubstr("300000 predictors of one model; a study has at most 20000")));
  EXPECT_THAT(consortium_.Submit(study).status(), StatusIs(kBad, HasSubstr("a study has at most 20000")));
  // What does not fit into a message does not get that far.
  for (int i = 0; i < 700'000; ++i) wide.predictors.push_back(absl::StrCat("g", i));
  study.models.back().kind = wide;
  EXPECT_THAT(consortium_.Submit(study).status(),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("larger than max")));
  ExpectGrownByLessThan(400, before);  // the test's own names are most of it
}

}  // namespace
}  // namespace osteon
