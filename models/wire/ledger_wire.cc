#include "models/wire/ledger_wire.h"

#include "absl/strings/str_cat.h"
#include "osteon/v1/session.pb.h"

namespace osteon::models {
namespace {

constexpr std::size_t kLongestSignature = 128;
// Beyond any ledger: a chain that goes on from a head must still be countable.
constexpr std::uint64_t kLongestLedger = std::uint64_t{1} << 48;

}  // namespace

void ToMessage(const SignedHead& head, v1::LedgerHead* message) {
  message->Clear();
  if (head.head.length == 0) return;
  message->set_length(head.head.length);
  message->set_hash(head.head.hash);
  message->set_signature(head.signature);
}

absl::StatusOr<SignedHead> HeadFromMessage(const v1::LedgerHead& message) {
  SignedHead head;
  if (message.length() == 0 && message.hash().empty() && message.signature().empty()) return head;
  head.head = {message.length(), message.hash()};
  head.signature = message.signature();
  if (head.head.hash.size() != 64 ||
      head.head.hash.find_first_not_of("0123456789abcdef") != std::string::npos ||
      head.head.length > kLongestLedger || head.signature.size() > kLongestSignature) {
    return absl::InvalidArgumentError(absl::StrCat("the head of a ledger at entry ", head.head.length,
                                                   " has no length, hash or signature of one"));
  }
  return head;
}

}  // namespace osteon::models
