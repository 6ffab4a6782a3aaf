#include "site_agent/policy/ledger_chain.h"

#include <exception>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr absl::string_view kBefore = R"({"previous":")";
constexpr absl::string_view kBetween = R"(",)";
constexpr absl::string_view kHash = R"(,"hash":")";
constexpr absl::string_view kAfter = R"("})";
constexpr std::size_t kDigits = 64;

struct Link {
  std::string previous, text, hash;
};

bool IsHash(const std::string& text) {
  return text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Takes a line apart; nothing when it is not such a line.
std::optional<Link> LinkOf(const std::string& line) {
  const std::size_t begin = kBefore.size() + kDigits + kBetween.size();
  const std::size_t end_size = kHash.size() + kDigits + kAfter.size();
  if (line.size() < begin + end_size || !absl::StartsWith(line, kBefore) || !absl::EndsWith(line, kAfter)) {
    return std::nullopt;
  }
  const std::size_t end = line.size() - end_size;
  Link link;
  link.previous = line.substr(kBefore.size(), kDigits);
  link.text = absl::StrCat("{", line.substr(begin, end - begin), "}");
  link.hash = line.substr(end + kHash.size(), kDigits);
  if (line.compare(kBefore.size() + kDigits, kBetween.size(), std::string(kBetween)) != 0 ||
      line.compare(end, kHash.size(), std::string(kHash)) != 0 || !IsHash(link.previous) ||
      !IsHash(link.hash)) {
    return std::nullopt;
  }
  return link;
}

using AnyLine = std::variant<LedgerLine, LedgerEvent>;

// Takes one line into the contents; the message of an error is for after "PATH:LINE: ".
absl::Status Take(const std::string& line, LedgerContents& contents) {
  std::optional<Link> link;
  if (contents.chained) {
    link = LinkOf(line);
    // The first version's lines had no hashes. All of a ledger's lines have them or none has.
    if (!link && contents.lines == 0) contents.chained = false;
    if (!link && contents.lines != 0) return absl::DataLossError("a line without the chain's hashes");
  } else if (LinkOf(line)) {
    return absl::DataLossError("a line with the chain's hashes after lines without them");
  }
  absl::StatusOr<AnyLine> parsed = ParseLedgerLine(link ? link->text : line);
  if (!parsed.ok()) return parsed.status();
  if (link) {
    ChainHead before = contents.head;
    const auto* event = std::get_if<LedgerEvent>(&*parsed);
    if (event != nullptr && event->event == kLossAcceptedEvent) {
      before = {event->after, link->previous};
      contents.hashes.erase(contents.hashes.upper_bound(before.length), contents.hashes.end());
      contents.hashes[before.length] = before.hash;
    }
    if (link->previous != before.hash) {
      return absl::DataLossError(absl::StrCat("does not follow the line before it: it names ", link->previous,
                                              " as the hash before it, that hash is ", before.hash,
                                              "; a line was removed, added or moved"));
    }
    contents.head = Append(before, link->text);
    if (contents.head.hash != link->hash) {
      return absl::DataLossError(
          absl::StrCat("was altered: its hash is said to be ", link->hash, " and is ", contents.head.hash));
    }
    contents.hashes[contents.head.length] = contents.head.hash;
  }
  if (auto* release = std::get_if<LedgerLine>(&*parsed)) {
    release->number = contents.lines + 1;
    contents.releases.push_back(std::move(*release));
  } else {
    contents.events.push_back(std::get<LedgerEvent>(*std::move(parsed)));
  }
  ++contents.lines;
  return absl::OkStatus();
}

}  // namespace

std::string LedgerLinesPath(const std::string& folder) {
  return absl::StrCat(folder, "/ledger.jsonl");
}
std::string LedgerPayloadsPath(const std::string& folder) {
  return absl::StrCat(folder, "/releases.bin");
}
std::string LedgerHeadPath(const std::string& folder) {
  return absl::StrCat(folder, "/head.json");
}

std::string LedgerHeadText(const LedgerHeadFile& file) {
  const nlohmann::ordered_json json = {{"site", file.site},
                                       {"length", file.head.head.length},
                                       {"hash", file.head.head.hash},
                                       {"signature", absl::Base64Escape(file.head.signature)},
                                       {"public_key_sha256", file.public_key_sha256}};
  return absl::StrCat(json.dump(), "\n");
}

absl::StatusOr<LedgerHeadFile> ParseLedgerHead(const std::string& text) {
  LedgerHeadFile file;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    json.at("site").get_to(file.site);
    json.at("length").get_to(file.head.head.length);
    json.at("hash").get_to(file.head.head.hash);
    json.at("public_key_sha256").get_to(file.public_key_sha256);
    if (!absl::Base64Unescape(json.at("signature").get<std::string>(), &file.head.signature)) {
      return absl::DataLossError("a signature that is not base64");
    }
  } catch (const std::exception& error) {
    return absl::DataLossError(error.what());
  }
  return file;
}

std::string ChainedLine(const ChainHead& previous, const std::string& text) {
  return absl::StrCat(kBefore, previous.hash, kBetween, text.substr(1, text.size() - 2), kHash,
                      Append(previous, text).hash, kAfter);
}

absl::StatusOr<LedgerContents> ParseLedger(const std::string& text, const std::string& path) {
  LedgerContents contents;
  while (true) {
    const std::size_t line_end = text.find('\n', contents.end);
    if (line_end == std::string::npos) return contents;
    const absl::Status taken = Take(text.substr(contents.end, line_end - contents.end), contents);
    if (!taken.ok()) {
      return absl::DataLossError(
          absl::StrCat(path, ":", contents.lines + 1, ": ", taken.message(), kRestoreLedger));
    }
    contents.end = line_end + 1;
  }
}

absl::StatusOr<LedgerContents> ReadLedgerContents(const std::string& folder) {
  const std::string path = LedgerLinesPath(folder);
  const absl::StatusOr<std::string> text = ReadFile(path, std::numeric_limits<std::size_t>::max());
  if (absl::IsNotFound(text.status())) return LedgerContents();
  if (!text.ok()) return text.status();
  return ParseLedger(*text, path);
}

}  // namespace osteon
