#include "site_agent/extraction/extract_manifest.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/extract_images.h"
#include "site_agent/extraction/feature_store.h"
#include "site_agent/extraction/feature_table.h"
#include "site_agent/extraction/memory_gate.h"
#include "site_agent/extraction/memory_need.h"
#include "site_agent/imaging/image_file.h"

namespace osteon {
namespace {

// Rows that look at the same images: what one thread does without letting go of them.
struct Task {
  std::vector<ExtractedRow*> rows;
  std::vector<const ManifestRegion*> regions;  // one a row
};

absl::StatusOr<std::vector<const ExtractionSettings*>> SettingsOf(
    const Manifest& manifest, const std::vector<ExtractionSettings>& settings) {
  if (settings.size() != 1 && settings.size() != manifest.images.size()) {
    return absl::InvalidArgumentError(absl::StrCat(settings.size(), " parameter files for ",
                                                   manifest.images.size(),
                                                   " images a patient; needed is one "
                                                   "for all or one for each"));
  }
  std::vector<const ExtractionSettings*> each;
  for (std::size_t i = 0; i < manifest.images.size(); ++i) {
    each.push_back(settings.size() == 1 ? &settings.front() : &settings[i]);
  }
  return each;
}

// Fails when a carried column would stand twice in the result.
absl::Status CheckCarried(const ExtractedTable& table) {
  const std::vector<std::string> written = WrittenColumns(table);
  const std::set<std::string> names(written.begin(), written.end());
  for (const std::string& name : table.carried) {
    if (names.count(name) == 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "column ", name, " of the manifest: extraction writes a column of that name; rename it"));
  }
  return absl::OkStatus();
}

std::string NameOf(const ManifestRegion& region, const ExtractionSettings& settings) {
  return region.name.empty() ? absl::StrCat(LabelOf(region, settings)) : region.name;
}

// Which patients are this shard's.
std::set<std::string> PatientsOf(const Manifest& manifest, const Shard& shard) {
  std::set<std::string> seen, chosen;
  for (const ManifestCase& one : manifest.cases) {
    if (!seen.insert(one.patient_id).second) continue;
    if ((seen.size() - 1) % shard.count == shard.index - 1) chosen.insert(one.patient_id);
  }
  return chosen;
}

bool HasReader(const ManifestCase& one, std::size_t reader) {
  return reader == 1 || std::any_of(one.images.begin(), one.images.end(), [&](const ManifestImage& image) {
           return !image.mask[reader - 1].empty();
         });
}

// The rows of this shard, still empty, and the names of all regions.
absl::Status MakeRows(const Manifest& manifest, const ExtractionSettings& settings, const Shard& shard,
                      ExtractedTable* table, std::vector<const ManifestRegion*>* regions) {
  const std::set<std::string> patients = PatientsOf(manifest, shard);
  std::map<std::pair<std::string, std::string>, std::size_t> lines;
  for (std::size_t i = 0; i < manifest.cases.size(); ++i) {
    const ManifestCase& one = manifest.cases[i];
    for (const ManifestRegion& region : one.regions) {
      const std::string name = NameOf(region, settings);
      const auto [first, is_new] = lines.emplace(std::pair(one.patient_id, name), one.line);
      if (!is_new) {
        return absl::InvalidArgumentError(absl::StrCat(manifest.file, ":", one.line, ": region ", name,
                                                       " of this patient is also on line ", first->second,
                                                       " (where no label is given, the parameter "
                                                       "file's is meant)"));
      }
      if (std::find(table->regions.begin(), table->regions.end(), name) == table->regions.end()) {
        table->regions.push_back(name);
      }
      if (patients.count(one.patient_id) == 0) continue;
      for (std::size_t reader = 1; reader <= manifest.readers; ++reader) {
        if (!HasReader(one, reader)) continue;
        ExtractedRow row;
        row.case_index = i;
        row.patient_id = one.patient_id;
        row.region = name;
        row.reader = reader;
        row.carried = one.carried;
        row.line = one.line;
        row.parts.resize(manifest.images.size());
        table->rows.push_back(std::move(row));
        regions->push_back(&region);
      }
    }
  }
  return absl::OkStatus();
}

std::vector<Task> MakeTasks(const Manifest& manifest, ExtractedTable* table,
                            const std::vector<const ManifestRegion*>& regions) {
  std::vector<Task> tasks;
  std::map<std::vector<std::string>, std::size_t> by_images;
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    ExtractedRow& row = table->rows[i];
    std::vector<std::string> images = {row.patient_id};
    for (const ManifestImage& image : manifest.cases[row.case_index].images) images.push_back(image.image);
    const auto [at, is_new] = by_images.emplace(std::move(images), tasks.size());
    if (is_new) tasks.emplace_back();
    tasks[at->second].rows.push_back(&row);
    tasks[at->second].regions.push_back(regions[i]);
  }
  return tasks;
}

