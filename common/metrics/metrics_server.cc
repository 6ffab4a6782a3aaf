#include "common/metrics/metrics_server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/network/endpoint.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kThreads = 2;
constexpr std::size_t kLongestBody = 1024;
constexpr time_t kLongestSilence = 5;  // seconds

// "9464", "127.0.0.1:9464" or "[::1]:9464".
absl::StatusOr<Endpoint> ParseWhere(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  Endpoint where{"", 0};
  where.host = colon == std::string::npos ? "127.0.0.1" : address.substr(0, colon);
  if (where.host.size() > 2 && where.host.front() == '[' && where.host.back() == ']') {
    where.host = where.host.substr(1, where.host.size() - 2);
  }
  const std::string digits = colon == std::string::npos ? address : address.substr(colon + 1);
  if (where.host.empty() || digits.find_first_not_of("0123456789") != std::string::npos ||
      !absl::SimpleAtoi(digits, &where.port) || where.port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("--metrics ", address, ": needed is PORT (of 127.0.0.1) or ADDRESS:PORT"));
  }
  return where;
}

}  // namespace

struct MetricsServer::Parts {
  httplib::Server server;
  std::thread thread;
};

MetricsServer::MetricsServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

MetricsServer::~MetricsServer() {
  parts_->server.stop();
  parts_->thread.join();
}

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(const std::string& address,
                                                                    MetricsSources sources) {
  OSTEON_ASSIGN_OR_RETURN(Endpoint where, ParseWhere(address));
  auto parts = std::make_unique<Parts>();
  httplib::Server& server = parts->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_payload_max_length(kLongestBody);
  server.set_keep_alive_max_count(1);
  server.set_read_timeout(kLongestSilence);
  server.set_write_timeout(kLongestSilence);
  // httplib's own choice, SO_REUSEPORT, would let two programs share the port unnoticed.
  server.set_socket_options([](int socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server.Get("/healthz", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("ok\n", "text/plain");
  });
  server.Get(
      "/readyz", [ready = std::move(sources.ready)](const httplib::Request&, httplib::Response& response) {
        const absl::Status status = ready();
        if (!status.ok()) response.status = 503;
        response.set_content(status.ok() ? "ok\n" : absl::StrCat(status.message(), "\n"), "text/plain");
      });
  server.Get("/metrics",
             [metrics = std::move(sources.metrics)](const httplib::Request&, httplib::Response& response) {
               const absl::StatusOr<std::vector<Metric>> found = metrics();
               if (found.ok()) {
                 response.set_content(MetricsText(*found), "text/plain; version=0.0.4");
               } else {
                 response.status = 500;
                 response.set_content(absl::StrCat(found.status().message(), "\n"), "text/plain");
               }
             });
  if (where.port == 0) {
    where.port = server.bind_to_any_port(where.host);
  } else if (!server.bind_to_port(where.host, where.port)) {
    where.port = -1;
  }
  if (where.port <= 0) {
    return absl::UnavailableError(absl::StrCat(
        "--metrics ", address, " cannot be used: the port is taken, or the address is not this machine's"));
  }
  parts->thread = std::thread([&server] { server.listen_after_bind(); });
  // Stopping a server that does not listen yet would be forgotten.
  while (!server.is_running()) std::this_thread::yield();
  std::unique_ptr<MetricsServer> started(new MetricsServer(std::move(parts)));
  started->address_ = EndpointText(where);
  return started;
}

}  // namespace osteon
