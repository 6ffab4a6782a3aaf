#include "site_agent/extraction/run_extraction.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/feature_store.h"
#include "site_agent/extraction/feature_table.h"

namespace osteon {
namespace {

// Empty where no image's features have codes.
std::string CodesCsv(const ExtractedTable& table, const std::vector<SettingsFile>& settings) {
  std::string text;
  for (std::size_t i = 0; i < table.images.size(); ++i) {
    const ImageColumns& image = table.images[i];
    const std::vector<std::string> codes =
        FeatureCodes(settings.size() == 1 ? settings.front().settings : settings[i].settings);
    for (std::size_t j = 0; j < codes.size(); ++j) {
      text += CsvLine({absl::StrCat(image.name, image.name.empty() ? "" : "_", image.features[j]), codes[j]});
    }
  }
  return text.empty() ? "" : CsvLine({"feature", "ibsi_code"}) + text;
}

// Before hours of work.
absl::Status CheckFolder(const std::string& out) {
  const std::filesystem::path folder = std::filesystem::absolute(out).parent_path();
  std::error_code ignored;
  if (std::filesystem::is_directory(out, ignored)) {
    return absl::InvalidArgumentError(absl::StrCat(out, " is a folder; name a file in it"));
  }
  if (std::filesystem::is_directory(folder, ignored)) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat(out, ": there is no folder ", folder.string()));
}

// A slip of the command line must not cost somebody's images.
absl::Status CheckNothingIsOverwritten(const ExtractionRun& run) {
  std::error_code ignored;
  if (!std::filesystem::exists(run.out, ignored)) return absl::OkStatus();
  const auto is_out = [&](const std::string& file) {
    return !file.empty() && std::filesystem::equivalent(file, run.out, ignored);
  };
  const auto error = [&](const char* what) {
    return absl::InvalidArgumentError(
        absl::StrCat(run.out, " is ", what, " of this run and would be overwritten; write to another file"));
  };
  if (is_out(run.manifest.file)) return error("the manifest");
  for (const SettingsFile& file : run.settings) {
    if (is_out(file.name)) return error("a parameter file");
  }
  for (const ManifestCase& one : run.manifest.cases) {
    for (const ManifestImage& image : one.images) {
      if (is_out(image.image)) return error("an image");
      if (std::any_of(image.mask.begin(), image.mask.end(), is_out)) return error("a mask");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPartial(const FeatureStore& partial, const ExtractionRun& run) {
  std::error_code ignored;
  if (run.resume || !std::filesystem::exists(partial.folder(), ignored)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(partial.folder(), " is there, with ", partial.Count(),
                   " finished results of a run that did not end\nadd --resume to go on from it, or remove "
                   "the folder to begin anew"));
}

}  // namespace

absl::StatusOr<ExtractedTable> RunExtraction(ExtractionRun run) {
  const FeatureStore partial(absl::StrCat(run.out, ".partial"));
  OSTEON_RETURN_IF_ERROR(CheckFolder(run.out));
  OSTEON_RETURN_IF_ERROR(CheckNothingIsOverwritten(run));
  if (run.cache.empty()) OSTEON_RETURN_IF_ERROR(CheckPartial(partial, run));
  if (run.wide) OSTEON_RETURN_IF_ERROR(CheckWide(run.manifest));
  run.options.store = run.cache.empty() ? partial.folder() : run.cache;
  std::vector<ExtractionSettings> settings;
  for (const SettingsFile& file : run.settings) settings.push_back(file.settings);
  OSTEON_ASSIGN_OR_RETURN(ExtractedTable table, ExtractManifest(run.manifest, settings, run.options));

  OSTEON_RETURN_IF_ERROR(
      WriteFileAtomically(absl::StrCat(run.out, ".provenance.json"),
                          ProvenanceJson(table, run.manifest, run.settings, run.options.shard, run.wide)));
  if (const std::string codes = CodesCsv(table, run.settings); !codes.empty()) {
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(run.out, ".codes.csv"), codes));
  } else {
    std::error_code ignored;  // an earlier table's codes would seem to be this one's
    std::filesystem::remove(absl::StrCat(run.out, ".codes.csv"), ignored);
  }
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(
      run.out, CsvText(run.wide ? WideTable(table, WithDiagnostics::kYes) : LongTable(table))));
  if (run.cache.empty()) partial.Remove();
  return table;
}

}  // namespace osteon
