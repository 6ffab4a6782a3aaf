// /metrics, /healthz and /readyz for a hospital's or host's own monitoring: plain HTTP, for this machine.
#ifndef OSTEON_COMMON_METRICS_METRICS_SERVER_H_
#define OSTEON_COMMON_METRICS_METRICS_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/metrics/metric.h"

namespace osteon {

// What is asked at every request, from threads of the server's own; must be safe to call until it is gone.
struct MetricsSources {
  std::function<absl::StatusOr<std::vector<Metric>>()> metrics;
  std::function<absl::Status()> ready;  // not OK: why the program does not do its work now
};

class MetricsServer {
 public:
  // Listens at "PORT" of 127.0.0.1, or at "ADDRESS:PORT" where somebody names one; port 0 picks a free one.
  // GET /healthz answers 200 as long as the process runs, /readyz 200 or 503 with the reason, /metrics the
  // metrics or 500. kInvalidArgument: no address; kUnavailable: it cannot be used.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(const std::string& address,
                                                              MetricsSources sources);
  ~MetricsServer();  // stops

  const std::string& address() const { return address_; }  // ADDRESS:PORT

 private:
  struct Parts;
  explicit MetricsServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::string address_;
};

}  // namespace osteon

#endif  // OSTEON_COMMON_METRICS_METRICS_SERVER_H_
