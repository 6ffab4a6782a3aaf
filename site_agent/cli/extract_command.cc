#include "site_agent/cli/extract_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/extract_progress.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/extraction/memory_need.h"
#include "site_agent/extraction/merge_shards.h"
#include "site_agent/extraction/run_extraction.h"
#include "site_agent/quality/quality_review.h"

namespace osteon {
namespace {

constexpr int kRefused = 1, kWrongUsage = 2;

struct ExtractArguments {
  std::string image, mask, manifest, out, cache, shard, qa;
  std::vector<std::string> params, merge;
  std::int64_t label = 0;    // 0: the settings' label
  int jobs = 0;              // 0: one a processor, at most four
  std::uint64_t memory = 0;  // bytes; 0: DefaultMemoryLimit
  bool wide = false, resume = false;
};

// "2/8"; nullopt when it is written otherwise.
std::optional<Shard> ShardOf(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('/', 1));
  Shard shard;
  if (!absl::SimpleAtoi(parts.first, &shard.index) || !absl::SimpleAtoi(parts.second, &shard.count) ||
      shard.index < 1 || shard.index > shard.count) {
    return std::nullopt;
  }
  return shard;
}

// Makes "8G" the number of its bytes; what is wrong with it otherwise.
std::string ToBytes(std::string& text) {
  const std::string written = text;
  std::uint64_t bytes = 0;
  try {
    if (CLI::AsSizeValue(false)(text).empty() && absl::SimpleAtoi(text, &bytes) && bytes > 0) return "";
  } catch (const CLI::ValidationError&) {  // a unit that is none
  }
  return absl::StrCat("a size is written 8G or 500M, not '", written, "'");
}

// What is wrong with the combination of options; empty when nothing is.
std::string UsageProblem(const ExtractArguments& arguments) {
  const bool single = !arguments.image.empty() || !arguments.mask.empty();
  const bool manifest = !arguments.manifest.empty();
  if (!arguments.merge.empty()) {
    return single || manifest || !arguments.params.empty() || !arguments.shard.empty() ||
                   !arguments.qa.empty() || !arguments.cache.empty() || arguments.label != 0 ||
                   arguments.jobs != 0 || arguments.memory != 0 || arguments.wide || arguments.resume
               ? "--merge takes the tables of shards and --out, and nothing else"
               : "";
  }
  if (single && manifest) return "give --image and --mask, or --manifest, not both";
  if (!single && !manifest) return "give --image and --mask, or --manifest, or --merge";
  if (single && (arguments.image.empty() || arguments.mask.empty()))
    return "--image and --mask belong together";
  if (arguments.params.empty()) return "--params is needed: what to compute";
  if (manifest && arguments.label != 0) {
    return "with --manifest the label is a column of the manifest, or `label` in the parameter file";
  }
  if (single && arguments.jobs != 0) return "--jobs belongs to --manifest";
  if (single && !arguments.shard.empty()) return "--shard belongs to --manifest";
  if (!arguments.shard.empty() && !ShardOf(arguments.shard).has_value()) {
    return absl::StrCat("--shard is written i/n, with i from 1 to n, not '", arguments.shard, "'");
  }
  return "";
}

absl::StatusOr<Manifest> CasesOf(const ExtractArguments& arguments) {
  if (!arguments.manifest.empty()) return ReadManifest(arguments.manifest);
  ManifestCase one;
  one.patient_id = std::filesystem::path(arguments.image).filename().string();
  one.images = {{arguments.image, {arguments.mask}}};
  one.regions.emplace_back();
  if (arguments.label != 0) one.regions.front().label = arguments.label;
  Manifest manifest;
  manifest.cases = {std::move(one)};
  return manifest;
}

// One file for all images, or NAME=FILE for each.
absl::StatusOr<std::vector<SettingsFile>> SettingsOf(const std::vector<std::string>& params,
                                                     const std::vector<std::string>& images) {
  if (params.size() == 1 && (images.front().empty() || !absl::StrContains(params.front(), '='))) {
    OSTEON_ASSIGN_OR_RETURN(ExtractionSettings settings, ReadExtractionSettings(params.front()));
    return std::vector<SettingsFile>{{params.front(), std::move(settings)}};
  }
  if (images.front().empty()) {
    return absl::InvalidArgumentError("a patient has one image: --params is given once");
  }
  std::vector<std::string> files(images.size());
  for (const std::string& param : params) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(param, absl::MaxSplits('=', 1));
    const auto image = std::find(images.begin(), images.end(), parts.first);
    std::string& file =
        image == images.end() ? files.front() : files[static_cast<std::size_t>(image - images.begin())];
    if (image == images.end() || parts.second.empty() || !file.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--params ", param,
                       ": with several images --params is one file for all, or NAME=FILE once for each of ",
                       absl::StrJoin(images, ", ")));
    }
    file = parts.second;
  }
  std::vector<SettingsFile> settings;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (files[i].empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--params ", images[i], "=FILE is missing"));
    }
    OSTEON_ASSIGN_OR_RETURN(ExtractionSettings one, ReadExtractionSettings(files[i]));
    settings.push_back({files[i], std::move(one)});
  }
  return settings;
}

