// Numbers about a running program as Prometheus reads them.
#ifndef OSTEON_COMMON_METRICS_METRIC_H_
#define OSTEON_COMMON_METRICS_METRIC_H_

#include <string>
#include <utility>
#include <vector>

namespace osteon {

struct Sample {
  std::vector<std::pair<std::string, std::string>> labels;  // name, value; the text format quotes the value
  double value = 0;
};

// A counter only grows, and its name ends in _total.
enum class MetricKind { kCounter, kGauge };

struct Metric {
  std::string name;  // "osteon_rounds_total": a-z, 0-9 and _
  std::string help;  // one sentence, with the unit
  MetricKind kind = MetricKind::kGauge;
  std::vector<Sample> samples;
};

// A gauge without labels.
Metric Gauge(std::string name, std::string help, double value);

// Prometheus' text format 0.0.4, in the given order:
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
std::string MetricsText(const std::vector<Metric>& metrics);

}  // namespace osteon

#endif  // OSTEON_COMMON_METRICS_METRIC_H_
