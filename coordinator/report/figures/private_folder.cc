#include "coordinator/report/figures/private_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace osteon::report {

absl::StatusOr<PrivateFolder> PrivateFolder::Make(const std::string& name) {
  std::error_code error;
  std::string path = (std::filesystem::temp_directory_path(error) / absl::StrCat(name, "-XXXXXX")).string();
  if (error || ::mkdtemp(path.data()) == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot make a temporary folder: ", std::strerror(errno)));
  }
  return PrivateFolder(std::move(path));
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace osteon::report