// What a study, or a colleague, compares.
std::string HashesOf(const ExtractionRun& run) {
  if (run.settings.size() == 1) return absl::StrCat("settings ", SettingsHash(run.settings.front().settings));
  std::vector<std::string> hashes;
  for (std::size_t i = 0; i < run.settings.size(); ++i) {
    hashes.push_back(
        absl::StrCat("settings of ", run.manifest.images[i], " ", SettingsHash(run.settings[i].settings)));
  }
  return absl::StrJoin(hashes, "\n");
}

absl::StatusOr<ExtractionRun> RunOf(const ExtractArguments& arguments) {
  ExtractionRun run;
  OSTEON_ASSIGN_OR_RETURN(run.manifest, CasesOf(arguments));
  OSTEON_ASSIGN_OR_RETURN(run.settings, SettingsOf(arguments.params, run.manifest.images));
  run.out = arguments.out;
  run.wide = arguments.wide;
  run.resume = arguments.resume;
  run.cache = arguments.cache;
  run.options.jobs = arguments.jobs != 0
                         ? arguments.jobs
                         : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
  run.options.memory_bytes = arguments.memory != 0 ? arguments.memory : DefaultMemoryLimit();
  if (!arguments.shard.empty()) run.options.shard = *ShardOf(arguments.shard);
  return run;
}

int Refused(const absl::Status& status, const char* consequence = "nothing was written") {
  SayToPeople(absl::StrCat(std::string(status.message()), "\n", consequence));
  return kRefused;
}

// Without the FILE.codes.csv beside a table, which a shell's part*.csv takes along.
std::vector<std::string> TablesOf(const std::vector<std::string>& files) {
  std::vector<std::string> tables;
  for (const std::string& file : files) {
    absl::string_view table = file;
    const bool codes = absl::ConsumeSuffix(&table, ".codes.csv");
    if (!codes || std::find(files.begin(), files.end(), table) == files.end()) tables.push_back(file);
  }
  return tables;
}

int Merge(const ExtractArguments& arguments) {
  const std::vector<std::string> tables = TablesOf(arguments.merge);
  const absl::StatusOr<MergedShards> merged = MergeShards(tables, arguments.out);
  if (!merged.ok()) return Refused(merged.status());
  SayToPeople(absl::StrFormat("%d rows of %d shards: %s", merged->rows, tables.size(), arguments.out));
  if (merged->failed == 0) return 0;
  SayToPeople(absl::StrFormat("%d of %d rows failed; column `error` says why", merged->failed, merged->rows));
  return kRefused;
}

// Whether it could be written; that it could not is no reason not to have features.
bool FinishReview(quality::QualityReview& review, const ExtractArguments& arguments) {
  const std::string& reviewed = arguments.manifest.empty() ? arguments.image : arguments.manifest;
  const absl::StatusOr<quality::ReviewCounts> counts =
      review.Finish(std::filesystem::path(reviewed).filename().string());
  SayToPeople(counts.ok() ? absl::StrFormat("image QA, %d of %d flagged: %s", counts->flagged, counts->cases,
                                            (std::filesystem::path(arguments.qa) / "index.html").string())
                          : absl::StrCat("image QA: ", std::string(counts.status().message())));
  return counts.ok();
}

