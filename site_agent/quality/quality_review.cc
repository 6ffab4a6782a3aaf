#include "site_agent/quality/quality_review.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "site_agent/quality/assess.h"
#include "site_agent/quality/labelled_region.h"
#include "site_agent/quality/quality_csv.h"
#include "site_agent/quality/quality_page.h"

namespace osteon::quality {
namespace {

constexpr char kPage[] = "index.html", kTable[] = "qa.csv";
constexpr char kPicturePrefix[] = "case-", kPictureSuffix[] = ".png";
constexpr std::size_t kPictureDigits = 16;

// Of digits only, so that nothing that stands in a manifest becomes a file name; the same in every run.
std::string PictureName(const QualityCase& one) {
  const std::string key = absl::StrCat(one.line, "\n", one.patient_id, "\n", one.image_name, "\n", one.region,
                                       "\n", one.reader, "\n", one.image_path, "\n", one.mask_path);
  return absl::StrCat(kPicturePrefix, Sha256Hex(key).substr(0, kPictureDigits), kPictureSuffix);
}

bool IsPictureName(absl::string_view name) {
  return absl::ConsumePrefix(&name, kPicturePrefix) && absl::ConsumeSuffix(&name, kPictureSuffix) &&
         name.size() == kPictureDigits && std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isxdigit(static_cast<unsigned char>(c));
         });
}

absl::Status RemoveEarlierReview(const std::string& folder) {
  const std::filesystem::path path = folder;
  const absl::StatusOr<std::string> page = ReadFile((path / kPage).string());
  if (!page.ok() && !absl::IsNotFound(page.status())) return page.status();
  if (page.ok() && !absl::StrContains(*page, kQualityPageMark)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " holds an index.html that image QA has not written; name another folder"));
  }
  std::error_code error;
  std::vector<std::filesystem::path> old = {path / kPage};
  if (page.ok()) old.push_back(path / kTable);
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (IsPictureName(entry.path().filename().string())) old.push_back(entry.path());
  }
  for (const auto& file : old) {
    if (!error) std::filesystem::remove(file, error);
  }
  if (error) return absl::UnavailableError(absl::StrCat("cannot clear ", folder, ": ", error.message()));
  return absl::OkStatus();
}

auto Place(const QualityCase& one) {
  return std::tie(one.line, one.patient_id, one.image_name, one.region, one.reader);
}

}  // namespace

absl::StatusOr<std::unique_ptr<QualityReview>> QualityReview::Begin(std::string folder,
                                                                    const Manifest& manifest) {
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
  OSTEON_RETURN_IF_ERROR(RemoveEarlierReview(folder));
  return std::unique_ptr<QualityReview>(new QualityReview(std::move(folder), manifest));
}

void QualityReview::Examine(const CaseRegion& region, const Volume& image, const Volume& mask) {
  QualityCase one;
  one.line = region.one.line;
  one.patient_id = region.one.patient_id;
  one.image_name = region.image_name;
  one.region = region.region;
  one.reader = region.reader;
  one.image_path = region.image_path;
  one.mask_path = region.mask_path;
  std::optional<Region> found;
  if (mask.grid.size == image.grid.size) found = FindRegion(image, mask, region.label);
  one.facts = FactsOf(image, found);
  absl::Status written;
  if (found) {
    Montage montage = DrawMontage(image, *found, *one.facts);
    const absl::StatusOr<std::string> png = EncodePng(montage.picture);
    const std::string name = PictureName(one);
    written = png.ok() ? WriteFileAtomically((std::filesystem::path(folder_) / name).string(), *png,
                                             FileMode::kSecret)
                       : png.status();
    if (written.ok()) {
      one.montage = {name, montage.picture.width, montage.picture.height, std::move(montage.tiles),
                     std::move(montage.window)};
    }
  }
  const std::scoped_lock lock(mutex_);
  cases_.push_back(std::move(one));
  written_.Update(written);
}

void QualityReview::NoteErrors(const ExtractedRow& row) {
  const ManifestCase& one = manifest_.cases[row.case_index];
  for (std::size_t image = 0; image < row.parts.size(); ++image) {
    if (row.parts[image].error.ok()) continue;
    QualityCase failed;
    failed.line = row.line;
    failed.patient_id = row.patient_id;
    failed.image_name = manifest_.images[image];
    failed.region = row.region;
    failed.reader = row.reader;
    failed.image_path = one.images[image].image;
    failed.mask_path = one.images[image].mask[row.reader - 1];
    failed.error = std::string(row.parts[image].error.message());
    const std::scoped_lock lock(mutex_);
    failures_.push_back(std::move(failed));
  }
}

absl::StatusOr<ReviewCounts> QualityReview::Finish(const std::string& subject) {
  const std::scoped_lock lock(mutex_);
  const auto before = [](const QualityCase& a, const QualityCase& b) { return Place(a) < Place(b); };
  std::sort(cases_.begin(), cases_.end(), before);
  const auto examined = static_cast<std::ptrdiff_t>(cases_.size());
  for (QualityCase& failed : failures_) {
    const auto end = cases_.begin() + examined;
    const auto found = std::lower_bound(cases_.begin(), end, failed, before);
    if (found != end && Place(*found) == Place(failed)) {
      found->error = std::move(failed.error);
    } else {
      cases_.push_back(std::move(failed));
    }
  }
  std::sort(cases_.begin(), cases_.end(), before);
  Assess(cases_);
  OSTEON_RETURN_IF_ERROR(written_);
  const std::filesystem::path folder = folder_;
  OSTEON_RETURN_IF_ERROR(
      WriteFileAtomically((folder / kTable).string(), QualityCsv(cases_), FileMode::kSecret));
  OSTEON_RETURN_IF_ERROR(
      WriteFileAtomically((folder / kPage).string(), QualityPage(cases_, subject), FileMode::kSecret));
  ReviewCounts counts;
  counts.cases = cases_.size();
  counts.flagged =
      static_cast<std::size_t>(std::count_if(cases_.begin(), cases_.end(), [](const QualityCase& one) {
        return one.error.empty() && !one.findings.empty();
      }));
  return counts;
}

}  // namespace osteon::quality
