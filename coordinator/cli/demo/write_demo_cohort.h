// A hospital's folder as a user would have it: images, masks and a manifest.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_WRITE_DEMO_COHORT_H_
#define OSTEON_COORDINATOR_CLI_DEMO_WRITE_DEMO_COHORT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "coordinator/cli/demo/hospital.h"

namespace osteon::demo {

// An image or a mask on its way to a file: origin 0, axes LPS, x fastest.
struct DemoVolume {
  Size size{};
  Spacing spacing_mm{};
  std::variant<std::vector<std::int16_t>, std::vector<std::uint8_t>> voxels;
};

// Writes one NIfTI file, compressed when `path` ends in .gz. Called from several threads at a time. The
// program hands in site_agent/imaging's writer, which a library of the coordinator may not include.
using VolumeWriter = std::function<absl::Status(const std::string& path, DemoVolume volume)>;

// Told after each patient how many of how many are done; one call at a time, from any thread.
using Progress = std::function<void(int done, int total)>;

// Makes folder/<hospital>/images/<id>_ct.nii and <id>_mask.nii.gz for every patient, then
// folder/<hospital>/manifest.csv (patient_id,image,mask,age,sex,infiltrated), so that a manifest means a
// whole cohort. (A manifest's column `label` is the number of a region in its mask, not an outcome.)
// `threads`, at least 1, changes the time and nothing else.
//
// kInvalidArgument: threads below 1. Otherwise the error of the writer or the file system for the first
// patient that had one; no further patients are begun after it.
absl::Status WriteDemoCohort(const std::string& folder, const HospitalDescription& hospital,
                             std::uint64_t seed, int threads, const VolumeWriter& write,
                             const Progress& progress = nullptr);

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_WRITE_DEMO_COHORT_H_