int RunExtract(const ExtractArguments& arguments) {
  if (const std::string problem = UsageProblem(arguments); !problem.empty()) {
    SayToPeople(absl::StrCat(problem, "\nsee osteon-agent extract --help"));
    return kWrongUsage;
  }
  if (!arguments.merge.empty()) return Merge(arguments);
  absl::StatusOr<ExtractionRun> run = RunOf(arguments);
  if (!run.ok()) return Refused(run.status());
  std::unique_ptr<quality::QualityReview> review;
  if (!arguments.qa.empty()) {
    absl::StatusOr<std::unique_ptr<quality::QualityReview>> begun =
        quality::QualityReview::Begin(arguments.qa, run->manifest);
    if (!begun.ok()) return Refused(begun.status());
    review = *std::move(begun);
    run->options.examine = [&](const CaseRegion& region, const Volume& image, const Volume& mask) {
      review->Examine(region, image, mask);
      return absl::OkStatus();
    };
  }
  ProgressLine line;
  run->options.progress = [&](const ExtractProgress& progress) {
    if (review != nullptr) review->NoteErrors(progress.row);
    line.Show(progress);
  };
  run->options.notice = [&](const std::string& text) { line.Notice(text); };
  const absl::StatusOr<ExtractedTable> table = RunExtraction(*run);
  if (!table.ok()) return Refused(table.status(), "no table was written");
  if (table->failed > 0) {
    SayToPeople(absl::StrFormat("%d of %d rows failed; column `error` says why\n%s", table->failed,
                                table->rows.size(),
                                absl::StrJoin(FailuresByReason(*table, run->manifest), "\n")));
  }
  SayToPeople(
      absl::StrFormat("%d of %d rows, %d features each%s: %s\n%s", table->rows.size() - table->failed,
                      table->rows.size(), table->features_per_row,
                      table->known == 0 ? "" : absl::StrCat(" (", table->known, " known from before)"),
                      arguments.out, HashesOf(*run)));
  const bool reviewed = review == nullptr || FinishReview(*review, arguments);
  return table->failed == 0 && reviewed ? 0 : kRefused;
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
      ->add_option(
          "--manifest", arguments->manifest,
          "CSV with columns patient_id, image, mask and maybe label, mask_2; or image_NAME, mask_NAME, ...")
      ->type_name("FILE");
  command
      ->add_option(
          "--params", arguments->params,
          "Parameter file, PyRadiomics' or IBSI's; with several images one for all, or NAME=FILE for each")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--out", arguments->out, "CSV to write; FILE.provenance.json comes beside it")
      ->type_name("FILE")
      ->required();
  command
      ->add_option("--qa", arguments->qa,
                   "Folder for image QA: index.html to leaf through, qa.csv, a picture a region")
      ->type_name("DIR");
  command->add_flag("--wide", arguments->wide,
                    "One row per patient: REGION__feature, and feature__r2 of the second reader");
  command->add_option("--jobs", arguments->jobs, "Cases at a time [processors, at most 4]")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option(
          "--memory", arguments->memory,
          "What the cases in work may need together, such as 8G; a larger one runs alone [half of the "
          "memory there is]")
      ->type_name("SIZE")
      ->transform(CLI::Validator(ToBytes, ""));
  command->add_option("--cache", arguments->cache, "Folder of features computed before, made when needed")
      ->type_name("FOLDER");
  command->add_flag("--resume", arguments->resume, "Go on from what a run that was killed has left");
  command->add_option("--shard", arguments->shard, "Only the i-th of n parts of the manifest's patients")
      ->type_name("i/n");
  command->add_option("--merge", arguments->merge, "Tables of all shards, to be made one")
      ->type_name("FILES");
  command->footer(
      "Examples:\n"
      "  osteon-agent extract --image ct.nii.gz --mask roi.nii.gz --params params.yaml --out features.csv\n"
      "  osteon-agent extract --manifest cohort.csv --params params.yaml --out features.csv --jobs 8 "
      "--resume\n"
      "  osteon-agent extract --manifest cohort.csv --params t1=t1.yaml --params t2=t2.yaml --out wide.csv "
      "--wide\n"
      "  osteon-agent extract --manifest cohort.csv --params params.yaml --out part2.csv --shard 2/8\n"
      "  osteon-agent extract --merge part*.csv --out features.csv\n"
      "Exit codes: 0 done, 1 a case failed or a file was refused, 2 wrong usage.");
  command->callback([arguments, exit_code] { *exit_code = RunExtract(*arguments); });
}

}  // namespace osteon
