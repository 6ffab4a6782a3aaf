#include "site_agent/cli/describe_proposal.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

StudyProposal Proposal() {
  StudyProposal proposal;
  proposal.study.name = "s";
  proposal.study.outcome_column = "event";
  proposal.study.outcome_positive = "1";
  proposal.study.id_column = "id";
  proposal.study.development = {"alpha", "beta"};
  proposal.study.external = {"gamma"};
  proposal.study.models = {{"m", models::LogisticModel{{"age", "size"}}}};
  proposal.study.validation.external = true;
  proposal.study.privacy.min_patients = 20;
  proposal.study.privacy.min_cell = 5;
  proposal.study_sha256 = std::string(64, 'f');
  proposal.author = "maria";
  proposal.roster = {
      {"alpha", std::string(64, '1')}, {"beta", std::string(64, '2')}, {"gamma", std::string(64, '3')}};
  proposal.state = "PROPOSED";
  return proposal;
}

ProposalFacts Facts() {
  PeerIdentity maria;
  maria.name = "maria";
  maria.public_key_fingerprint = std::string(64, 'a');
  return {"alpha",
          "not decided",
          maria,
          {{"beta", {std::string(64, '9'), "earlier", "2026-09-21"}}},
          {{"min_patients", "50"}, {"min_cell", "3"}, {"max_releases", "100"}},
          {}};
}

TEST(DescribeProposal, SaysWhoAsksAndWhatForAndHowMuch) {
  const std::string text = DescribeProposal(Proposal(), Facts());
  EXPECT_THAT(text, HasSubstr(absl::StrCat("asked by maria, signature checked, key ", std::string(64, 'a'))));
  EXPECT_THAT(text, HasSubstr("kinds of request\n  moments, logistic, "));
  EXPECT_THAT(text, HasSubstr("numbers: admission 10, units of every variable 10, model m 600, "));
  EXPECT_THAT(text, HasSubstr("1 admission, 0 validation records, 0 comparisons"));
  EXPECT_THAT(text, Not(HasSubstr("for granted")));  // no features by prefix
}

TEST(DescribeProposal, ShowsTheStricterLimit) {
  const std::string text = DescribeProposal(Proposal(), Facts());
  EXPECT_THAT(text, AllOf(HasSubstr("min_patients 50 (policy.yaml's; the study's is 20)"),
                          HasSubstr("min_cell 5 (the study's; policy.yaml's is 3)"),
                          HasSubstr("max_releases 100 (policy.yaml's)")));
}

TEST(DescribeProposal, SaysThatSumsStayJournaledAndWhatARestartMayReveal) {
  StudyProposal proposal = Proposal();
  EXPECT_THAT(DescribeProposal(proposal, Facts()),
              AllOf(HasSubstr("stays in the coordinator's journal, also when it withdraws later"),
                    Not(HasSubstr("begins study"))));
  proposal.study.restart = models::Restart{"earlier", std::string(64, 'e'), "gone"};
  EXPECT_THAT(DescribeProposal(proposal, Facts()),
              AllOf(HasSubstr("begins study earlier (eeeeeeeeeeee) again without"), HasSubstr("gone")));
}

TEST(DescribeProposal, SaysOfEachKeyWhatIsKnown) {
  StudyProposal proposal = Proposal();
  std::string text = DescribeProposal(proposal, Facts());
  EXPECT_THAT(text, AllOf(HasSubstr("this hospital\n"), HasSubstr("new to this hospital\n"),
                          HasSubstr(absl::StrCat("ANOTHER KEY than the known one, ", std::string(64, '9'))),
                          HasSubstr("phrase: "), HasSubstr("by telephone")));
  proposal.roster["beta"] = std::string(64, '9');
  text = DescribeProposal(proposal, Facts());
  EXPECT_THAT(text,
              AllOf(HasSubstr("known since 2026-09-21, study earlier\n"), Not(HasSubstr("ANOTHER KEY"))));
}

TEST(DescribeProposal, ASignatureThatDoesNotStandIsLoud) {
  ProposalFacts facts = Facts();
  facts.author = absl::UnauthenticatedError("forged");
  const std::string text = DescribeProposal(Proposal(), facts);
  EXPECT_THAT(text, AllOf(HasSubstr("SIGNATURE NOT GOOD: forged"), Not(HasSubstr("signature checked"))));
}

}  // namespace
}  // namespace osteon