// The most that any image of the task needs with any of its masks. A file whose header cannot be read needs
// nothing: its rows will say why.
std::uint64_t MemoryOf(const ExtractionPlan& plan, const Task& task) {
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < plan.manifest.images.size(); ++i) {
    std::set<std::string> seen;
    std::optional<absl::StatusOr<ImageHeader>> image;
    for (const ExtractedRow* row : task.rows) {
      const ManifestImage& files = plan.manifest.cases[row->case_index].images[i];
      const std::string& mask_path = files.mask[row->reader - 1];
      if (files.image.empty() || mask_path.empty() || !seen.insert(mask_path).second) continue;
      if (!image.has_value()) image = ReadImageHeader(files.image);
      const absl::StatusOr<ImageHeader> mask = ReadImageHeader(mask_path);
      if (image->ok() && mask.ok()) most = std::max(most, PredictMemory(**image, *mask, *plan.settings[i]));
    }
  }
  return most;
}

class Workers {
 public:
  Workers(const ExtractionPlan& plan, const std::vector<Task>& tasks, ExtractedTable* table)
      : plan_(plan), tasks_(tasks), table_(table), gate_(plan.options.memory_bytes) {}

  void Run() {
    const std::size_t threads = std::min(static_cast<std::size_t>(plan_.options.jobs), tasks_.size());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back([this] { Work(); });
    Work();
  }

 private:
  void Work() {
    for (std::size_t i = next_++; i < tasks_.size(); i = next_++) {
      const Task& task = tasks_[i];
      const std::uint64_t bytes = MemoryOf(plan_, task);
      if (bytes > plan_.options.memory_bytes) SayThatItRunsAlone(*task.rows.front(), bytes);
      std::size_t known = 0;
      {
        const MemoryGate::Admission admission = gate_.Enter(bytes);
        known = ExtractImages(plan_, task.rows, task.regions,
                              [this](const absl::Status& status) { SayThatItIsNotKept(status); });
      }
      Report(task, known);
    }
  }

  void Report(const Task& task, std::size_t known) {
    const std::scoped_lock lock(mutex_);
    table_->known += known;
    for (const ExtractedRow* row : task.rows) {
      ++done_;
      if (!row->error.ok()) ++table_->failed;
      if (!plan_.options.progress) continue;
      plan_.options.progress({done_, table_->failed, table_->rows.size(),
                              plan_.manifest.cases[row->case_index], *row, row->error});
    }
  }

  void SayThatItRunsAlone(const ExtractedRow& row, std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    if (!plan_.options.notice) return;
    plan_.options.notice(absl::StrCat("patient ", row.patient_id, " needs about ", bytes >> 20,
                                      " MiB, more than the limit of ", plan_.options.memory_bytes >> 20,
                                      " MiB; it runs alone"));
  }

  void SayThatItIsNotKept(const absl::Status& status) {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(told_, true) || !plan_.options.notice) return;
    plan_.options.notice(absl::StrCat(
        "features cannot be kept for another run: ", std::string(status.message()), "; this run goes on"));
  }

  const ExtractionPlan& plan_;
  const std::vector<Task>& tasks_;
  ExtractedTable* table_;
  MemoryGate gate_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;  // of what follows, of the table's counts and of the functions that tell people
  std::size_t done_ = 0;
  bool told_ = false;
};

}  // namespace

absl::StatusOr<ExtractedTable> ExtractManifest(const Manifest& manifest,
                                               const std::vector<ExtractionSettings>& settings,
                                               const ExtractOptions& options) {
  if (options.jobs < 1)
    return absl::InvalidArgumentError(absl::StrCat("jobs must be 1 or more, not ", options.jobs));
  if (options.shard.index < 1 || options.shard.index > options.shard.count) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no shard ", options.shard.index, " of ", options.shard.count));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::vector<const ExtractionSettings*> each, SettingsOf(manifest, settings));
  ExtractedTable table;
  table.carried = manifest.carried;
  table.readers = manifest.readers;
  std::vector<std::string> hashes;
  for (std::size_t i = 0; i < manifest.images.size(); ++i) {
    table.images.push_back({manifest.images[i], DiagnosticNames(*each[i]), FeatureNames(*each[i])});
    if (table.images[i].features.empty()) {
      return absl::InvalidArgumentError("the settings name no feature to compute");
    }
    table.features_per_row += table.images[i].features.size();
    hashes.push_back(RowSettingsHash(*each[i]));
  }
  std::vector<const ManifestRegion*> regions;
  OSTEON_RETURN_IF_ERROR(MakeRows(manifest, *each.front(), options.shard, &table, &regions));
  OSTEON_RETURN_IF_ERROR(CheckCarried(table));
  const std::vector<Task> tasks = MakeTasks(manifest, &table, regions);
  const std::optional<FeatureStore> store =
      options.store.empty() ? std::nullopt : std::optional<FeatureStore>(options.store);
  const ExtractionPlan plan{manifest,     each,    hashes,
                            table.images, options, store.has_value() ? &*store : nullptr};
  Workers(plan, tasks, &table).Run();
  return table;
}

}  // namespace osteon
