#include "coordinator/cli/demo/write_demo_cohort.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/demo/synthetic_patient.h"

namespace osteon::demo {
namespace {

std::string ImageName(const std::string& id) {
  return absl::StrCat("images/", id, "_ct.nii");
}
std::string MaskName(const std::string& id) {
  return absl::StrCat("images/", id, "_mask.nii.gz");
}

// Writes the patient's two files and gives its line of the manifest.
absl::Status WritePatient(const std::string& home, SyntheticPatient patient, const VolumeWriter& write,
                          std::string& line) {
  const std::string image = ImageName(patient.id);
  const std::string mask = MaskName(patient.id);
  line =
      CsvLine({patient.id, image, mask, absl::StrCat(patient.age), patient.sex, absl::StrCat(patient.label)});
  OSTEON_RETURN_IF_ERROR(
      write(absl::StrCat(home, "/", image), {patient.size, patient.spacing_mm, std::move(patient.voxels)}));
  return write(absl::StrCat(home, "/", mask), {patient.size, patient.spacing_mm, std::move(patient.mask)});
}

// The patients still to do and what became of the others, shared by the threads.
class Worklist {
 public:
  Worklist(int total, const Progress& progress)
      : lines_(static_cast<std::size_t>(total)), total_(total), progress_(progress) {}

  // The next patient, or -1 when there is none left to begin.
  int Next() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return failed_ < total_ || next_ == total_ ? -1 : next_++;
  }
  void Finish(int patient, const absl::Status& status, std::string line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!status.ok()) {
      if (patient < failed_) {
        failed_ = patient;
        status_ = status;
      }
      return;
    }
    lines_[static_cast<std::size_t>(patient)] = std::move(line);
    ++done_;
    if (progress_) progress_(done_, total_);
  }
  // After every thread has ended.
  const absl::Status& status() const { return status_; }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::mutex mutex_;
  absl::Status status_;
  std::vector<std::string> lines_;
  int total_;
  int failed_ = total_;  // the first patient that failed
  int next_ = 0;
  int done_ = 0;
  const Progress& progress_;
};

}  // namespace

absl::Status WriteDemoCohort(const std::string& folder, const HospitalDescription& hospital,
                             std::uint64_t seed, int threads, const VolumeWriter& write,
                             const Progress& progress) {
  if (threads < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("demo cohort ", hospital.name, ": ", threads, " threads; at least 1 is needed"));
  }
  const std::string home = absl::StrCat(folder, "/", hospital.name);
  OSTEON_RETURN_IF_ERROR(MakeFolder(absl::StrCat(home, "/images")));

  Worklist worklist(hospital.patients, progress);
  const auto work = [&] {
    for (int index = worklist.Next(); index >= 0; index = worklist.Next()) {
      std::string line;
      const absl::Status status = WritePatient(home, MakePatient(hospital, seed, index), write, line);
      worklist.Finish(index, status, std::move(line));
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (int i = 1; i < std::min(threads, hospital.patients); ++i) helpers.emplace_back(work);
    work();
  }
  OSTEON_RETURN_IF_ERROR(worklist.status());

  std::string manifest = CsvLine({"patient_id", "image", "mask", "age", "sex", "infiltrated"});
  for (const std::string& line : worklist.lines()) manifest += line;
  return WriteFileAtomically(absl::StrCat(home, "/manifest.csv"), manifest);
}

}  // namespace osteon::demo
