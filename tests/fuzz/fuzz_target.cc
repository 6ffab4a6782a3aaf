#include "tests/fuzz/fuzz_target.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace osteon::fuzz {
namespace {

class Scratch {
 public:
  Scratch() {
    std::error_code ignored;
    const std::filesystem::path parent = std::filesystem::is_directory("/dev/shm", ignored)
                                             ? "/dev/shm"
                                             : std::filesystem::temp_directory_path();
    folder_ = (parent / ("osteon-fuzz-" + std::to_string(::getpid()))).string();
    std::filesystem::create_directories(folder_);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace

void Require(bool holds, absl::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz finding: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void RequireRefusal(const absl::Status& status) {
  Require(!status.ok(), "a refusal without a reason");
  if (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown) {
    Require(false, status.ToString());
  }
  Require(!status.message().empty(), "a refusal without a sentence");
}

std::size_t TakeChoice(const std::uint8_t*& data, std::size_t& size, std::size_t count) {
  if (size == 0) return 0;
  const std::size_t choice = *data % count;
  ++data;
  --size;
  return choice;
}

const std::string& ScratchFolder() {
  static const Scratch scratch;
  return scratch.folder();
}

std::string ScratchFile(const std::string& name, absl::string_view content) {
  std::string path = ScratchFolder() + "/" + name;
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
  return path;
}

}  // namespace osteon::fuzz
