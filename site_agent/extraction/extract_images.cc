#include "site_agent/extraction/extract_images.h"

#include <algorithm>
#include <exception>
#include <map>
#include <new>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/extraction/image_hash.h"
#include "site_agent/imaging/image_file.h"

namespace osteon {
namespace {

// One image with one mask: both are read when the first row needs them.
class ImageWithMask {
 public:
  ImageWithMask(const std::string& image_path, const std::string& mask_path,
                std::optional<absl::StatusOr<Volume>>& image)
      : image_path_(image_path), mask_path_(mask_path), image_(image) {}

  absl::Status Read() {
    if (!mask_.has_value()) mask_ = ReadMask(mask_path_);
    OSTEON_RETURN_IF_ERROR(mask_->status());
    if (!image_.has_value()) image_ = ReadVolume(image_path_);
    return image_->status();
  }

  const Volume& image() const { return **image_; }
  const Volume& mask() const { return **mask_; }

  absl::Status AtBoth(const absl::Status& status) const {
    return absl::Status(status.code(), absl::StrCat("image ", image_path_, ", mask ", mask_path_, ": ",
                                                    std::string(status.message())));
  }

 private:
  const std::string &image_path_, &mask_path_;
  std::optional<absl::StatusOr<Volume>>& image_;  // which further masks share
  std::optional<absl::StatusOr<Volume>> mask_;
};

class ImageTask {
 public:
  ImageTask(const ExtractionPlan& plan, std::size_t image,
            const std::function<void(const absl::Status&)>& store_failed)
      : plan_(plan), image_(image), store_failed_(store_failed) {}

  // The rows' part of this image. Rows of one mask are done together, so one mask is in memory at a time.
  void Run(const std::vector<ExtractedRow*>& rows, const std::vector<const ManifestRegion*>& regions) {
    const std::string& image_path = FilesOf(*rows.front()).image;
    std::map<std::string, std::vector<std::size_t>> by_mask;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string& mask = FilesOf(*rows[i]).mask[rows[i]->reader - 1];
      ExtractedPart& part = rows[i]->parts[image_];
      part.asked = !image_path.empty() && !mask.empty();
      if (part.asked) by_mask[mask].push_back(i);
    }
    if (by_mask.empty()) return;
    const absl::StatusOr<std::string> image_sha256 = HashOfImage(image_path);
    std::optional<absl::StatusOr<Volume>> image;
    for (const auto& [mask_path, chosen] : by_mask) {
      const absl::StatusOr<std::string> mask_sha256 = HashOfImage(mask_path);
      ImageWithMask files(image_path, mask_path, image);
      for (const std::size_t i : chosen) {
        ExtractedPart& part = rows[i]->parts[image_];
        part.image_sha256 = image_sha256.value_or("");
        part.mask_sha256 = mask_sha256.value_or("");
        absl::StatusOr<CaseFeatures> features = Guarded(*rows[i], *regions[i], files);
        part.error = features.status();
        if (features.ok()) part.features = *std::move(features);
      }
    }
  }

  std::size_t known() const { return known_; }

 private:
  const ManifestImage& FilesOf(const ExtractedRow& row) const {
    return plan_.manifest.cases[row.case_index].images[image_];
  }

  absl::StatusOr<CaseFeatures> Guarded(const ExtractedRow& row, const ManifestRegion& region,
                                       ImageWithMask& files) {
    try {
      return Extract(row, region, files);
    } catch (const std::bad_alloc&) {
      return absl::ResourceExhaustedError(absl::StrCat("image ", FilesOf(row).image, ": not enough memory"));
    } catch (const std::exception& error) {
      return absl::InternalError(absl::StrCat("image ", FilesOf(row).image, ": ", error.what()));
    }
  }

  absl::StatusOr<CaseFeatures> Extract(const ExtractedRow& row, const ManifestRegion& region,
                                       ImageWithMask& files) {
    const ExtractedPart& part = row.parts[image_];
    const ExtractionSettings& settings = *plan_.settings[image_];
    const FeatureKey key{part.image_sha256, part.mask_sha256, plan_.settings_sha256[image_],
                         LabelOf(region, settings)};
    const bool storable = plan_.store != nullptr && !key.image_sha256.empty() && !key.mask_sha256.empty();
    std::optional<CaseFeatures> found;
    if (storable) {
      found = plan_.store->Find(key, plan_.columns[image_].diagnostics.size(),
                                plan_.columns[image_].features.size());
      if (found.has_value()) ++known_;
    }
    if (plan_.options.examine) {
      OSTEON_RETURN_IF_ERROR(files.Read());
      const ManifestCase& one = plan_.manifest.cases[row.case_index];
      const CaseRegion about{one,
                             plan_.manifest.images[image_],
                             row.reader,
                             row.region,
                             key.label,
                             FilesOf(row).image,
                             FilesOf(row).mask[row.reader - 1]};
      OSTEON_RETURN_IF_ERROR(plan_.options.examine(about, files.image(), files.mask()));
    }
    if (found.has_value()) return *std::move(found);
    OSTEON_RETURN_IF_ERROR(files.Read());
    absl::StatusOr<CaseFeatures> features = ExtractVolumes(files.image(), files.mask(), key.label, settings);
    if (!features.ok()) return files.AtBoth(features.status());
    if (storable) {
      const absl::Status stored = plan_.store->Put(key, *features);
      if (!stored.ok()) store_failed_(stored);
    }
    return features;
  }

  const ExtractionPlan& plan_;
  const std::size_t image_;
  const std::function<void(const absl::Status&)>& store_failed_;
  std::size_t known_ = 0;
};

// The errors of a row's parts as one.
absl::Status Joined(const ExtractedRow& row, const std::vector<std::string>& images) {
  absl::Status first;
  std::vector<std::string> messages;
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    const absl::Status& error = row.parts[i].error;
    if (error.ok()) continue;
    if (first.ok()) first = error;
    messages.push_back(absl::StrCat(images[i], images[i].empty() ? "" : ": ", std::string(error.message())));
  }
  return absl::Status(first.code(), absl::StrJoin(messages, "; "));
}

}  // namespace

std::int64_t LabelOf(const ManifestRegion& region, const ExtractionSettings& settings) {
  return region.label.value_or(DefaultLabel(settings));
}

std::size_t ExtractImages(const ExtractionPlan& plan, const std::vector<ExtractedRow*>& rows,
                          const std::vector<const ManifestRegion*>& regions,
                          const std::function<void(const absl::Status&)>& store_failed) {
  std::size_t known = 0;
  for (std::size_t image = 0; image < plan.manifest.images.size(); ++image) {
    ImageTask task(plan, image, store_failed);
    task.Run(rows, regions);
    known += task.known();
  }
  for (ExtractedRow* row : rows) row->error = Joined(*row, plan.manifest.images);
  return known;
}

}  // namespace osteon
