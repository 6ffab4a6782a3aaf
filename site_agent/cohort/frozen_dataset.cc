#include "site_agent/cohort/frozen_dataset.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

using Json = nlohmann::json;

constexpr int kFormat = 1;

// Once patients were taken out the rows are in a file of another name, so that no crash leaves the wrong rows
// under the right one.
std::string DatasetPath(const std::string& folder, std::size_t taken_out) {
  const std::string name =
      taken_out == 0 ? "dataset.csv" : absl::StrCat("dataset-without-", taken_out, ".csv");
  return (std::filesystem::path(folder) / name).string();
}
std::string FreezePath(const std::string& folder) {
  return (std::filesystem::path(folder) / "freeze.json").string();
}

std::string FreezeText(const FrozenDataset& dataset) {
  Json sources = Json::array();
  for (const SourceFile& source : dataset.sources) {
    sources.push_back({{"path", source.path},
                       {"sha256", source.sha256},
                       {"size", source.size},
                       {"modified_ns", source.modified_ns}});
  }
  const models::Admission& admission = dataset.cohort.admission;
  Json json = {{"osteon_freeze", kFormat},
               {"dataset_sha256", admission.dataset_sha256},
               {"study_sha256", dataset.study_sha256},
               {"read", admission.read},
               {"excluded", admission.excluded},
               {"extraction_settings", admission.extraction_settings},
               {"features", admission.features},
               {"lacking", admission.lacking},
               {"sources", sources}};
  if (!dataset.taken_out.empty()) json["taken_out"] = dataset.taken_out;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// What freeze.json says, or nothing when it is not of that form.
struct FreezeRecord {
  std::string dataset_sha256, study_sha256;
  std::uint64_t read = 0;
  std::map<std::string, std::uint64_t> excluded;
  std::map<std::string, std::string> extraction_settings;
  std::vector<std::string> features;
  std::map<std::string, std::string> lacking;
  std::vector<SourceFile> sources;
  std::vector<std::string> taken_out;
};

std::optional<FreezeRecord> ParseFreeze(const std::string& text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  // Reading a value of another type throws; here that is a damaged file like any other.
  try {
    if (json.at("osteon_freeze").get<int>() != kFormat) return std::nullopt;
    FreezeRecord record;
    record.dataset_sha256 = json.at("dataset_sha256").get<std::string>();
    record.study_sha256 = json.at("study_sha256").get<std::string>();
    record.read = json.at("read").get<std::uint64_t>();
    record.excluded = json.at("excluded").get<std::map<std::string, std::uint64_t>>();
    // Datasets that were frozen before settings were recorded go on without.
    if (json.contains("extraction_settings")) {
      record.extraction_settings = json.at("extraction_settings").get<std::map<std::string, std::string>>();
    }
    if (json.contains("features")) record.features = json.at("features").get<std::vector<std::string>>();
    if (json.contains("taken_out")) record.taken_out = json.at("taken_out").get<std::vector<std::string>>();
    if (json.contains("lacking")) {
      record.lacking = json.at("lacking").get<std::map<std::string, std::string>>();
    }
    for (const Json& source : json.at("sources")) {
      record.sources.push_back({source.at("path").get<std::string>(), source.at("sha256").get<std::string>(),
                                source.at("size").get<std::uint64_t>(),
                                source.at("modified_ns").get<std::int64_t>()});
    }
    return record;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

absl::Status Freeze(const FrozenDataset& dataset, const std::string& folder) {
  const absl::StatusOr<FrozenDataset> earlier = LoadFrozen(folder);
  if (earlier.ok()) {
    const std::string& before = earlier->cohort.admission.dataset_sha256;
    const std::string& now = dataset.cohort.admission.dataset_sha256;
    if (before == now && earlier->study_sha256 == dataset.study_sha256) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(folder, ": holds a frozen dataset already. Dataset ", before, " of study ",
                     earlier->study_sha256, " is there; dataset ", now, " of study ", dataset.study_sha256,
                     " was to be frozen. A study keeps its dataset from beginning to end"));
  }
  if (!absl::IsNotFound(earlier.status())) return earlier.status();
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(DatasetPath(folder, 0),
                                             CohortText(dataset.cohort.table, dataset.cohort.pseudonyms),
                                             FileMode::kSecret));
  return WriteFileAtomically(FreezePath(folder), FreezeText(dataset), FileMode::kSecret);
}

absl::StatusOr<FrozenDataset> LoadFrozen(const std::string& folder) {
  OSTEON_ASSIGN_OR_RETURN(const std::string freeze, ReadFile(FreezePath(folder)));
  std::optional<FreezeRecord> record = ParseFreeze(freeze);
  if (!record)
    return absl::DataLossError(absl::StrCat(FreezePath(folder), ": damaged, or not a freeze record"));
  const std::string path = DatasetPath(folder, record->taken_out.size());
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) {
    return absl::DataLossError(absl::StrCat(path, ": gone, though freeze.json is there"));
  }
  OSTEON_RETURN_IF_ERROR(text.status());
  const std::string sha256 = Sha256Hex(*text);
  if (sha256 != record->dataset_sha256) {
    return absl::DataLossError(absl::StrCat(path, ": changed since it was frozen; SHA-256 is ", sha256,
                                            ", freeze.json has ", record->dataset_sha256,
                                            ". Restore it from a backup"));
  }
  FrozenDataset dataset;
  OSTEON_ASSIGN_OR_RETURN(dataset.cohort, ParseCohortText(*text, path));
  dataset.cohort.admission.read = record->read;
  dataset.cohort.admission.excluded = std::move(record->excluded);
  dataset.cohort.admission.extraction_settings = std::move(record->extraction_settings);
  dataset.cohort.admission.features = std::move(record->features);
  dataset.cohort.admission.lacking = std::move(record->lacking);
  dataset.study_sha256 = std::move(record->study_sha256);
  dataset.sources = std::move(record->sources);
  dataset.taken_out = std::move(record->taken_out);
  return dataset;
}

