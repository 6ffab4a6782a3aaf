// The text with which a MetaImage or NRRD file begins.
#ifndef OSTEON_SITE_AGENT_IMAGING_HEADER_TEXT_H_
#define OSTEON_SITE_AGENT_IMAGING_HEADER_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>

namespace osteon {

// No header is longer, in bytes.
inline constexpr std::size_t kLongestHeader = 1 << 20;

// The first bytes of the file, which hold its header. nullopt: it cannot be opened.
std::optional<std::string> ReadHeaderText(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_HEADER_TEXT_H_
