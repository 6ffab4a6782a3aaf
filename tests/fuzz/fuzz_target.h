// What a fuzzer of this folder is made of: one reader, fed with bytes of whoever writes its files.
//
// With clang's libFuzzer (preset `fuzz`) the input grows by coverage; otherwise replay_main.cc feeds the
// corpus once, which is a test of the gate, or mutates it at random.
#ifndef OSTEON_TESTS_FUZZ_FUZZ_TARGET_H_
#define OSTEON_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace osteon::fuzz {

inline std::string Text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the process, which is a finding, when `holds` is false.
void Require(bool holds, absl::string_view what);

// What every refusal is: one of a reader's own codes with a sentence that a terminal can show, and no
// exception's or operating system's words alone. kInternal and kUnknown are our own mistakes, so findings.
void RequireRefusal(const absl::Status& status);

// 0, 1, ..., `count` - 1 by the first byte, which is taken off; 0 of nothing.
std::size_t TakeChoice(const std::uint8_t*& data, std::size_t& size, std::size_t count);

// A folder in memory where there is one, removed at the end of the process.
const std::string& ScratchFolder();

// FOLDER/`name` with this content.
std::string ScratchFile(const std::string& name, absl::string_view content);

}  // namespace osteon::fuzz

#endif  // OSTEON_TESTS_FUZZ_FUZZ_TARGET_H_
