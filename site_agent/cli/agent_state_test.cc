#include "site_agent/cli/agent_state.h"

#include <sys/stat.h>

#include <filesystem>

#include "common/files/files.h"
#include "site_agent/cohort/pseudonym.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;

unsigned ModeOf(const std::string& path) {
  struct stat information {};
  return ::stat(path.c_str(), &information) == 0 ? information.st_mode & 0777U : 0U;
}

class AgentState : public ::testing::Test {
 protected:
  absl::StatusOr<AgentConfiguration> ReadText(const std::string& text) {
    const absl::Status made = MakeFolder(folder_.path);
    const absl::Status written = WriteFileAtomically(folder_.Configuration(), text);
    if (!made.ok() || !written.ok()) return absl::InternalError("the test could not write");
    return ReadAgentConfiguration(folder_);
  }
  const testing::TemporaryFolder temporary_;
  const AgentFolder folder_{temporary_ / "agent"};
};

TEST_F(AgentState, TheWrittenConfigurationIsReadBack) {
  for (const std::string data :
       {"/data/a \"quoted\" \\ name: #1.csv", "/data/\xc3\xa4.csv", "/data/'x'.csv", "/data/a\nb.csv"}) {
    const testing::TemporaryFolder temporary;
    const AgentFolder folder{temporary / "agent"};
    ASSERT_THAT(MakeAgentFolder(folder, {"study.example.org:7443", data, 3}), IsOk());
    ASSERT_OK_AND_ASSIGN(const AgentConfiguration configuration, ReadAgentConfiguration(folder));
    EXPECT_EQ(configuration.coordinator, "study.example.org:7443");
    EXPECT_EQ(configuration.data, data);
    EXPECT_EQ(configuration.jobs, 3);
  }
}

TEST_F(AgentState, TheFolderAndTheKeyAreItsOwnersOnly) {
  ASSERT_THAT(MakeAgentFolder(folder_, {"host:1", "/d.csv", 0}), IsOk());
  EXPECT_EQ(ModeOf(folder_.path), 0700U);
  EXPECT_EQ(ModeOf(folder_.PseudonymKeyPath()), 0600U);
  EXPECT_THAT(ReadKey(folder_.PseudonymKeyPath()), IsOk());
  EXPECT_TRUE(std::filesystem::exists(folder_.PolicyFile()));
}

TEST_F(AgentState, AKeyThatWasThereInClearIsEncryptedAndStaysTheSame) {
  ASSERT_THAT(MakeFolder(folder_.path), IsOk());
  ASSERT_THAT(CreateKey(folder_.PseudonymKeyPath()), IsOk());
  ASSERT_OK_AND_ASSIGN(const PseudonymKey before, ReadKey(folder_.PseudonymKeyPath()));
  ASSERT_THAT(MakeAgentFolder(folder_, {"host:1", "/d.csv", 0}, "correct horse battery"), IsOk());
  EXPECT_TRUE(IsSealedFile(folder_.PseudonymKeyPath()));
  const PassphraseSource passphrase = [](const std::string&) { return std::string("correct horse battery"); };
  ASSERT_OK_AND_ASSIGN(const PseudonymKey after, ReadKey(folder_.PseudonymKeyPath(), passphrase));
  EXPECT_EQ(after.bytes, before.bytes);
  EXPECT_THAT(ReadKey(folder_.PseudonymKeyPath()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("encrypted")));
}

TEST_F(AgentState, AnAgentThatIsThereStaysAsItIs) {
  ASSERT_THAT(MakeAgentFolder(folder_, {"host:1", "/d.csv", 1}), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string key, ReadFile(folder_.PseudonymKeyPath()));
  EXPECT_THAT(MakeAgentFolder(folder_, {"other:1", "/e.csv", 2}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("agent.yaml")));
  ASSERT_OK_AND_ASSIGN(const std::string after, ReadFile(folder_.PseudonymKeyPath()));
  EXPECT_EQ(key, after);
  ASSERT_OK_AND_ASSIGN(const AgentConfiguration configuration, ReadAgentConfiguration(folder_));
  EXPECT_EQ(configuration.coordinator, "host:1");
}

