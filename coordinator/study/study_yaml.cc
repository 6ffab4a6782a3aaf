#include "coordinator/study/study_yaml.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/config/yaml.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/study/frozen_model.h"
#include "coordinator/study/study_sections.h"
#include "models/study/problems.h"

namespace osteon {
namespace {

using Kind = YamlNode::Kind;

constexpr std::size_t kMaxStudyBytes = std::size_t{1} << 22;
constexpr std::size_t kMaxParamsBytes = std::size_t{1} << 20;

void ReadOutcome(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "outcome", problems);
  study.outcome_column = map.RequiredText("column").value_or("");
  study.outcome_positive = map.RequiredText("positive").value_or("");
  map.RefuseOtherKeys();
}

void ReadMaxWaitDays(double days, const YamlNode& node, models::Study& study, YamlProblems& problems) {
  if (days >= 1 && days <= models::kLongestMaxWaitDays && days == std::floor(days)) {
    study.max_wait_days = static_cast<std::uint32_t>(days);
    return;
  }
  problems.Add(node, absl::StrCat("max_wait_days: ", Describe(node),
                                  "; needs a whole number of days from 1 to ", models::kLongestMaxWaitDays));
}

void ReadSites(const YamlNode& node, models::Study& study, YamlProblems& problems) {
  YamlMap map(node, "sites", problems);
  if (const YamlNode* sites = map.Optional("development")) {
    study.development = ReadTexts(*sites, "development", problems);
  }
  if (const YamlNode* sites = map.Optional("external")) {
    study.external = ReadTexts(*sites, "external", problems);
  }
  map.RefuseOtherKeys();
  std::sort(study.development.begin(), study.development.end());
  std::sort(study.external.begin(), study.external.end());
}

// [low, high]; a wrong form is added to `problems` and gives nullopt.
std::optional<models::ClosedRange> ReadRange(const YamlNode* node, const std::string& what,
                                             YamlProblems& problems) {
  if (node == nullptr) return std::nullopt;
  if (node->kind != Kind::kList || node->children.size() != 2) {
    problems.Add(*node, absl::StrCat(what, ": needs a range [low, high], found ", Describe(*node)));
    return std::nullopt;
  }
  const std::optional<double> low = ReadNumber(node->children[0], what, problems);
  const std::optional<double> high = ReadNumber(node->children[1], what, problems);
  if (!low || !high) return std::nullopt;
  return models::ClosedRange{*low, *high};
}

models::ImageRequirements ReadRequirements(const YamlNode& node, YamlProblems& problems) {
  models::ImageRequirements require;
  YamlMap map(node, "require", problems);
  require.slice_thickness_mm = ReadRange(map.Optional("slice_thickness_mm"), "slice_thickness_mm", problems);
  require.in_plane_spacing_mm =
      ReadRange(map.Optional("in_plane_spacing_mm"), "in_plane_spacing_mm", problems);
  if (const YamlNode* modality = map.Optional("modality")) {
    require.modality = ReadTexts(*modality, "modality", problems);
    if (modality->kind == Kind::kList && modality->children.empty()) {
      problems.Add(*modality, "modality: the list is empty; leave it out for any modality");
    }
  }
  require.minimum_voxels = map.OptionalNumber("minimum_voxels");
  map.RefuseOtherKeys();
  return require;
}

// A file that cannot be read is a problem and has no text, so that all problems are told together.
void ReadParamsFile(const YamlNode& node, const std::string& image, const ParamsReader& read_params,
                    models::Extraction& extraction, YamlProblems& problems) {
  const std::string what = image.empty() ? "params" : absl::StrCat("params of ", image);
  const std::optional<std::string> name = ReadText(node, what, problems);
  if (!name) return;
  absl::StatusOr<std::string> text = read_params(*name);
  if (!text.ok()) {
    problems.Add(node, absl::StrCat(what, ": ", std::string(text.status().message())));
  }
  extraction.params.push_back({image, *name, text.ok() ? *std::move(text) : ""});
}

void ReadParams(const YamlNode& node, const ParamsReader& read_params, models::Extraction& extraction,
                YamlProblems& problems) {
  if (node.kind != Kind::kMap) return ReadParamsFile(node, "", read_params, extraction, problems);
  if (node.children.empty()) {
    problems.Add(node,
                 "params: names no image; needs a file, or one for each image ({t1: a.yaml, t2: b.yaml})");
  }
  for (const YamlNode& image : node.children) {
    ReadParamsFile(image, image.key, read_params, extraction, problems);
  }
  std::sort(extraction.params.begin(), extraction.params.end(),
            [](const auto& a, const auto& b) { return a.image < b.image; });
}

void ReadExtraction(const YamlNode& node, const ParamsReader& read_params, models::Study& study,
                    YamlProblems& problems) {
  const YamlNode* params = &node;
  models::Extraction extraction;
  if (node.kind != Kind::kScalar) {
    YamlMap map(node, "extraction", problems);
    params = map.Required("params");
    if (const YamlNode* require = map.Optional("require")) {
      extraction.require = ReadRequirements(*require, problems);
    }
    map.RefuseOtherKeys();
    if (params == nullptr) return;
  }
  ReadParams(*params, read_params, extraction, problems);
  study.extraction = std::move(extraction);
}

// The deepest node of `path` that is in the file, and whether that is all of the path.
struct Place {
  const YamlNode* node;
  bool whole;
};

Place Resolve(const YamlNode& root, const std::vector<std::string>& path) {
  const YamlNode* node = &root;
  for (const std::string& part : path) {
    const YamlNode* next = node->Child(part);
    for (const YamlNode& item : node->children) {
      if (node->kind != Kind::kList || next != nullptr) break;
      const YamlNode* name = item.Child("name");
      if (item.text == part || (name != nullptr && name->text == part)) next = &item;
    }
    if (next == nullptr) return {node, false};
    node = next;
  }
  return {node, true};
}

bool ToldAlready(const Place& place, const YamlProblems& problems) {
  return place.whole ? problems.Within(*place.node)
                     : problems.AmongKeysOf(*place.node) ||
                           (place.node->kind != Kind::kMap && problems.Within(*place.node));
}

bool IsDictionaryKnown(const YamlNode* cohort, const YamlProblems& problems) {
  if (cohort == nullptr || cohort->kind != Kind::kMap || problems.AmongKeysOf(*cohort)) return false;
  if (const YamlNode* features = cohort->Child("features"); features && problems.Within(*features))
    return false;
  const YamlNode* clinical = cohort->Child("clinical");
  if (clinical == nullptr) return true;
  return clinical->kind == Kind::kList &&
         std::all_of(clinical->children.begin(), clinical->children.end(), [](const YamlNode& column) {
           const YamlNode* name = column.Child("name");
           return name != nullptr && name->kind == Kind::kScalar;
         });
}

bool IsBasisKnown(models::StudyProblem::Basis basis, const YamlNode& root, const YamlProblems& problems) {
  using Basis = models::StudyProblem::Basis;
  const YamlNode* cohort = root.Child("cohort");
  const YamlNode* sites = root.Child("sites");
  switch (basis) {
    case Basis::kPlace:
      return true;
    case Basis::kSites:
      return sites != nullptr && !problems.Within(*sites);
    case Basis::kDictionary:
      return IsDictionaryKnown(cohort, problems);
    case Basis::kSplit:
      return cohort != nullptr && cohort->kind == Kind::kMap && !problems.AmongKeysOf(*cohort);
  }
  return true;
}

// Contradictions, but for those that only follow from what is told already.
void AddContradictions(const YamlNode& root, const models::Study& study, YamlProblems& problems) {
  std::vector<std::pair<const YamlNode*, std::string>> found;
  for (const models::StudyProblem& problem : models::ProblemsOf(study)) {
    const Place place = Resolve(root, problem.path);
    if (ToldAlready(place, problems) || !IsBasisKnown(problem.basis, root, problems)) continue;
    found.emplace_back(place.node, problem.message);
  }
  for (auto& [node, message] : found) problems.Add(*node, std::move(message));
}

}  // namespace

