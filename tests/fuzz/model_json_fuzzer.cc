// model.json as somebody sent it: shown, scored with, exported, taken into a study.
#include "coordinator/model_file/model_file.h"

#include "absl/strings/match.h"
#include "coordinator/model_file/export_model.h"
#include "coordinator/model_file/score.h"
#include "coordinator/model_file/scoring_model.h"
#include "coordinator/model_file/show_model.h"
#include "coordinator/study/frozen_model.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::Text(data, size);
  const absl::StatusOr<ModelFile> file = ParseModelFile(text, "model.json");
  if (!file.ok()) {
    fuzz::RequireRefusal(file.status());
    fuzz::Require(absl::StartsWith(file.status().message(), "model.json"), "a problem without its file");
    return 0;
  }
  std::vector<const FileModel*> all;
  for (const FileModel& model : file->models) all.push_back(&model);
  ShowText(*file, all);
  ShowJson(*file, all);
  for (const FileModel& model : file->models) {
    const absl::StatusOr<ScoringModel> scoring = MakeScoringModel(*file, model.name);
    if (!scoring.ok()) {
      fuzz::RequireRefusal(scoring.status());
    } else {
      std::map<std::string, double> values;
      for (const InputColumn& input : scoring->inputs) {
        for (const std::string& design : input.design) values[design] = 0.5;
      }
      const Score score = ScorePatient(*scoring, values);
      fuzz::Require(!(score.risk < 0) && !(score.risk > 1), "a risk outside of 0 to 1");
      ExportCsv(*file, *scoring);
      ExportR(*file, *scoring);
      const absl::StatusOr<std::string> exported = ExportJson(*file, *scoring);
      if (!exported.ok()) fuzz::RequireRefusal(exported.status());
    }
    const absl::StatusOr<models::GivenModel> frozen = ParseFrozenModel(text, "model.json", model.name);
    if (!frozen.ok()) fuzz::RequireRefusal(frozen.status());
  }
  return 0;
}
