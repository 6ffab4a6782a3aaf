// Where there is no libFuzzer: feeds every file of the given folders once, as a test; with --seconds=N then
// goes on with random changes of them for so long.
//
//   FUZZER [--seconds=N] [--seed=N] CORPUS...
//
// What ends the process is left in ./finding-NAME, where a later run can be given it.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

constexpr std::size_t kLongestInput = 1 << 16;

// A reader that takes longer than this for so little hangs.
constexpr unsigned kSecondsAnInput = 20;

std::string current;       // the input that is being read
std::string finding_name;  // of the file it goes to when the process ends

void KeepFinding() {
  std::FILE* file = std::fopen(finding_name.c_str(), "wb");
  if (file == nullptr) return;
  std::fwrite(current.data(), 1, current.size(), file);
  std::fclose(file);
  std::fprintf(stderr, "the input is in %s\n", finding_name.c_str());
}

void OnSignal(int signal) {
  if (signal == SIGALRM)
    std::fprintf(stderr, "fuzz finding: an input takes longer than %u s\n", kSecondsAnInput);
  KeepFinding();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Feed(std::string input) {
  current = std::move(input);
  ::alarm(kSecondsAnInput);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
  ::alarm(0);
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string Next(const std::vector<std::string>& corpus) {
    std::string input = corpus[Below(corpus.size())];
    for (std::size_t changes = 1 + Below(6); changes > 0; --changes) Change(input, corpus);
    if (input.size() > kLongestInput) input.resize(kLongestInput);
    return input;
  }

 private:
  std::size_t Below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

  void Change(std::string& input, const std::vector<std::string>& corpus) {
    static constexpr const char* kWords[] = {
        "0", "-1", "1e999", "nan",  "inf",  "4294967296", "18446744073709551615", "\n", "\"", ",", ":",
        "{", "[",  "../",   "\xff", "=1+1", "<b>"};
    const std::size_t at = Below(input.size() + 1);
    switch (Below(8)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(Below(256));
        break;
      case 1:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << Below(8)));
        break;
      case 2:
        input.resize(at);
        break;
      case 3:
        input.erase(at, 1 + Below(16));
        break;
      case 4:
        input.insert(at, kWords[Below(std::size(kWords))]);
        break;
      case 5: {  // a number at its edges, in either byte order
        static constexpr std::uint64_t kEdges[] = {0,
                                                   1,
                                                   0x7f,
                                                   0x80,
                                                   0xff,
                                                   0x7fff,
                                                   0x8000,
                                                   0xffff,
                                                   0x7fffffff,
                                                   0x80000000,
                                                   0xffffffff,
                                                   0x7ff0000000000000,
                                                   ~std::uint64_t{0}};
        const std::uint64_t value = kEdges[Below(std::size(kEdges))];
        const std::size_t width = std::size_t{1} << Below(4);
        const bool big = Below(2) == 1;
        for (std::size_t i = 0; i < width && at + i < input.size(); ++i) {
          input[at + i] = static_cast<char>(value >> (8 * (big ? width - 1 - i : i)));
        }
        break;
      }
      case 6: {  // a piece of itself or of another, elsewhere
        const std::string& other = corpus[Below(corpus.size())];
        if (!other.empty()) input.insert(at, other.substr(Below(other.size()), 1 + Below(64)));
        break;
      }
      default:
        if (at < input.size()) input.insert(at, std::string(1 + Below(512), input[at]));
    }
  }

  std::mt19937_64 random_;
};

}  // namespace

int main(int argc, char** argv) {
  finding_name = "finding-" + std::filesystem::path(argv[0]).filename().string();
  double seconds = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> corpus;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--seconds=")) {
      if (!absl::SimpleAtod(argument, &seconds)) return 2;
    } else if (absl::ConsumePrefix(&argument, "--seed=")) {
      if (!absl::SimpleAtoi(argument, &seed)) return 2;
    } else {
      std::vector<std::filesystem::path> files = {argv[i]};
      if (std::filesystem::is_directory(argv[i])) {
        files.assign(std::filesystem::directory_iterator(argv[i]), std::filesystem::directory_iterator());
      }
      std::sort(files.begin(), files.end());
      for (const std::filesystem::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
      }
    }
  }
  if (corpus.empty()) {
    std::fprintf(stderr, "usage: %s [--seconds=N] [--seed=N] CORPUS...; no input was found\n", argv[0]);
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGALRM}) std::signal(signal, OnSignal);
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(KeepFinding);
  Feed("");
  for (const std::string& input : corpus) Feed(input);
  const auto start = std::chrono::steady_clock::now();
  const auto running = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < seconds;
  };
  Mutator mutator(seed);
  std::size_t inputs = corpus.size();
  for (; running(); ++inputs) Feed(mutator.Next(corpus));
  std::printf("%zu inputs, no finding\n", inputs);
  // Leaks are told at exit, and are no single input's.
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(nullptr);
  return 0;
}
