// The chunks of a summand, as a site sends them to the coordinator. The first byte chooses how many words are
// awaited; then each chunk is its length, two bytes, the lower one first, and its message.
#include <array>

#include "coordinator/session/summand_assembly.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

using Words = std::vector<std::uint64_t>;

// The next chunk's bytes, as many as there are.
std::string NextChunk(const std::uint8_t*& data, std::size_t& size) {
  const std::size_t low = fuzz::TakeChoice(data, size, 256), high = fuzz::TakeChoice(data, size, 256);
  const std::size_t length = std::min(size, low + 256 * high);
  std::string bytes = fuzz::Text(data, length);
  data += length;
  size -= length;
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::optional<std::size_t>, 5> kAwaited = {std::nullopt, 0, 1, 4, 1000};
  const std::optional<std::size_t> awaited = kAwaited.at(fuzz::TakeChoice(data, size, kAwaited.size()));
  int heads = 0;
  coordinator::SummandAssembly assembly(
      "alpha",
      [&](const v1::LedgerHead&) {
        ++heads;
        return absl::OkStatus();
      },
      [&](const models::TaskKey&) { return awaited; });
  Words sent;
  v1::SummandChunk chunk;
  while (size > 0) {
    if (!chunk.ParseFromString(NextChunk(data, size))) return 0;  // the connection ends
    const std::size_t before = sent.size();
    if (const absl::Status taken = assembly.Take(chunk); !taken.ok()) {
      fuzz::RequireRefusal(taken);
      return 0;
    }
    sent.insert(sent.end(), chunk.words().begin(), chunk.words().end());
    fuzz::Require(!awaited || sent.size() <= *awaited, "more words than are awaited");
    fuzz::Require(!awaited || chunk.offset() == before, "a chunk that begins elsewhere");
  }
  fuzz::Require(heads == (assembly.key() ? 1 : 0), "a ledger's head that was not taken once");
  const absl::StatusOr<std::optional<Words>> whole = assembly.Finish();
  if (!whole.ok()) {
    fuzz::RequireRefusal(whole.status());
    return 0;
  }
  fuzz::Require(whole->has_value() == awaited.has_value(), "a summand that nobody awaits");
  fuzz::Require(!awaited || (**whole == sent && sent.size() == *awaited), "another summand than was sent");
  return 0;
}
