// ledger.jsonl and head.json as found on a disk: lines as they are, and lines that the chain accepts.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "site_agent/policy/ledger_chain.h"
#include "site_agent/policy/ledger_line.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

std::string TextOf(const std::variant<LedgerLine, LedgerEvent>& line) {
  if (const auto* release = std::get_if<LedgerLine>(&line)) return LedgerLineText(*release);
  return LedgerEventText(std::get<LedgerEvent>(line));
}

void ReadLine(const std::string& text) {
  const absl::StatusOr<std::variant<LedgerLine, LedgerEvent>> line = ParseLedgerLine(text);
  if (!line.ok()) {
    fuzz::RequireRefusal(line.status());
    return;
  }
  const std::string written = TextOf(*line);
  const absl::StatusOr<std::variant<LedgerLine, LedgerEvent>> again = ParseLedgerLine(written);
  fuzz::Require(again.ok(), again.status().ToString());
  fuzz::Require(TextOf(*again) == written, "a line of the ledger has two forms");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::size_t choice = fuzz::TakeChoice(data, size, 3);
  const std::string text = fuzz::Text(data, size);
  if (choice == 0) {
    const absl::StatusOr<LedgerHeadFile> head = ParseLedgerHead(text);
    if (!head.ok()) fuzz::RequireRefusal(head.status());
    return 0;
  }
  std::string ledger = text;
  if (choice == 1) {
    ledger.clear();
    ChainHead head;
    for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      ReadLine(std::string(line));
      if (line.size() < 3 || line.front() != '{' || line.back() != '}') continue;
      absl::StrAppend(&ledger, ChainedLine(head, std::string(line)), "\n");
      head = Append(head, line);
    }
  }
  const absl::StatusOr<LedgerContents> contents = ParseLedger(ledger, "ledger.jsonl");
  if (!contents.ok()) fuzz::RequireRefusal(contents.status());
  return 0;
}
