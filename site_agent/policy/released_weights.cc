#include "site_agent/policy/released_weights.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 36;
constexpr std::size_t kHashBytes = 8;  // of a record's SHA-256: against damage, not against an attacker
constexpr char kPatient = 'p';
constexpr char kWeights = 'w';
constexpr char kCount = 'c';  // what the first version wrote of each name
constexpr char kCounts = 'n';

// A record: its body's length (4 bytes), body, the first bytes of the body's hash. A body: its kind; of a
// patient the pseudonym; of a count what is added (4 bytes) and its name; of counts, for each, what is added,
// the length of its name (4 bytes each) and the name; of weights the length of the key (4 bytes), the key,
// the weights (8 bytes each).
void AppendNumber(std::uint32_t number, std::string& bytes) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    bytes.push_back(static_cast<char>(number >> shift & 0xffU));
}

std::uint32_t NumberAt(const char* bytes) {
  std::uint32_t number = 0;
  for (unsigned i = 0; i < 4; ++i) {
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 8U * i;
  }
  return number;
}

void AppendRecord(const std::string& body, std::string& bytes) {
  AppendNumber(static_cast<std::uint32_t>(body.size()), bytes);
  bytes += body;
  bytes += Sha256(body).substr(0, kHashBytes);
}

std::string BodyOf(const models::PatientWeights& statistic) {
  std::string body(1, kWeights);
  AppendNumber(static_cast<std::uint32_t>(statistic.key.size()), body);
  body += statistic.key;
  const std::size_t begin = body.size();
  body.resize(begin + statistic.weights.size() * sizeof(double));
  if (!statistic.weights.empty()) {
    std::memcpy(body.data() + begin, statistic.weights.data(), statistic.weights.size() * sizeof(double));
  }
  return body;
}

std::optional<models::PatientWeights> WeightsIn(const std::string& body) {
  if (body.size() < 5) return std::nullopt;
  const std::size_t length = NumberAt(body.data() + 1);
  if (body.size() < 5 + length || (body.size() - 5 - length) % sizeof(double) != 0) return std::nullopt;
  models::PatientWeights statistic{body.substr(5, length), {}};
  statistic.weights.resize((body.size() - 5 - length) / sizeof(double));
  if (!statistic.weights.empty()) {
    std::memcpy(statistic.weights.data(), body.data() + 5 + length, body.size() - 5 - length);
  }
  return statistic;
}

std::string BodyOf(const std::map<std::string, std::uint64_t>& counts) {
  std::string body(1, kCounts);
  for (const auto& [name, added] : counts) {
    AppendNumber(static_cast<std::uint32_t>(added), body);
    AppendNumber(static_cast<std::uint32_t>(name.size()), body);
    body += name;
  }
  return body;
}

std::optional<std::map<std::string, std::uint64_t>> CountsIn(const std::string& body) {
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t at = 1; at < body.size();) {
    if (body.size() - at < 8) return std::nullopt;
    const std::size_t length = NumberAt(body.data() + at + 4);
    if (body.size() - at - 8 < length) return std::nullopt;
    counts[body.substr(at + 8, length)] += NumberAt(body.data() + at);
    at += 8 + length;
  }
  return counts;
}

absl::Status NotWhole(const std::string& path, const std::string& what) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return absl::DataLossError(absl::StrCat(
      path, what,
      ", and without it nobody can tell what this hospital's releases so far give away together; "
      "restore it from a backup of ",
      folder, ". Without one move ", folder, " away and accept the loss: osteon-agent ledger --accept-loss"));
}

// Whether a sum of patients' values was released under this version's rules.
bool HasSums(const std::vector<LedgerEntry>& entries) {
  // These tell no patient's values.
  const std::set<std::string> others = {"admission", "counts", "confirm_counts", "prepare",
                                        "variable_summary"};
  return std::any_of(entries.begin(), entries.end(), [&](const LedgerEntry& entry) {
    return entry.scalars_held > 0 && !others.contains(entry.kind);
  });
}

}  // namespace

ReleasedWeights::~ReleasedWeights() {
  if (file_ >= 0) ::close(file_);
}

absl::StatusOr<std::unique_ptr<ReleasedWeights>> ReleasedWeights::Open(
    const std::string& path, std::optional<std::uint64_t> released) {
  auto weights = std::make_unique<ReleasedWeights>();
  weights->path_ = path;
  absl::StatusOr<std::string> bytes = ReadFile(path, kLargestFile);
  if (!bytes.ok() && !absl::IsNotFound(bytes.status())) return bytes.status();
  OSTEON_RETURN_IF_ERROR(weights->Load(bytes.value_or(""), released));
  weights->file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (weights->file_ < 0 || ::ftruncate(weights->file_, static_cast<off_t>(weights->size_)) != 0 ||
      ::lseek(weights->file_, 0, SEEK_END) < 0) {
    return absl::UnavailableError(absl::StrCat(path, ": ", std::strerror(errno)));
  }
  return weights;
}

