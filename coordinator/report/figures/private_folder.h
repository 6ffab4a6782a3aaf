// A temporary folder that only this user can enter, removed with everything in it.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_PRIVATE_FOLDER_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_PRIVATE_FOLDER_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace osteon::report {

class PrivateFolder {
 public:
  // Mode 0700; its name begins with `name`. kUnavailable: it cannot be made.
  static absl::StatusOr<PrivateFolder> Make(const std::string& name);
  ~PrivateFolder();
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  PrivateFolder& operator=(PrivateFolder&&) = delete;

  std::string operator/(const std::string& name) const { return absl::StrCat(path_, "/", name); }
  const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_PRIVATE_FOLDER_H_
