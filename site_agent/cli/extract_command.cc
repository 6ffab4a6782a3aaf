#include "site_agent/cli/extract_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/feature_table.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/quality/quality_review.h"

namespace osteon {
namespace {

constexpr int kRefused = 1, kWrongUsage = 2;

struct ExtractArguments {
  std::string image, mask, manifest, params, out, qa;
  std::int64_t label = 0;  // 0: the settings' label
  int jobs = 0;            // 0: one a processor, at most four
};

void Say(const std::string& text) {
  std::fprintf(stderr, "osteon-agent: %s\n", absl::StrReplaceAll(text, {{"\n", "\n  "}}).c_str());
}

// A bar that is written over on a terminal; elsewhere a line a tenth of the way. Failures are lines in both.
class ProgressLine {
 public:
  void Show(const ExtractProgress& progress) {
    if (!progress.status.ok()) {
      if (terminal_) std::fputs("\r\033[K", stderr);
      Say(absl::StrCat("patient ", progress.one.patient_id, ": ", std::string(progress.status.message())));
    }
    const double part = static_cast<double>(progress.done) / static_cast<double>(progress.total);
    const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double left = elapsed / part - elapsed;
    if (terminal_) {
      const auto filled = static_cast<std::size_t>(part * 30);
      std::fprintf(stderr, "\r\033[K[%s%s] %zu of %zu, about %.0f s left", std::string(filled, '#').c_str(),
                   std::string(30 - filled, ' ').c_str(), progress.done, progress.total, left);
      if (progress.done == progress.total) std::fputs("\r\033[K", stderr);
    } else if (progress.total >= 10 && progress.done * 10 / progress.total > tenths_) {
      tenths_ = progress.done * 10 / progress.total;
      Say(absl::StrFormat("%d of %d cases, about %.0f s left", progress.done, progress.total, left));
    }
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) != 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::size_t tenths_ = 0;
};

// What is wrong with the combination of options; empty when nothing is.
std::string UsageProblem(const ExtractArguments& arguments) {
  const bool single = !arguments.image.empty() || !arguments.mask.empty();
  if (single && !arguments.manifest.empty()) return "give --image and --mask, or --manifest, not both";
  if (!single && arguments.manifest.empty()) return "give --image and --mask, or --manifest";
  if (single && (arguments.image.empty() || arguments.mask.empty()))
    return "--image and --mask belong together";
  if (!arguments.manifest.empty() && arguments.label != 0) {
    return "with --manifest the label is a column of the manifest, or `label` in the parameter file";
  }
  if (single && arguments.jobs != 0) return "--jobs belongs to --manifest";
  return "";
}

absl::StatusOr<Manifest> CasesOf(const ExtractArguments& arguments) {
  if (!arguments.manifest.empty()) return ReadManifest(arguments.manifest);
  ManifestCase one;
  one.patient_id = std::filesystem::path(arguments.image).filename().string();
  one.image = arguments.image;
  one.mask = arguments.mask;
  if (arguments.label != 0) one.label = arguments.label;
  return Manifest{{}, {one}};
}

// `reviewed`: how writing image QA went, which is no reason not to write features.
absl::StatusOr<ExtractedTable> Run(const ExtractArguments& arguments, absl::Status* reviewed) {
  OSTEON_ASSIGN_OR_RETURN(const ExtractionSettings settings, ReadExtractionSettings(arguments.params));
  OSTEON_ASSIGN_OR_RETURN(const Manifest manifest, CasesOf(arguments));
  ProgressLine line;
  ExtractOptions options;
  options.jobs = arguments.jobs != 0
                     ? arguments.jobs
                     : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
  std::unique_ptr<quality::QualityReview> review;
  if (!arguments.qa.empty()) {
    OSTEON_ASSIGN_OR_RETURN(review, quality::QualityReview::Begin(arguments.qa));
    options.examine = [&](const CaseRegion& region, const Volume& image, const Volume& mask) {
      review->Examine(region, image, mask);
      return absl::OkStatus();
    };
  }
  options.progress = [&](const ExtractProgress& progress) {
    if (review != nullptr && !progress.status.ok()) review->Fail(progress.one, progress.status);
    line.Show(progress);
  };
  OSTEON_ASSIGN_OR_RETURN(ExtractedTable table, ExtractManifest(manifest, settings, options));
  OSTEON_RETURN_IF_ERROR(WriteFeatureTable(arguments.out, table, settings));
  if (review != nullptr) {
    const std::string& subject = arguments.manifest.empty() ? arguments.image : arguments.manifest;
    *reviewed = review->Finish(std::filesystem::path(subject).filename().string());
  }
  return table;
}

int RunExtract(const ExtractArguments& arguments) {
  if (const std::string problem = UsageProblem(arguments); !problem.empty()) {
    Say(absl::StrCat(problem, "\nsee osteon-agent extract --help"));
    return kWrongUsage;
  }
  absl::Status reviewed;
  const absl::StatusOr<ExtractedTable> table = Run(arguments, &reviewed);
  if (!table.ok()) {
    Say(absl::StrCat(std::string(table.status().message()), "\nnothing was written"));
    return kRefused;
  }
  const std::size_t good = table->rows.size() - table->failed;
  Say(absl::StrFormat("%d of %d cases, %d features each: %s", good, table->rows.size(),
                      table->features.size(), arguments.out));
  if (!arguments.qa.empty()) {
    Say(absl::StrCat("image QA: ", reviewed.ok()
                                       ? (std::filesystem::path(arguments.qa) / "index.html").string()
                                       : std::string(reviewed.message())));
  }
  if (table->failed == 0) return reviewed.ok() ? 0 : kRefused;
  Say(absl::StrFormat("%d of %d cases failed; column `error` says why", table->failed, table->rows.size()));
  return kRefused;
}

}  // namespace

void AddExtractCommand(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<ExtractArguments>();
  CLI::App* command = app.add_subcommand("extract", "Radiomic features of images, with no server");
  command->add_option("--image", arguments->image, "Image: .nii, .nii.gz, .nrrd, .nhdr, .mha or .mhd")
      ->type_name("FILE");
  command->add_option("--mask", arguments->mask, "Mask on the same grid")->type_name("FILE");
  command
      ->add_option("--label", arguments->label,
                   "Label of the region in the mask [the parameter file's, or 1]")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{4294967295}));
  command
      ->add_option("--manifest", arguments->manifest,
                   "CSV with columns patient_id, image, mask and maybe label")
      ->type_name("FILE");
  command->add_option("--params", arguments->params, "PyRadiomics parameter file")
      ->type_name("FILE")
      ->required();
  command->add_option("--out", arguments->out, "CSV to write; FILE.provenance.json comes beside it")
      ->type_name("FILE")
      ->required();
  command
      ->add_option("--qa", arguments->qa,
                   "Folder for image QA: index.html to leaf through, qa.csv, a picture a region")
      ->type_name("DIR");
  command->add_option("--jobs", arguments->jobs, "Cases at a time [processors, at most 4]")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command->footer(
      "Examples:\n"
      "  osteon-agent extract --image ct.nii.gz --mask roi.nii.gz --params params.yaml --out features.csv\n"
      "  osteon-agent extract --manifest cohort.csv --params params.yaml --out features.csv --jobs 8\n"
      "Exit codes: 0 done, 1 a case failed or a file was refused, 2 wrong usage.");
  command->callback([arguments, exit_code] { *exit_code = RunExtract(*arguments); });
}

}  // namespace osteon
