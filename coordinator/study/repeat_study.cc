#include "coordinator/study/repeat_study.h"

#include <cstdint>
#include <filesystem>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "coordinator/study/frozen_model.h"
#include "coordinator/study/study_yaml.h"
#include "coordinator/study/write_study_yaml.h"
#include "models/wire/study_wire.h"

namespace osteon {
namespace {

constexpr char kModelFile[] = "model.json";
constexpr std::size_t kLongestName = 63;

using Files = std::map<std::string, std::string>;

// Of the original's sections that which does not fit.
absl::StatusOr<models::Study> WithoutFitting(const FinishedStudy& finished, const std::string& name) {
  models::Study study = finished.study;
  study.name = name;
  study.repeats = finished.study_sha256;
  study.restart.reset();
  study.screen.clear();
  study.harmonise.reset();
  models::Validation& validation = study.validation;
  if (!validation.development && !validation.holdout && !validation.external) {
    if (validation.internal_external) {
      return absl::FailedPreconditionError(absl::StrCat(
          "study ", study.name, ": ", finished.study.name,
          " validates only by refitting with a site left out; there is nothing to repeat with its models"));
    }
    validation.development = true;  // what a study without `validate` reports
  }
  validation.internal_external = false;
  validation.bootstrap.reset();
  return study;
}

// A frozen model of the finished study, from the file that it was read from then.
absl::Status KeepFrozen(const FinishedStudy& finished, const std::string& name, models::GivenModel& given,
                        Files& files) {
  const models::FrozenOrigin origin = *given.frozen;
  for (const std::string& text : finished.other_model_files) {
    if (Sha256Hex(text) != origin.sha256) continue;
    const std::string file = absl::StrCat("model-", origin.sha256.substr(0, 12), ".json");
    files[file] = text;
    OSTEON_ASSIGN_OR_RETURN(given, ParseFrozenModel(text, file, origin.model));
    return absl::OkStatus();
  }
  return absl::NotFoundError(absl::StrCat("model ", name, " was taken from the ", origin.file, " of study ",
                                          origin.study, " (SHA-256 ", origin.sha256,
                                          "), which is not here; give that file with --model"));
}

absl::Status FreezeModels(const FinishedStudy& finished, models::Study& study, Files& files) {
  for (models::Model& model : study.models) {
    if (auto* given = std::get_if<models::GivenModel>(&model.kind)) {
      if (given->frozen) OSTEON_RETURN_IF_ERROR(KeepFrozen(finished, model.name, *given, files));
      continue;
    }
    if (!models::IsFitted(model)) continue;
    OSTEON_ASSIGN_OR_RETURN(model.kind, ParseFrozenModel(finished.model_json, kModelFile, model.name));
    files[kModelFile] = finished.model_json;
  }
  return absl::OkStatus();
}

// In the folder itself, wherever they were.
void KeepParams(models::Study& study, Files& files) {
  if (!study.extraction) return;
  for (models::ExtractionParams& params : study.extraction->params) {
    std::string file = std::filesystem::path(params.params_name).filename().string();
    const auto taken = files.find(file);
    if (file.empty() || file == kStudyFile || (taken != files.end() && taken->second != params.params_text)) {
      file = absl::StrCat("params-", params.image, params.image.empty() ? "" : "-",
                          Sha256Hex(params.params_text).substr(0, 12), ".yaml");
    }
    params.params_name = file;
    files[file] = params.params_text;
  }
}

absl::Status CheckReadsAs(const models::Study& meant, const Files& files) {
  const auto text_of = [&](const std::string& name) -> absl::StatusOr<std::string> {
    const auto found = files.find(name);
    if (found == files.end()) return absl::NotFoundError(absl::StrCat(name, " is not written"));
    return found->second;
  };
  const auto frozen = [&](const std::string& file,
                          const std::string& name) -> absl::StatusOr<models::GivenModel> {
    OSTEON_ASSIGN_OR_RETURN(const std::string text, text_of(file));
    return ParseFrozenModel(text, file, name);
  };
  const absl::StatusOr<models::Study> read =
      ParseStudyYaml(files.at(kStudyFile), kStudyFile, text_of, frozen);
  if (read.ok() && models::SerialiseStudy(*read) == models::SerialiseStudy(meant)) return absl::OkStatus();
  // What the finished study could be, its repetition can be too, but for what the new name or hash brings.
  if (!read.ok() && absl::IsInvalidArgument(read.status())) return read.status();
  return absl::InternalError(absl::StrCat("the study file written for ", meant.name,
                                          " does not say what is meant",
                                          read.ok() ? "" : absl::StrCat(": ", read.status().message())));
}

}  // namespace

std::string NameOfRepetition(const std::string& study) {
  const std::size_t dash = study.rfind('-');
  std::uint32_t number = 0;
  std::string stem = study;
  if (dash != std::string::npos && dash > 0 && study[dash + 1] != '0' &&
      absl::SimpleAtoi(study.substr(dash + 1), &number) && number > 1 && number < 1000000) {
    stem = study.substr(0, dash);
  } else {
    number = 1;
  }
  const std::string end = absl::StrCat("-", number + 1);
  return absl::StrCat(stem.substr(0, kLongestName - end.size()), end);
}

absl::StatusOr<Files> RepeatStudy(const FinishedStudy& finished, const std::string& name) {
  OSTEON_ASSIGN_OR_RETURN(models::Study study, WithoutFitting(finished, name));
  Files files;
  OSTEON_RETURN_IF_ERROR(FreezeModels(finished, study, files));
  KeepParams(study, files);
  OSTEON_ASSIGN_OR_RETURN(files[kStudyFile], WriteStudyYaml(study));
  OSTEON_RETURN_IF_ERROR(CheckReadsAs(study, files));
  return files;
}

}  // namespace osteon
