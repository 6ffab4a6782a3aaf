#include "site_agent/extraction/extract_manifest.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

// A thread must not end by an exception (memory that ran out in a feature, say): it becomes the case's error.
absl::StatusOr<CaseFeatures> ExtractGuarded(const ManifestCase& one, std::int64_t label,
                                            const ExtractionSettings& settings,
                                            const ExtractOptions& options) {
  ExamineVolumes examine;
  if (options.examine) {
    examine = [&](const Volume& image, const Volume& mask) {
      return options.examine({one, "", 1, absl::StrCat(label), label, one.image, one.mask}, image, mask);
    };
  }
  try {
    return ExtractCase(one.image, one.mask, label, settings, examine);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(absl::StrCat("image ", one.image, ": not enough memory"));
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("image ", one.image, ": ", error.what()));
  }
}

}  // namespace

absl::StatusOr<ExtractedTable> ExtractManifest(const Manifest& manifest, const ExtractionSettings& settings,
                                               const ExtractOptions& options) {
  if (options.jobs < 1)
    return absl::InvalidArgumentError(absl::StrCat("jobs must be 1 or more, not ", options.jobs));
  ExtractedTable table;
  table.carried = manifest.carried;
  table.diagnostics = DiagnosticNames(settings);
  table.features = FeatureNames(settings);
  if (table.features.empty()) return absl::InvalidArgumentError("the settings name no feature to compute");
  table.rows.resize(manifest.cases.size());

  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // of `done`, `table.failed` and the progress function
  std::size_t done = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < manifest.cases.size(); i = next++) {
      const ManifestCase& one = manifest.cases[i];
      const std::int64_t label = one.label.value_or(DefaultLabel(settings));
      absl::StatusOr<CaseFeatures> features = ExtractGuarded(one, label, settings, options);
      ExtractedRow& row = table.rows[i];
      row.patient_id = one.patient_id;
      row.region = absl::StrCat(label);
      row.carried = one.carried;
      row.error = features.status();
      if (features.ok()) {
        row.diagnostics = std::move(features->diagnostics);
        row.values = std::move(features->values);
      }
      const std::scoped_lock lock(mutex);
      ++done;
      if (!row.error.ok()) ++table.failed;
      if (options.progress) options.progress({done, table.failed, manifest.cases.size(), one, row.error});
    }
  };
  const std::size_t threads = std::min(static_cast<std::size_t>(options.jobs), manifest.cases.size());
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
    work();
  }
  return table;
}

}  // namespace osteon
