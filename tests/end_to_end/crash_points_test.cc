// The coordinator ends at every point between two things that its journal makes durable, one after the other
// in one study, and is started again on the same folder.
#include <array>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "coordinator/journal/payloads.h"
#include "site_agent/policy/ledger.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::coordinator::SqlValue;
using ::osteon::coordinator::TextOf;
using ::osteon::coordinator::WritePoint;
using ::osteon::testing::Consortium;
using ::osteon::testing::IsOk;

// What the same write has in common whenever it is tried: seconds, times and signatures differ.
std::string NameOf(WritePoint point, const std::string& statement, const std::vector<SqlValue>& parameters) {
  std::string name = absl::StrCat(static_cast<int>(point), " ", statement);
  // Heads of ledgers grow with every attempt.
  const std::size_t most = absl::StrContains(statement, "INTO ledger_heads") ? 1
                           : absl::StrContains(statement, "INTO rounds")     ? 5
                                                                             : 2;
  std::size_t texts = 0;
  for (const SqlValue& value : parameters) {
    if (std::holds_alternative<std::string>(value) && texts++ < most)
      absl::StrAppend(&name, "|", TextOf(value));
  }
  return name;
}

// The end of one process, as far as the disk can tell: at the first point where none ended before nothing is
// written any more.
class Ends {
 public:
  coordinator::WriteHook Next() {
    const std::scoped_lock lock(mutex_);
    ended_ = false;
    return [this](WritePoint point, const std::string& statement, const std::vector<SqlValue>& parameters) {
      return At(point, statement, parameters);
    };
  }
  bool ended() const {
    const std::scoped_lock lock(mutex_);
    return ended_;
  }
  std::size_t count(WritePoint point) const {
    const std::scoped_lock lock(mutex_);
    return counts_[static_cast<std::size_t>(point)];
  }

 private:
  absl::Status At(WritePoint point, const std::string& statement, const std::vector<SqlValue>& parameters) {
    const std::scoped_lock lock(mutex_);
    if (!ended_ && seen_.insert(NameOf(point, statement, parameters)).second) {
      ended_ = true;
      ++counts_[static_cast<std::size_t>(point)];
    }
    return ended_ ? absl::UnavailableError("the process has ended") : absl::OkStatus();
  }

  mutable std::mutex mutex_;
  bool ended_ = false;
  std::set<std::string> seen_;
  std::array<std::size_t, 3> counts_{};
};

// Wide enough for payloads that are files.
constexpr int kFeatures = 5400;

std::string WideTable(int patients, unsigned seed) {
  std::uint64_t state = seed * 2654435761ULL + 1;
  const auto uniform = [&state] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>(state >> 33) % 1000;
  };
  std::string text = "patient_id,label,age";
  for (int j = 0; j < kFeatures; ++j) absl::StrAppend(&text, ",f", j);
  text += "\n";
  for (int i = 0; i < patients; ++i) {
    const int label = i % 2;
    absl::StrAppend(&text, "P", seed, "-", i, ",", label, ",", 30 + uniform() % 50);
    for (int j = 0; j < kFeatures; ++j) absl::StrAppend(&text, ",", uniform() + (j < 2 ? 300 * label : 0));
    text += "\n";
  }
  return text;
}

models::Study WideStudy() {
  models::Study study = testing::SyntheticStudy({"alpha", "beta"}, {"zeta"});
  study.clinical.pop_back();
  study.screen = {models::SelectKBestStep{2}};
  models::PenalisedModel signature;
  signature.predictors = {models::kFeaturesPredictor};
  signature.lambdas = 3;
  signature.df_max_none = true;
  study.models = {{"signature", signature}, {"clinical", models::LogisticModel{{"age"}}}};
  return study;
}

nlohmann::json WithoutSignature(const std::string& text) {
  nlohmann::json json = nlohmann::json::parse(text);
  json.erase("signature");
  return json;
}

// What the site was asked and answered, in its order; the same requests have the same hashes in every run.
std::vector<std::string> RequestsIn(const std::vector<LedgerEntry>& ledger) {
  std::vector<std::string> requests;
  for (const LedgerEntry& entry : ledger) {
    requests.push_back(
        absl::StrCat(entry.purpose, ": ", entry.kind, " ", entry.key.request_sha256.substr(0, 12)));
  }
  return requests;
}

