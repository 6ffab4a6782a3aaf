#include "site_agent/cohort/site_draws.h"

#include "absl/strings/str_cat.h"
#include "common/hash/hmac.h"

namespace osteon {

std::uint64_t SiteDraws::Draw(const std::string& purpose, std::size_t row) const {
  const std::string mac =
      HmacSha256(key_.bytes, absl::StrCat(study_sha256_, "|", purpose, "|", pseudonyms_[row]));
  std::uint64_t draw = 0;
  for (std::size_t i = 0; i < sizeof(draw); ++i) draw = draw << 8U | static_cast<unsigned char>(mac[i]);
  return draw;
}

}  // namespace osteon
