#include "common/files/files.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

absl::Status FromErrno(const char* what, const std::string& path) {
  const int error = errno;
  const std::string message = absl::StrCat(what, " ", path, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case EISDIR:
      return absl::InvalidArgumentError(message);
    case ENOSPC:
    case EDQUOT:
      return absl::UnavailableError(absl::StrCat(message, "; make room and try again"));
    default:
      return absl::UnavailableError(message);
  }
}

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::Status WriteAll(int fd, absl::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return FromErrno("cannot write", path);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(fd) != 0) return FromErrno("cannot flush", path);
  return absl::OkStatus();
}

// A pipe of the shell's own lies in no folder, and has its writer already.
bool IsNamedPipe(int fd, const struct stat& information) {
  struct statfs system {};
  return S_ISFIFO(information.st_mode) && (::fstatfs(fd, &system) != 0 || system.f_type != PIPEFS_MAGIC);
}

// Makes the names in a folder durable.
absl::Status FlushFolder(const std::string& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return FromErrno("cannot flush", path);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return FromErrno("cannot open", path);
  struct stat information {};
  if (::fstat(file.get(), &information) != 0) return FromErrno("cannot read", path);
  if (S_ISDIR(information.st_mode))
    return absl::InvalidArgumentError(absl::StrCat(path, " is a folder, not a file"));
  if (IsNamedPipe(file.get(), information))
    return absl::InvalidArgumentError(absl::StrCat(path, " is a pipe, not a file"));
  // Of a terminal or the shell's pipe what comes is waited for.
  if (!S_ISREG(information.st_mode) && ::fcntl(file.get(), F_SETFL, 0) != 0)
    return FromErrno("cannot read", path);
  std::string content;
  if (information.st_size > 0) {
    const auto size = static_cast<std::size_t>(information.st_size);
    if (size > max_bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", size, " bytes; at most ", max_bytes, " are read"));
    }
    content.reserve(size);
  }
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0) {
      if (errno == EINTR) continue;
      return FromErrno("cannot read", path);
    }
    if (got == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(got));
    if (content.size() > max_bytes) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": more than ", max_bytes, " bytes"));
    }
  }
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view content, FileMode mode) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // made 0600
  if (file.get() < 0) return FromErrno("cannot create a file beside", path);
  absl::Status status = WriteAll(file.get(), content, path);
  if (status.ok() && mode == FileMode::kPublic && ::fchmod(file.get(), 0644) != 0) {
    status = FromErrno("cannot set the mode of", path);
  }
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) status = FromErrno("cannot write", path);
  if (!status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  return FlushFolder(folder);
}

absl::Status CheckRootOwns(const std::string& folder, absl::string_view command) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &status) != 0 || status.st_uid == 0) return absl::OkStatus();
  const passwd* owner = ::getpwuid(status.st_uid);
  const std::string name = owner == nullptr ? absl::StrCat(status.st_uid) : owner->pw_name;
  return absl::FailedPreconditionError(absl::StrCat(
      folder, " belongs to the user ", name,
      ", who could not read what root leaves there; nothing was done. Run it as that user: runuser -u ", name,
      " -- ", command, " ..."));
}

absl::Status MakeFolder(const std::string& path, FileMode mode) {
  std::error_code error;
  // A folder that a power cut takes away takes with it what was flushed into it: each new one's parent is
  // flushed too.
  const std::filesystem::path parent = std::filesystem::absolute(path).lexically_normal().parent_path();
  if (!std::filesystem::exists(path, error) && !parent.empty() && !std::filesystem::exists(parent, error)) {
    OSTEON_RETURN_IF_ERROR(MakeFolder(parent.string(), mode));
  }
  const bool made = std::filesystem::create_directory(path, error);
  if (error) {
    errno = error.value();
    return FromErrno("cannot make the folder", path);
  }
  if (made && mode == FileMode::kSecret && ::chmod(path.c_str(), 0700) != 0) {
    return FromErrno("cannot set the mode of", path);
  }
  return made ? FlushFolder(parent.string()) : absl::OkStatus();
}

absl::StatusOr<std::string> ProgramFolder() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot read /proc/self/exe: ", error.message()));
  return program.parent_path().string();
}

}  // namespace osteon
