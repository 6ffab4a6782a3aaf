#include "site_agent/cli/agent_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osteon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

LedgerEntry Entry(const std::string& study, std::uint64_t scalars) {
  LedgerEntry entry;
  entry.study = study;
  entry.scalars = scalars;
  return entry;
}

LedgerEvent Event(const std::string& study, const char* what) {
  LedgerEvent event;
  event.study = study;
  event.event = what;
  event.why = "the reason stays in the ledger";
  return event;
}

TEST(AgentMetrics, CountsByStudy) {
  ExtractionQueue queue;
  queue.Report("marrow", 3, 10);
  AgentFacts facts;
  facts.connected = true;
  facts.tasks_waiting = 2;
  facts.cases_left = queue.Left();
  facts.entries = {Entry("marrow", 27), Entry("marrow", 10), Entry("lung", 5)};
  facts.events = {Event("marrow", kRefusedEvent), Event("marrow", kRepeatedEvent),
                  Event("marrow", kMoreRefusedEvent)};
  facts.events.back().tasks = 64;
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  facts.certificate_ends = now + absl::Hours(36);
  facts.folder = "/";
  const std::string text = MetricsText(AgentMetrics(facts, now));
  EXPECT_THAT(text, HasSubstr("\nosteon_agent_connected 1\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_agent_tasks_waiting 2\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_agent_releases_total{study=\"marrow\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_agent_numbers_released_total{study=\"marrow\"} 37\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_agent_refusals_total{study=\"marrow\"} 65\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_agent_extraction_cases_left{study=\"marrow\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_certificate_days_left 1.5\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_disk_free_bytes "));
  EXPECT_THAT(text, Not(HasSubstr("reason")));
}

}  // namespace
}  // namespace osteon
