#include "site_agent/imaging/gzip_file.h"

#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {

struct GzipFile::State {
  ~State() { close(descriptor); }

  absl::Status Fill();
  bool AtMember() const;
  absl::StatusOr<std::size_t> ReadPlain(char* out, std::size_t size);
  absl::StatusOr<std::size_t> Inflate(char* out, std::size_t size);

  std::string path;
  int descriptor = -1;
  bool compressed = false;
  bool file_ended = false;
  std::array<std::uint8_t, std::size_t{1} << 18> input;
  inflate_state inflate;  // its next_in and avail_in say what of `input` is not used yet
};

// Moves what is left to the front and reads what the file has until the buffer is full.
absl::Status GzipFile::State::Fill() {
  std::memmove(input.data(), inflate.next_in, inflate.avail_in);
  inflate.next_in = input.data();
  while (!file_ended && inflate.avail_in < input.size()) {
    const ssize_t got = read(descriptor, input.data() + inflate.avail_in, input.size() - inflate.avail_in);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::UnavailableError(absl::StrCat(path, ": ", std::strerror(errno)));
    file_ended = got == 0;
    inflate.avail_in += static_cast<std::uint32_t>(got);
  }
  return absl::OkStatus();
}

bool GzipFile::State::AtMember() const {
  return inflate.avail_in >= 2 && inflate.next_in[0] == 0x1f && inflate.next_in[1] == 0x8b;
}

absl::StatusOr<std::size_t> GzipFile::State::ReadPlain(char* out, std::size_t size) {
  std::size_t done = std::min<std::size_t>(size, inflate.avail_in);
  std::memcpy(out, inflate.next_in, done);
  inflate.next_in += done;
  inflate.avail_in -= static_cast<std::uint32_t>(done);
  while (done < size) {
    const ssize_t got = read(descriptor, out + done, std::min(size - done, std::size_t{1} << 30));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::UnavailableError(absl::StrCat(path, ": ", std::strerror(errno)));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

absl::StatusOr<std::size_t> GzipFile::State::Inflate(char* out, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    if (inflate.avail_in < 2 && !file_ended) OSTEON_RETURN_IF_ERROR(Fill());
    if (inflate.block_state == ISAL_BLOCK_FINISH) {
      if (!AtMember()) break;
      isal_inflate_reset(&inflate);
      inflate.crc_flag = ISAL_GZIP;
    }
    const auto part = static_cast<std::uint32_t>(std::min(size - done, std::size_t{1} << 30));
    inflate.next_out = reinterpret_cast<std::uint8_t*>(out) + done;
    inflate.avail_out = part;
    const std::uint32_t before = inflate.avail_in;
    const int code = isal_inflate(&inflate);
    if (code == ISAL_INCORRECT_CHECKSUM) {
      return absl::DataLossError(
          absl::StrCat(path, ": the compressed data are damaged (another checksum than written)"));
    }
    if (code < 0) return absl::DataLossError(absl::StrCat(path, ": the compressed data are damaged"));
    done += part - inflate.avail_out;
    const bool stuck = inflate.avail_out == part && inflate.avail_in == before;
    if (stuck && file_ended && inflate.block_state != ISAL_BLOCK_FINISH) {
      return absl::DataLossError(absl::StrCat(path, ": the file ends within its compressed data"));
    }
  }
  return done;
}

GzipFile::GzipFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
GzipFile::GzipFile(GzipFile&&) noexcept = default;
GzipFile& GzipFile::operator=(GzipFile&&) noexcept = default;
GzipFile::~GzipFile() = default;

const std::string& GzipFile::path() const {
  return state_->path;
}

absl::StatusOr<GzipFile> GzipFile::Open(const std::string& path, std::int64_t offset) {
  auto state = std::make_unique<State>();
  state->path = path;
  isal_inflate_init(&state->inflate);
  state->inflate.crc_flag = ISAL_GZIP;
  state->inflate.next_in = state->input.data();
  state->descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (state->descriptor < 0) return absl::UnavailableError(absl::StrCat(path, ": cannot be opened"));
  if (lseek(state->descriptor, offset, SEEK_SET) < 0) {
    return absl::UnavailableError(absl::StrCat(path, ": cannot be read"));
  }
  OSTEON_RETURN_IF_ERROR(state->Fill());
  state->compressed = state->AtMember();
  return GzipFile(std::move(state));
}

absl::StatusOr<std::size_t> GzipFile::Read(void* out, std::size_t size) {
  auto* bytes = static_cast<char*>(out);
  return state_->compressed ? state_->Inflate(bytes, size) : state_->ReadPlain(bytes, size);
}

}  // namespace osteon
