#include "site_agent/extraction/feature_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "common/version/build_id.h"

namespace osteon {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kFormat = "osteon features 1\n";
constexpr absl::string_view kExtension = ".features";
constexpr std::size_t kHashDigits = 64;

// The name of an entry, and what must stand in it.
std::string Id(const FeatureKey& key) {
  return Sha256Hex(absl::StrCat(kFormat, BuildId(), "\n", key.image_sha256, "\n", key.mask_sha256, "\n",
                                key.settings_sha256, "\n", key.label, "\n"));
}

// Texts with their length before them, then numbers as the 16 digits of their bits, then the hash of it all.
std::string Encode(const std::string& id, const CaseFeatures& features) {
  std::string text =
      absl::StrCat(kFormat, id, "\n", features.diagnostics.size(), " ", features.values.size(), "\n");
  for (const std::string& one : features.diagnostics) absl::StrAppend(&text, one.size(), " ", one, "\n");
  for (const double value : features.values) {
    absl::StrAppend(&text, absl::Hex(std::bit_cast<std::uint64_t>(value), absl::kZeroPad16), "\n");
  }
  return text + Sha256Hex(text);
}

// Takes what Encode wrote apart; every function gives nullopt or false at the first thing that is otherwise.
class Decoder {
 public:
  explicit Decoder(absl::string_view text) : text_(text) {}

  bool Take(absl::string_view expected) {
    if (!absl::StartsWith(text_, expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }

  template <typename Number>
  std::optional<Number> TakeNumber(char end, int base = 10) {
    Number number{};
    const auto [after, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number, base);
    if (error != std::errc() || after == text_.data() + text_.size() || *after != end) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(after - text_.data()) + 1);
    return number;
  }

  std::optional<std::string> TakeText() {
    const std::optional<std::size_t> size = TakeNumber<std::size_t>(' ');
    if (!size.has_value() || *size >= text_.size() || text_[*size] != '\n') return std::nullopt;
    std::string taken(text_.substr(0, *size));
    text_.remove_prefix(*size + 1);
    return taken;
  }

  bool AtEnd() const { return text_.empty(); }

 private:
  absl::string_view text_;
};

std::optional<CaseFeatures> Decode(absl::string_view text, const std::string& id, std::size_t diagnostics,
                                   std::size_t values) {
  if (text.size() < kHashDigits) return std::nullopt;
  const absl::string_view body = text.substr(0, text.size() - kHashDigits);
  if (Sha256Hex(body) != text.substr(body.size())) return std::nullopt;
  Decoder decoder(body);
  if (!decoder.Take(kFormat) || !decoder.Take(id) || !decoder.Take("\n")) return std::nullopt;
  if (decoder.TakeNumber<std::size_t>(' ') != diagnostics ||
      decoder.TakeNumber<std::size_t>('\n') != values) {
    return std::nullopt;
  }
  CaseFeatures features;
  for (std::size_t i = 0; i < diagnostics; ++i) {
    std::optional<std::string> one = decoder.TakeText();
    if (!one.has_value()) return std::nullopt;
    features.diagnostics.push_back(*std::move(one));
  }
  for (std::size_t i = 0; i < values; ++i) {
    const std::optional<std::uint64_t> bits = decoder.TakeNumber<std::uint64_t>('\n', 16);
    if (!bits.has_value()) return std::nullopt;
    features.values.push_back(std::bit_cast<double>(*bits));
  }
  if (!decoder.AtEnd()) return std::nullopt;
  return features;
}

// Under its name complete or not at all, like WriteFileAtomically, but without waiting for the disk: after a
// power cut an entry may be damaged, which Find notices, and flushing would cost more than a small case does.
absl::Status WriteUnflushed(const std::string& path, absl::string_view content) {
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);  // made 0600: patients' data
  if (descriptor < 0) return absl::UnavailableError(absl::StrCat("cannot create a file beside ", path));
  ::close(descriptor);
  std::ofstream out(temporary, std::ios::binary);
  out << content;
  out.close();
  std::error_code error;
  if (out) fs::rename(temporary, path, error);
  if (out && !error) return absl::OkStatus();
  fs::remove(temporary, error);
  return absl::UnavailableError(absl::StrCat("cannot write ", path));
}

// Entries, and what a killed program left of one that it was writing.
std::vector<fs::path> EntriesOf(const std::string& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (const fs::directory_entry& inner : fs::directory_iterator(folder, error)) {
    for (const fs::directory_entry& entry : fs::directory_iterator(inner.path(), error)) {
      if (absl::StrContains(entry.path().filename().string(), kExtension)) entries.push_back(entry.path());
    }
  }
  return entries;
}

}  // namespace

std::string FeatureStore::PathOf(const FeatureKey& key) const {
  const std::string id = Id(key);
  return absl::StrCat(folder_, "/", id.substr(0, 2), "/", id, kExtension);
}

std::optional<CaseFeatures> FeatureStore::Find(const FeatureKey& key, std::size_t diagnostics,
                                               std::size_t values) const {
  if (BuildId().empty()) return std::nullopt;
  const absl::StatusOr<std::string> text = ReadFile(PathOf(key));
  return text.ok() ? Decode(*text, Id(key), diagnostics, values) : std::nullopt;
}

absl::Status FeatureStore::Put(const FeatureKey& key, const CaseFeatures& features) const {
  if (BuildId().empty()) return absl::UnavailableError("this program was linked without a build ID");
  const std::string path = PathOf(key);
  OSTEON_RETURN_IF_ERROR(MakeFolder(fs::path(path).parent_path().string()));
  return WriteUnflushed(path, Encode(Id(key), features));
}

std::size_t FeatureStore::Count() const {
  std::size_t count = 0;
  for (const fs::path& entry : EntriesOf(folder_)) {
    if (absl::EndsWith(entry.native(), kExtension)) ++count;
  }
  return count;
}

void FeatureStore::Remove() const {
  std::error_code ignored;
  for (const fs::path& entry : EntriesOf(folder_)) {
    fs::remove(entry, ignored);
    fs::remove(entry.parent_path(), ignored);  // while it holds more, it stays
  }
  fs::remove(folder_, ignored);
}

}  // namespace osteon
