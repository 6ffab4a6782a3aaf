#include "common/metrics/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osteon {
namespace {

TEST(MetricsText, IsPrometheusText) {
  const std::vector<Metric> metrics = {
      Gauge("osteon_disk_free_bytes", "Bytes free.", 5e9),
      {"osteon_rounds_total", "Rounds.", MetricKind::kCounter, {{{{"study", "a"}, {"site", "alpha"}}, 12}}}};
  EXPECT_EQ(MetricsText(metrics),
            "# HELP osteon_disk_free_bytes Bytes free.\n"
            "# TYPE osteon_disk_free_bytes gauge\n"
            "osteon_disk_free_bytes 5000000000\n"
            "# HELP osteon_rounds_total Rounds.\n"
            "# TYPE osteon_rounds_total counter\n"
            "osteon_rounds_total{study=\"a\",site=\"alpha\"} 12\n");
}

TEST(MetricsText, ALabelCannotEndItsLine) {
  const Metric metric{"m", "h", MetricKind::kGauge, {{{{"study", "a\"} 1\nb\\"}}, 0}}};
  EXPECT_THAT(MetricsText({metric}), ::testing::HasSubstr("m{study=\"a\\\"} 1\\nb\\\\\"} 0\n"));
}

}  // namespace
}  // namespace osteon