TEST_F(AgentState, AnInitThatWasInterruptedIsRepeatedWithTheSameKeyAndPolicy) {
  ASSERT_THAT(MakeAgentFolder(folder_, {"host:1", "/d.csv", 1}), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string key, ReadFile(folder_.PseudonymKeyPath()));
  ASSERT_THAT(WriteFileAtomically(folder_.PolicyFile(), "min_cell: 7\n"), IsOk());
  std::filesystem::remove(folder_.Configuration());
  ASSERT_THAT(MakeAgentFolder(folder_, {"host:1", "/d.csv", 1}), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string after, ReadFile(folder_.PseudonymKeyPath()));
  EXPECT_EQ(key, after);
  ASSERT_OK_AND_ASSIGN(const std::string policy, ReadFile(folder_.PolicyFile()));
  EXPECT_EQ(policy, "min_cell: 7\n");
}

TEST_F(AgentState, ADamagedKeyIsNotReplaced) {
  ASSERT_THAT(MakeFolder(folder_.path), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder_.PseudonymKeyPath(), "half a ke", FileMode::kSecret), IsOk());
  EXPECT_THAT(MakeAgentFolder(folder_, {"host:1", "/d.csv", 1}),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("backup"), Not(HasSubstr("half a ke")))));
  EXPECT_FALSE(std::filesystem::exists(folder_.Configuration()));
}

TEST_F(AgentState, ARelativeDataPathIsRelativeToTheFolder) {
  ASSERT_OK_AND_ASSIGN(const AgentConfiguration relative,
                       ReadText("coordinator: h:1\ndata: tables/site.csv\n"));
  EXPECT_EQ(relative.data, folder_.path + "/tables/site.csv");
  ASSERT_OK_AND_ASSIGN(const AgentConfiguration absolute,
                       ReadText("coordinator: h:1\ndata: /tables/site.csv\n"));
  EXPECT_EQ(absolute.data, "/tables/site.csv");
}

TEST_F(AgentState, WithoutJobsThereAreAtMostFour) {
  ASSERT_OK_AND_ASSIGN(const AgentConfiguration absent, ReadText("coordinator: h:1\ndata: /d.csv\n"));
  EXPECT_THAT(absent.jobs, AllOf(Ge(1), Le(4)));
  ASSERT_OK_AND_ASSIGN(const AgentConfiguration zero, ReadText("coordinator: h:1\ndata: /d.csv\njobs: 0\n"));
  EXPECT_EQ(zero.jobs, absent.jobs);
}

TEST_F(AgentState, EveryWrongKeyIsNamedWithItsPlace) {
  EXPECT_THAT(ReadText("coordinater: h:1\ndata: [a]\njobs: 1.5\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("agent.yaml:1:1"), HasSubstr("coordinater"), HasSubstr("coordinator"),
                             HasSubstr("agent.yaml:2:7"), HasSubstr("data"), HasSubstr("agent.yaml:3:7"),
                             HasSubstr("jobs"))));
  for (const char* jobs : {"-1", "1025", "1e300", "many", "[]"}) {
    EXPECT_THAT(ReadText(std::string("coordinator: h:1\ndata: d\njobs: ") + jobs + "\n"),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("agent.yaml:3:7: jobs")))
        << jobs;
  }
  EXPECT_THAT(ReadText("data: d\n"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("coordinator")));
  EXPECT_THAT(ReadText("- a list\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("agent.yaml:1")));
  EXPECT_THAT(ReadText(""), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("agent.yaml")));
}

TEST_F(AgentState, WhereNoAgentIsTheMessageSaysHowToMakeOne) {
  EXPECT_THAT(
      ReadAgentConfiguration(folder_),
      StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr(folder_.path), HasSubstr("osteon-agent init"))));
}

}  // namespace
}  // namespace osteon
