// Which software this is.
#ifndef OSTEON_COMMON_VERSION_VERSION_H_
#define OSTEON_COMMON_VERSION_VERSION_H_

#include <map>
#include <string>

namespace osteon {

std::string SoftwareVersion();  // "0.1.0"

// Protocol versions that this software speaks (session.proto).
inline constexpr unsigned kOldestProtocol = 1;
inline constexpr unsigned kNewestProtocol = 1;

// "osteon" -> "0.1.0 (commit)", and the libraries that results or connections rest on.
std::map<std::string, std::string> SoftwareVersions();

// The text of --version: one line per entry of SoftwareVersions, the program first.
std::string VersionText(const std::string& program);

}  // namespace osteon

#endif  // OSTEON_COMMON_VERSION_VERSION_H_