class CrashPoints : public ::testing::Test {
 protected:
  void AddSites(Consortium& consortium) {
    unsigned seed = 0;
    for (const char* site : {"alpha", "beta", "zeta"}) {
      consortium.AddSite(site, WideTable(40, ++seed));
      ASSERT_THAT(WriteFileAtomically(consortium.FolderOf(site).PolicyFile(),
                                      "max_columns_per_patient: 1e5\nmax_scalars_ratio: 1e6\n"),
                  IsOk());
    }
  }
  void Begin(Consortium& consortium, const models::Study& study) {
    ASSERT_OK_AND_ASSIGN(hash_, consortium.Submit(study));
    for (const char* site : {"alpha", "beta", "zeta"}) {
      consortium.Decide(site, study, true);
    }
  }
  void StartAgents(Consortium& consortium) {
    for (const char* site : {"alpha", "beta", "zeta"}) consortium.StartAgent(site);
  }
  std::string hash_;
};

TEST_F(CrashPoints, AnEndBetweenAnyTwoWritesChangesNoBitAndNoSiteAnswersTwice) {
  const models::Study study = WideStudy();
  ASSERT_THAT(models::Validate(study), IsOk());
  nlohmann::json undisturbed;
  std::map<std::string, std::vector<std::string>> answers;
  {
    Consortium consortium;
    AddSites(consortium);
    Begin(consortium, study);
    StartAgents(consortium);
    const v1::StudyStatus ended = consortium.WaitForEnd(hash_);
    ASSERT_EQ(ended.state(), "DONE") << ended.message();
    ASSERT_OK_AND_ASSIGN(const auto results, consortium.Results(hash_));
    undisturbed = WithoutSignature(results.at("model.json"));
    for (const char* site : {"alpha", "beta", "zeta"}) {
      ASSERT_OK_AND_ASSIGN(const auto ledger, ReadLedger(consortium.FolderOf(site).LedgerFolder()));
      answers[site] = RequestsIn(ledger);
    }
  }

  Consortium consortium;
  AddSites(consortium);
  Begin(consortium, study);
  consortium.StopCoordinator();
  StartAgents(consortium);  // their approvals are told to one that may end at any write
  Ends ends;
  int lives = 0;
  std::uint64_t rounds = 0;
  while (true) {
    consortium.StopCoordinator();
    ++lives;
    ASSERT_LT(lives, 2000);
    // Also while it starts.
    if (!consortium.TryStartCoordinator(ends.Next()).ok()) {
      ASSERT_TRUE(ends.ended());
      continue;
    }
    ASSERT_OK_AND_ASSIGN(const auto stored, consortium.host().journal().rounds().Count(hash_));
    EXPECT_GE(stored, rounds) << "a round was lost";
    rounds = stored;
    const absl::Time deadline = absl::Now() + absl::Minutes(2);
    bool done = false;
    while (!ends.ended() && !done) {
      ASSERT_LT(absl::Now(), deadline) << "stands still after " << rounds << " rounds";
      ASSERT_OK_AND_ASSIGN(const auto found, consortium.host().journal().studies().Find(hash_));
      ASSERT_NE(found->state, coordinator::StudyState::kFailed) << found->message;
      done = found->state == coordinator::StudyState::kDone;
      absl::SleepFor(absl::Milliseconds(2));
    }
    if (!ends.ended()) break;
  }
  ASSERT_OK_AND_ASSIGN(const auto results, consortium.Results(hash_));
  EXPECT_EQ(WithoutSignature(results.at("model.json")), undisturbed);
  EXPECT_GT(ends.count(WritePoint::kBeforePayload), 0U);
  EXPECT_GT(ends.count(WritePoint::kBeforeRows), rounds);
  EXPECT_GT(ends.count(WritePoint::kAfterRows), rounds);
  std::printf("%d processes, %llu rounds, %zu answers of alpha\n", lives,
              static_cast<unsigned long long>(rounds), answers["alpha"].size());
  for (const auto& [site, requests] : answers) {
    ASSERT_THAT(consortium.StopAgent(site), IsOk());
    ASSERT_OK_AND_ASSIGN(const auto ledger, ReadLedger(consortium.FolderOf(site).LedgerFolder()));
    EXPECT_EQ(RequestsIn(ledger), requests) << site;
  }
}

}  // namespace
}  // namespace osteon
