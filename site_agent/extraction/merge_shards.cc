#include "site_agent/extraction/merge_shards.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

using Json = nlohmann::ordered_json;

// Keys of the provenance in which shards of one manifest agree.
constexpr const char* kShared[] = {"software", "manifest", "wide", "images"};

struct ShardTable {
  CsvTable table;
  Json provenance;
  std::size_t index = 0, of = 0;
  std::vector<std::size_t> lines;  // of the manifest, one a row of the table
};

absl::Status NotItsProvenance(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": is not the table that ", path, ".provenance.json describes"));
}

// Which line of the manifest each row of the table comes from.
absl::Status FindLines(const std::string& path, ShardTable* shard) {
  const bool wide = shard->provenance.at("wide").get<bool>();
  std::set<std::string> seen;
  std::vector<std::string> patients;
  for (const Json& one : shard->provenance.at("cases")) {
    const std::string patient = one.at("patient_id").get<std::string>();
    if (wide && !seen.insert(patient).second) continue;
    patients.push_back(patient);
    shard->lines.push_back(one.at("line").get<std::size_t>());
  }
  const auto matches = [](const std::vector<std::string>& row, const std::string& patient) {
    return row.front() == patient;
  };
  if (!std::equal(shard->table.rows.begin(), shard->table.rows.end(), patients.begin(), patients.end(),
                  matches)) {
    return NotItsProvenance(path);
  }
  return absl::OkStatus();
}

absl::StatusOr<ShardTable> ReadShard(const std::string& path) {
  ShardTable shard;
  OSTEON_ASSIGN_OR_RETURN(const std::string csv, ReadFile(path, std::size_t{1} << 36));
  OSTEON_ASSIGN_OR_RETURN(shard.table, ParseCsv(csv, path));
  const std::string provenance_path = absl::StrCat(path, ".provenance.json");
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(provenance_path, std::size_t{1} << 36));
  try {
    shard.provenance = Json::parse(text);
    if (shard.provenance.at("shard").is_null()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": is no shard, but a whole table"));
    }
    shard.index = shard.provenance.at("shard").at("index").get<std::size_t>();
    shard.of = shard.provenance.at("shard").at("of").get<std::size_t>();
    OSTEON_RETURN_IF_ERROR(FindLines(path, &shard));
  } catch (const nlohmann::json::exception& error) {
    return absl::DataLossError(absl::StrCat(provenance_path, ": ", error.what()));
  }
  return shard;
}

absl::Status CheckTogether(const std::vector<std::string>& paths, const std::vector<ShardTable>& shards) {
  std::vector<std::string> problems;
  const ShardTable& first = shards.front();
  std::map<std::size_t, std::size_t> where;  // shard to its place in `shards`
  for (std::size_t i = 0; i < shards.size(); ++i) {
    for (const char* key : kShared) {
      if (shards[i].provenance.at(key) != first.provenance.at(key)) {
        problems.push_back(
            absl::StrCat(paths[i], ": has another `", key, "` in its provenance than ", paths[0]));
      }
    }
    if (shards[i].of != first.of) {
      problems.push_back(
          absl::StrCat(paths[i], ": is one of ", shards[i].of, " shards, ", paths[0], " one of ", first.of));
    } else if (shards[i].table.header != first.table.header) {
      problems.push_back(absl::StrCat(paths[i], ": has other columns than ", paths[0]));
    }
    const auto [at, is_new] = where.emplace(shards[i].index, i);
    if (!is_new) {
      problems.push_back(
          absl::StrCat(paths[i], ": shard ", shards[i].index, " is also in ", paths[at->second]));
    }
  }
  std::vector<std::size_t> missing;
  for (std::size_t index = 1; index <= first.of; ++index) {
    if (where.count(index) == 0) missing.push_back(index);
  }
  if (!missing.empty()) {
    problems.push_back(
        absl::StrCat("of ", first.of, " shards these are missing: ", absl::StrJoin(missing, ", ")));
  }
  return problems.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(problems, "\n"));
}

// Items of all shards in the order of their lines; those of one line stay as they are.
template <typename Item>
std::vector<Item> InOrder(std::vector<std::pair<std::size_t, Item>> items) {
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Item> ordered;
  for (auto& [line, item] : items) ordered.push_back(std::move(item));
  return ordered;
}

}  // namespace

absl::StatusOr<MergedShards> MergeShards(const std::vector<std::string>& paths, const std::string& out) {
  if (paths.empty()) return absl::InvalidArgumentError("there is no shard to merge");
  std::vector<ShardTable> shards;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (std::filesystem::equivalent(path, out, ignored)) {
      return absl::InvalidArgumentError(
          absl::StrCat(out, " is one of the shards and would be overwritten; write to another file"));
    }
    OSTEON_ASSIGN_OR_RETURN(ShardTable shard, ReadShard(path));
    shards.push_back(std::move(shard));
  }
  OSTEON_RETURN_IF_ERROR(CheckTogether(paths, shards));

  std::vector<std::pair<std::size_t, std::string>> rows;
  std::vector<std::pair<std::size_t, Json>> cases;
  MergedShards merged;
  for (ShardTable& shard : shards) {
    for (std::size_t i = 0; i < shard.table.rows.size(); ++i) {
      rows.emplace_back(shard.lines[i], CsvLine(shard.table.rows[i]));
    }
    for (Json& one : shard.provenance.at("cases")) {
      const auto line = one.at("line").get<std::size_t>();
      cases.emplace_back(line, std::move(one));
    }
    merged.failed += shard.provenance.at("failed").get<std::size_t>();
  }
  merged.rows = cases.size();
  Json provenance = shards.front().provenance;
  provenance["shard"] = nullptr;
  provenance["rows"] = merged.rows;
  provenance["failed"] = merged.failed;
  provenance["cases"] = InOrder(std::move(cases));
  std::string text = CsvLine(shards.front().table.header);
  for (const std::string& row : InOrder(std::move(rows))) text += row;

  const absl::StatusOr<std::string> codes = ReadFile(absl::StrCat(paths.front(), ".codes.csv"));
  if (codes.ok()) OSTEON_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(out, ".codes.csv"), *codes));
  OSTEON_RETURN_IF_ERROR(
      WriteFileAtomically(absl::StrCat(out, ".provenance.json"), provenance.dump(2) + "\n"));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(out, text));
  return merged;
}

}  // namespace osteon