absl::Status TakeOut(const std::set<std::string>& pseudonyms, const std::string& folder) {
  OSTEON_ASSIGN_OR_RETURN(FrozenDataset dataset, LoadFrozen(folder));
  const std::size_t before = dataset.taken_out.size();
  std::vector<Eigen::Index> kept;
  std::vector<std::string> left;
  for (std::size_t row = 0; row < dataset.cohort.pseudonyms.size(); ++row) {
    const std::string& pseudonym = dataset.cohort.pseudonyms[row];
    if (pseudonyms.contains(pseudonym)) {
      dataset.taken_out.push_back(pseudonym);
    } else {
      kept.push_back(static_cast<Eigen::Index>(row));
      left.push_back(pseudonym);
    }
  }
  if (dataset.taken_out.size() != before) {
    models::AnalysisTable table;
    table.columns = dataset.cohort.table.columns;
    table.values = dataset.cohort.table.values(kept, Eigen::all);
    table.outcome = dataset.cohort.table.outcome(kept);
    for (const Eigen::Index row : kept) {
      table.holdout.push_back(dataset.cohort.table.holdout[static_cast<std::size_t>(row)]);
    }
    const std::string text = CohortText(table, left);
    dataset.cohort.admission.dataset_sha256 = Sha256Hex(text);
    OSTEON_RETURN_IF_ERROR(
        WriteFileAtomically(DatasetPath(folder, dataset.taken_out.size()), text, FileMode::kSecret));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(FreezePath(folder), FreezeText(dataset), FileMode::kSecret));
  }
  for (std::size_t earlier = 0; earlier < dataset.taken_out.size(); ++earlier) {
    std::error_code error;
    std::filesystem::remove(DatasetPath(folder, earlier), error);
    if (error) {
      return absl::UnavailableError(absl::StrCat(DatasetPath(folder, earlier), ": ", error.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUnchanged(const FrozenDataset& dataset) {
  for (const SourceFile& source : dataset.sources) OSTEON_RETURN_IF_ERROR(CheckUnchanged(source));
  return absl::OkStatus();
}

}  // namespace osteon