absl::Status ReleasedWeights::Load(const std::string& bytes, std::optional<std::uint64_t> released) {
  while (bytes.size() - size_ >= 4) {
    const std::size_t length = NumberAt(bytes.data() + size_);
    if (bytes.size() - size_ < 4 + length + kHashBytes) break;
    const std::string body = bytes.substr(size_ + 4, length);
    const bool intact = bytes.compare(size_ + 4 + length, kHashBytes, Sha256(body), 0, kHashBytes) == 0;
    if (!intact || !TakeRecord(body)) {
      if (released && size_ >= *released) break;
      return NotWhole(path_, absl::StrCat(" is damaged at byte ", size_));
    }
    size_ += 4 + length + kHashBytes;
  }
  if (!released || size_ >= *released) return absl::OkStatus();
  return NotWhole(path_, absl::StrCat(" has ", size_, " whole bytes of the ", *released,
                                      " that it had at the last release"));
}

bool ReleasedWeights::TakeRecord(const std::string& body) {
  if (body.empty()) return false;
  if (body[0] == kWeights) {
    const std::optional<models::PatientWeights> statistic = WeightsIn(body);
    if (statistic) history_.Restore(*statistic);
    return statistic.has_value();
  }
  if (body[0] == kPatient) {
    patients_.emplace(body.substr(1), patients_.size());
    return true;
  }
  if (body[0] == kCount && body.size() >= 5) {
    counts_[body.substr(5)] += NumberAt(body.data() + 1);
    return true;
  }
  if (body[0] != kCounts) return false;
  const std::optional<std::map<std::string, std::uint64_t>> counts = CountsIn(body);
  for (const auto& [name, added] : counts.value_or(std::map<std::string, std::uint64_t>()))
    counts_[name] += added;
  return counts.has_value();
}

absl::Status ReleasedWeights::Append(const std::string& bytes) {
  if (path_.empty()) return absl::OkStatus();  // in memory only
  pending_ += bytes;
  if (pending_.empty()) return absl::OkStatus();
  if (file_ < 0) {
    return absl::UnavailableError(absl::StrCat(path_, ": could not be written; start the agent again"));
  }
  for (std::size_t written = 0; written < pending_.size();) {
    const ssize_t now = ::write(file_, pending_.data() + written, pending_.size() - written);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) {
      const std::string why = std::strerror(errno);
      const bool as_before =
          ::ftruncate(file_, static_cast<off_t>(size_)) == 0 && ::lseek(file_, 0, SEEK_END) >= 0;
      if (!as_before) ::close(std::exchange(file_, -1));
      return absl::UnavailableError(absl::StrCat(path_, ": ", why));
    }
    written += static_cast<std::size_t>(now);
  }
  size_ += pending_.size();
  pending_.clear();
  unflushed_ = true;
  return absl::OkStatus();
}

absl::Status ReleasedWeights::Flush() {
  OSTEON_RETURN_IF_ERROR(Append(""));
  if (!unflushed_) return absl::OkStatus();
  if (::fdatasync(file_) != 0) return absl::UnavailableError(absl::StrCat(path_, ": ", std::strerror(errno)));
  unflushed_ = false;
  return absl::OkStatus();
}

std::uint64_t ReleasedWeights::CountOf(const std::string& name) const {
  const auto found = counts_.find(name);
  return found == counts_.end() ? 0 : found->second;
}

absl::Status ReleasedWeights::AddCounts(const std::map<std::string, std::uint64_t>& counts) {
  std::string bytes;
  AppendRecord(BodyOf(counts), bytes);
  for (const auto& [name, added] : counts) counts_[name] += added;
  return Append(bytes);
}

absl::StatusOr<std::optional<std::string>> ReleasedWeights::TryAdd(
    std::vector<models::PatientWeights> statistics, const std::vector<std::string>& pseudonyms,
    double least) {
  std::string bytes;
  std::vector<std::size_t> number;
  for (const std::string& pseudonym : pseudonyms) {
    const auto [patient, is_new] = patients_.emplace(pseudonym, patients_.size());
    number.push_back(patient->second);
    if (is_new) AppendRecord(kPatient + pseudonym, bytes);
  }
  OSTEON_RETURN_IF_ERROR(Append(bytes));
  for (models::PatientWeights& statistic : statistics) {
    std::vector<double> by_patient(patients_.size(), 0.0);
    for (std::size_t row = 0; row < statistic.weights.size(); ++row) {
      by_patient[number[row]] = statistic.weights[row];
    }
    while (!by_patient.empty() && by_patient.back() == 0) by_patient.pop_back();
    statistic.weights = std::move(by_patient);
  }
  const std::vector<std::size_t> added = history_.NewAmong(statistics);
  if (const std::optional<std::string> dominated = history_.TryAdd(statistics, least)) return dominated;
  bytes.clear();
  for (const std::size_t i : added) AppendRecord(BodyOf(statistics[i]), bytes);
  OSTEON_RETURN_IF_ERROR(Append(bytes));
  return std::optional<std::string>();
}

absl::StatusOr<std::unique_ptr<ReleasedWeights>> OpenReleasedWeights(const std::string& path,
                                                                     const Ledger& ledger) {
  const std::vector<LedgerEntry> entries = ledger.Entries();
  const std::optional<std::uint64_t> released = entries.empty() ? 0 : entries.back().weights_bytes;
  OSTEON_ASSIGN_OR_RETURN(std::unique_ptr<ReleasedWeights> weights, ReleasedWeights::Open(path, released));
  if (weights->empty() && HasSums(entries)) return NotWhole(path, " is not there");
  return weights;
}

}  // namespace osteon
