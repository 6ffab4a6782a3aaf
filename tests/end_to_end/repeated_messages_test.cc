// Messages that come twice, late or in another order, as after a connection that was given up: refused, or
// without effect. A sum has each site once.
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/audit/signed_head.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "models/federation/kernels.h"
#include "models/wire/federation_wire.h"
#include "models/wire/ledger_wire.h"
#include "models/wire/study_wire.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RepeatedMessages : public ::testing::Test {
 protected:
  using Words = std::vector<std::uint64_t>;

  void SetUp() override {
    for (const char* site : {"alpha", "beta", "undecided"}) {
      consortium_.AddSite(site, "patient_id,label\n");
      identities_[site] = consortium_.IdentityOf(site);
    }
    const models::Study study = testing::SyntheticStudy({"alpha", "beta"}, {"undecided"});
    ASSERT_OK_AND_ASSIGN(key_.study_sha256, consortium_.Submit(study));
    ASSERT_OK_AND_ASSIGN(const auto stored, consortium_.host().journal().studies().Find(key_.study_sha256));
    key_.roster_sha256 = stored->roster_sha256;
    key_.fit = "combined";
    key_.sites = {"alpha", "beta"};
  }

  // Puts moments of so many columns on the board; gives the task's key.
  models::TaskKey Ask(int columns) {
    auto task = std::make_shared<models::Task>();
    models::MomentsRequest request{{}, models::RowSet::kTrain, 2};
    for (int j = 0; j < columns; ++j) request.columns.push_back(absl::StrCat("f", j));
    task->request = models::SumRequest(request);
    task->purpose = "repeated messages";
    task->key = key_;
    task->key.request_sha256 = models::RequestSha256(task->request);
    words_ = WordCount(models::LayoutOf(models::SumRequest(request)));
    sum_ = std::async(std::launch::async, [this, task] { return consortium_.host().board().Sum(task); });
    while (!consortium_.host().board().WordsAwaited("alpha", task->key))
      absl::SleepFor(absl::Milliseconds(1));
    return task->key;
  }

  // A connection of its own, as every attempt has.
  absl::Status Send(const std::string& site, const models::TaskKey& key,
                    const std::vector<std::pair<std::size_t, Words>>& chunks, std::uint64_t head) {
    const Identity& identity = identities_.at(site);
    const auto stub = v1::SiteSession::NewStub(MemberChannel(consortium_.address(), identity));
    grpc::ClientContext context;
    SetDeadline(context, absl::Seconds(60));
    v1::SubmitReply reply;
    const auto writer = stub->SubmitSummand(&context, &reply);
    v1::SummandChunk chunk;
    models::ToMessage(key, chunk.mutable_key());
    const PrivateKey signer = PrivateKey::FromPem(identity.private_key_pem).value();
    models::ToMessage(SignHead(signer, site, {head, std::string(64, static_cast<char>('0' + head))}).value(),
                      chunk.mutable_ledger_head());
    for (const auto& [offset, words] : chunks) {
      chunk.set_offset(offset);
      chunk.mutable_words()->Clear();
      chunk.mutable_words()->Add(words.begin(), words.end());
      if (!writer->Write(chunk)) break;
      chunk.clear_key();
      chunk.clear_ledger_head();
    }
    writer->WritesDone();
    return FromRpc(writer->Finish());
  }
  absl::Status SendWhole(const std::string& site, const models::TaskKey& key, std::uint64_t head) {
    return Send(site, key, {{0, Words(words_, 1)}}, head);
  }
  std::vector<coordinator::AuditEvent> Events() {
    return consortium_.host().journal().heads().Events().value();
  }

  std::future<absl::StatusOr<RingVector>> sum_;  // ends with the consortium at the latest
  Consortium consortium_;
  std::map<std::string, Identity> identities_;
  models::TaskKey key_;
  std::size_t words_ = 0;
};

TEST_F(RepeatedMessages, EachSiteIsAddedOnceHoweverOftenAndLateItSends) {
  const models::TaskKey first = Ask(3);
  EXPECT_THAT(SendWhole("alpha", first, 1), IsOk());
  EXPECT_THAT(SendWhole("alpha", first, 1), IsOk());  // twice
  EXPECT_THAT(SendWhole("alpha", first, 2), IsOk());  // answered again from the ledger
  EXPECT_THAT(SendWhole("alpha", first, 1), IsOk());  // the first one once more, late
  models::TaskKey older = first;
  older.attempt = 2;
  EXPECT_THAT(SendWhole("beta", older, 1), IsOk());  // of a task that is not out
  EXPECT_THAT(consortium_.host().board().Awaited(first.study_sha256), ::testing::ElementsAre("beta"));
  EXPECT_THAT(SendWhole("beta", first, 1), IsOk());
  const absl::StatusOr<RingVector> sum = sum_.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), Each(2U));

  // The next round is out: what comes of the one before is not for it.
  const models::TaskKey second = Ask(4);
  EXPECT_THAT(SendWhole("alpha", first, 2), IsOk());
  EXPECT_THAT(SendWhole("beta", second, 3), IsOk());
  EXPECT_THAT(SendWhole("alpha", second, 3), IsOk());
  const absl::StatusOr<RingVector> next = sum_.get();
  ASSERT_THAT(next, IsOk());
  EXPECT_THAT(next->words(), Each(2U));
  EXPECT_THAT(Events(), IsEmpty());
}

TEST_F(RepeatedMessages, ChunksInAnotherOrderAreRefusedAndTheWholeAnswerIsStillTaken) {
  const models::TaskKey key = Ask(3);
  const std::size_t half = words_ / 2;
  const std::pair<std::size_t, Words> begin{0, Words(half, 1)}, end{half, Words(words_ - half, 1)};
  using Chunks = std::vector<std::pair<std::size_t, Words>>;
  for (const Chunks& chunks :
       {Chunks{end, begin}, Chunks{begin, begin, end}, Chunks{begin, end, end}, Chunks{begin}}) {
    EXPECT_THAT(Send("alpha", key, chunks, 1),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a summand")));
  }
  EXPECT_THAT(consortium_.host().board().Awaited(key.study_sha256), SizeIs(2));
  EXPECT_THAT(Send("alpha", key, {begin, end}, 1), IsOk());
  EXPECT_THAT(SendWhole("beta", key, 1), IsOk());
  const absl::StatusOr<RingVector> sum = sum_.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), Each(2U));
}

// Two connections of one site at once, as when a proxy lets go of a forgotten one.
TEST_F(RepeatedMessages, TwoConnectionsThatSendTheSameAtOnceAreOneAnswer) {
  const models::TaskKey key = Ask(400);
  std::vector<std::future<absl::Status>> sent;
  for (int i = 0; i < 8; ++i) {
    sent.push_back(std::async(std::launch::async, [&] { return SendWhole("alpha", key, 1); }));
  }
  for (std::future<absl::Status>& one : sent) EXPECT_THAT(one.get(), IsOk());
  EXPECT_THAT(SendWhole("beta", key, 1), IsOk());
  const absl::StatusOr<RingVector> sum = sum_.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), Each(2U));
  EXPECT_THAT(Events(), IsEmpty());
}

}  // namespace
}  // namespace osteon
