#include "common/metrics/metric.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/text/number.h"

namespace osteon {
namespace {

std::string Labels(const Sample& sample) {
  if (sample.labels.empty()) return "";
  return absl::StrCat(
      "{",
      absl::StrJoin(sample.labels, ",",
                    [](std::string* out, const auto& label) {
                      absl::StrAppend(
                          out, label.first, "=\"",
                          absl::StrReplaceAll(label.second, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}),
                          "\"");
                    }),
      "}");
}

}  // namespace

Metric Gauge(std::string name, std::string help, double value) {
  return {std::move(name), std::move(help), MetricKind::kGauge, {{{}, value}}};
}

std::string MetricsText(const std::vector<Metric>& metrics) {
  std::string text;
  for (const Metric& metric : metrics) {
    absl::StrAppend(&text, "# HELP ", metric.name, " ",
                    absl::StrReplaceAll(metric.help, {{"\\", "\\\\"}, {"\n", "\\n"}}), "\n# TYPE ",
                    metric.name, metric.kind == MetricKind::kCounter ? " counter\n" : " gauge\n");
    for (const Sample& sample : metric.samples) {
      absl::StrAppend(&text, metric.name, Labels(sample), " ", FormatNumber(sample.value), "\n");
    }
  }
  return text;
}

}  // namespace osteon
