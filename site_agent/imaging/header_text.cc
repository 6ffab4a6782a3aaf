#include "site_agent/imaging/header_text.h"

#include <fstream>

namespace osteon {

std::optional<std::string> ReadHeaderText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text(kLongestHeader, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace osteon