absl::StatusOr<models::Study> ParseStudyYaml(const std::string& text, const std::string& file,
                                             const ParamsReader& read_params,
                                             const FrozenReader& read_frozen) {
  YamlProblems problems(file);
  OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(text, problems));
  YamlMap map(root, "study", problems);
  if (!map.is_map()) return problems.ToStatus();
  if (const YamlNode* version = map.Required("osteon"); version != nullptr && version->text != "1") {
    return absl::InvalidArgumentError(absl::StrCat(file, ":", version->line, ":", version->column,
                                                   ": osteon: ", Describe(*version),
                                                   " is not a format that this version reads; it reads 1"));
  }
  models::Study study;
  study.name = map.RequiredText("study").value_or("");
  study.repeats = map.OptionalText("repeats").value_or("");
  if (const std::optional<double> days = map.OptionalNumber("max_wait_days")) {
    ReadMaxWaitDays(*days, *root.Child("max_wait_days"), study, problems);
  }
  if (const YamlNode* outcome = map.Required("outcome")) ReadOutcome(*outcome, study, problems);
  if (const YamlNode* cohort = map.Required("cohort")) ReadCohortSection(*cohort, study, problems);
  if (const YamlNode* sites = map.Required("sites")) ReadSites(*sites, study, problems);
  if (const YamlNode* extraction = map.Optional("extraction")) {
    ReadExtraction(*extraction, read_params, study, problems);
  }
  if (const YamlNode* harmonise = map.Optional("harmonise")) {
    ReadHarmoniseSection(*harmonise, study, problems);
  }
  if (const YamlNode* screen = map.Optional("screen")) ReadScreenSection(*screen, study, problems);
  if (const YamlNode* of_models = map.Required("models"))
    ReadModelsSection(*of_models, read_frozen, study, problems);
  if (const YamlNode* validate = map.Optional("validate")) ReadValidateSection(*validate, study, problems);
  if (const YamlNode* privacy = map.Optional("privacy")) ReadPrivacySection(*privacy, study, problems);
  if (const YamlNode* report = map.Optional("report")) ReadReportSection(*report, study, problems);
  map.RefuseOtherKeys();
  AddContradictions(root, study, problems);
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  OSTEON_RETURN_IF_ERROR(models::Validate(study));
  return study;
}

absl::StatusOr<models::Study> ReadStudy(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxStudyBytes));
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const auto read_params = [&](const std::string& name) {
    return ReadFile((folder / name).string(), kMaxParamsBytes);
  };
  const auto read_frozen = [&](const std::string& file, const std::string& name) {
    return ReadFrozenModel((folder / file).string(), name);
  };
  return ParseStudyYaml(text, path, read_params, read_frozen);
}

}  // namespace osteon
