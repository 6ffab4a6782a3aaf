#include "common/network/proxy.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace osteon {
namespace {

int HexDigit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char small = absl::ascii_tolower(static_cast<unsigned char>(digit));
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// %40 -> @ (RFC 3986, 2.1); what is no such escape stays.
std::string PercentDecoded(absl::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    if (escape) {
      decoded += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

bool IsExcepted(const std::string& host, const Environment& environment) {
  std::optional<std::string> list = environment("no_grpc_proxy");
  if (!list) list = environment("no_proxy");
  if (!list) return false;
  for (const absl::string_view entry : absl::StrSplit(*list, ',', absl::SkipEmpty())) {
    if (absl::EndsWithIgnoreCase(host, entry)) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

absl::StatusOr<std::optional<Proxy>> ProxyFor(const std::string& host, const Environment& environment) {
  Proxy proxy;
  std::optional<std::string> url;
  for (const char* variable : {"grpc_proxy", "https_proxy", "http_proxy"}) {
    url = environment(variable);
    proxy.variable = variable;
    if (url) break;
  }
  if (!url || url->empty() || IsExcepted(host, environment)) return std::nullopt;
  absl::string_view rest = *url;
  if (!absl::ConsumePrefix(&rest, "http://")) {
    return absl::InvalidArgumentError(
        absl::StrCat(proxy.variable, " does not begin with http://, so it is passed over"));
  }
  constexpr absl::string_view kEndOfAuthority = "/?#";  // RFC 3986, 3.2
  if (const std::size_t at = rest.rfind('@');
      at != absl::string_view::npos && rest.find_first_of(kEndOfAuthority) < at) {
    return absl::FailedPreconditionError(absl::StrCat(
        proxy.variable,
        " has a #, ? or / in its user or password, where the proxy's name would be taken to end: "
        "write %23 for #, %3F for ? and %2F for /. No connection is tried before that"));
  }
  rest = rest.substr(0, rest.find_first_of(kEndOfAuthority));
  if (const std::size_t at = rest.rfind('@'); at != absl::string_view::npos) {
    proxy.user_info = PercentDecoded(rest.substr(0, at));
    rest.remove_prefix(at + 1);
    if (proxy.user_info.find('@') != std::string::npos) {
      return absl::InvalidArgumentError(absl::StrCat(
          proxy.variable, " has an @ in its user or password, also as %40, so it is passed over"));
    }
  }
  absl::StatusOr<Endpoint> endpoint = ParseEndpoint(std::string(rest));  // gRPC's port of none is 443, too
  if (!endpoint.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(proxy.variable, " is not http://[USER:PASSWORD@]HOST:PORT"));
  }
  proxy.endpoint = *std::move(endpoint);
  return proxy;
}

std::vector<std::string> ProxySecrets(const Environment& environment) {
  constexpr std::size_t kShortestAlone = 4;  // of a shorter password nothing could be told from a word
  std::vector<std::string> secrets;
  for (const char* variable : {"grpc_proxy", "https_proxy", "http_proxy"}) {
    const std::string url = environment(variable).value_or("");
    const std::size_t at = url.rfind('@');
    if (at == std::string::npos) continue;
    const std::size_t slashes = url.find("://");
    const std::size_t begin = slashes < at ? slashes + 3 : 0;
    const std::string written = url.substr(begin, at - begin);
    const std::string decoded = PercentDecoded(written);
    for (const std::string& both : {written, decoded, absl::Base64Escape(decoded)}) {
      if (!both.empty()) secrets.push_back(both);
    }
    for (const std::string& both : {written, decoded}) {
      const std::size_t colon = both.find(':');
      if (colon != std::string::npos && both.size() - colon - 1 >= kShortestAlone) {
        secrets.push_back(both.substr(colon + 1));
      }
    }
  }
  std::sort(secrets.begin(), secrets.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  secrets.erase(std::unique(secrets.begin(), secrets.end()), secrets.end());
  return secrets;
}

}  // namespace osteon
