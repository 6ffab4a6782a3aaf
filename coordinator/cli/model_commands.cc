// `osteon model show, predict, export`.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/json/json_text.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/model/extract_patient.h"
#include "coordinator/cli/model/risk_table.h"
#include "coordinator/cli/model/score_table.h"
#include "coordinator/cli/osteon_commands.h"
#include "coordinator/model_file/export_model.h"
#include "coordinator/model_file/show_model.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figures/draw_figures.h"

namespace osteon {
namespace {

struct ModelArguments {
  std::string file, model, svg, table, id, out, format;
  PatientImages images;
  bool json = false, detail = false;
};

void Print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

absl::Status WriteOrPrint(const std::string& path, const std::string& text) {
  if (!path.empty()) return WriteFileAtomically(path, text);
  Print(text);
  return absl::OkStatus();
}

// One that nobody named must be the only one.
absl::StatusOr<std::string> ModelName(const ModelFile& file, const std::string& wanted) {
  if (!wanted.empty()) return wanted;
  const std::vector<std::string> names = file.ModelNames();
  if (names.size() == 1) return names.front();
  return absl::InvalidArgumentError(
      absl::StrCat(file.path, " has several models: give --model, one of ", absl::StrJoin(names, ", ")));
}

absl::Status WriteSvg(const ModelFile& file, const std::vector<const FileModel*>& models,
                      const std::string& path) {
  std::vector<std::string> names;
  const FileModel* drawn = nullptr;
  for (const FileModel* model : models) {
    if (!model->nomogram) continue;
    names.push_back(model->name);
    drawn = model;
  }
  if (names.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file.path, ": no nomogram to draw", models.size() == 1 ? " in this model" : ""));
  }
  if (names.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("--svg draws one nomogram: give --model, one of ", absl::StrJoin(names, ", ")));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(file.path));
  OSTEON_ASSIGN_OR_RETURN(const report::Figures figures,
                          report::DrawFigures(text, "{}", "{}", report::NodeOfThisProcess()));
  const auto nomogram = figures.find(report::FigureId("nomogram", drawn->name));
  if (nomogram == figures.end() || nomogram->second.svg.empty()) {
    return absl::InternalError(absl::StrCat("the nomogram of ", drawn->name, " was not drawn",
                                            nomogram == figures.end() ? "" : ": ",
                                            nomogram == figures.end() ? "" : nomogram->second.not_drawn));
  }
  // A file of its own names its language, which within a page is known.
  return WriteFileAtomically(
      path, absl::StrCat("<svg xmlns=\"http://www.w3.org/2000/svg\" ",
                         nomogram->second.svg.substr(std::string_view("<svg ").size()), "\n"));
}

absl::Status Show(const ModelArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const ModelFile file, ReadModelFile(arguments.file));
  std::vector<const FileModel*> models;
  if (arguments.model.empty()) {
    for (const FileModel& model : file.models) models.push_back(&model);
  } else {
    OSTEON_ASSIGN_OR_RETURN(const FileModel* model, FindModel(file, arguments.model));
    models.push_back(model);
  }
  if (!arguments.svg.empty()) OSTEON_RETURN_IF_ERROR(WriteSvg(file, models, arguments.svg));
  if (arguments.json) {
    OSTEON_ASSIGN_OR_RETURN(const std::string text, JsonText(ShowJson(file, models)));
    Print(text);
  } else {
    Print(ShowText(file, models));
  }
  return CheckNotAltered(file);
}

// `out` must not take the place of what is read.
absl::Status CheckOut(const ModelArguments& arguments) {
  if (arguments.out.empty()) return absl::OkStatus();
  std::vector<std::string> inputs = {arguments.file, arguments.table};
  for (const auto* files : {&arguments.images.images, &arguments.images.masks, &arguments.images.params}) {
    for (const std::string& file : *files) inputs.push_back(file.substr(file.find('=') + 1));
  }
  for (const std::string& input : inputs) {
    std::error_code ignored;
    if (!input.empty() && std::filesystem::equivalent(input, arguments.out, ignored)) {
      return absl::InvalidArgumentError(absl::StrCat("--out ", arguments.out, " would replace ", input));
    }
  }
  return absl::OkStatus();
}

void SayHow(const ScoringModel& model) {
  if (model.harmonised) {
    Say("osteon",
        "the study harmonised its features; these patients are scored as deployed at a new site, without an "
        "estimate of their own site");
  }
  std::vector<std::string> units;
  for (const InputColumn& input : model.inputs) {
    if (!input.rule.unit.empty()) units.push_back(absl::StrCat(input.name, " in ", input.rule.unit));
  }
  if (!units.empty()) Say("osteon", absl::StrCat("read ", absl::StrJoin(units, ", ")));
}

absl::Status Predict(const ModelArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(CheckOut(arguments));
  OSTEON_ASSIGN_OR_RETURN(const ModelFile file, ReadModelFile(arguments.file));
  OSTEON_ASSIGN_OR_RETURN(const std::string name, ModelName(file, arguments.model));
  OSTEON_ASSIGN_OR_RETURN(const ScoringModel model, MakeScoringModel(file, name));
  CsvTable table;
  std::string id_column = arguments.id;
  if (!arguments.table.empty()) {
    OSTEON_ASSIGN_OR_RETURN(table, ReadCsv(arguments.table));
  } else {
    PatientImages images = arguments.images;
    images.id = arguments.id;
    id_column.clear();
    OSTEON_ASSIGN_OR_RETURN(table, ExtractPatient(file, model, images));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::vector<ScoredPatient> patients, ScoreTable(model, table, id_column));
  std::string text;
  if (arguments.json) {
    OSTEON_ASSIGN_OR_RETURN(text, RiskJson(file, model, patients, arguments.detail));
  } else {
    text = RiskCsv(model, patients, arguments.detail);
  }
  OSTEON_RETURN_IF_ERROR(WriteOrPrint(arguments.out, text));
  SayHow(model);
  std::size_t failed = 0, imputed = 0;
  for (const ScoredPatient& patient : patients) {
    if (!patient.error.empty()) ++failed;
    if (patient.score && !patient.imputed.empty()) ++imputed;
  }
  Say("osteon", absl::StrCat("model ", name, ": scored ", patients.size() - failed, " of ", patients.size(),
                             " patients, ", imputed, " with values filled in"));
  if (failed == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(failed, " patients could not be scored: see `error` in their rows"));
}

absl::Status Export(const ModelArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(CheckOut(arguments));
  OSTEON_ASSIGN_OR_RETURN(const ModelFile file, ReadModelFile(arguments.file));
  OSTEON_ASSIGN_OR_RETURN(const std::string name, ModelName(file, arguments.model));
  OSTEON_ASSIGN_OR_RETURN(const ScoringModel model, MakeScoringModel(file, name));
  if (arguments.format == "csv") return WriteOrPrint(arguments.out, ExportCsv(file, model));
  if (arguments.format == "r") return WriteOrPrint(arguments.out, ExportR(file, model));
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ExportJson(file, model));
  return WriteOrPrint(arguments.out, text);
}

}  // namespace

void AddModelCommands(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<ModelArguments>();
  CLI::App* model = app.add_subcommand("model", "look at a study's models, score new patients, export");
  model->require_subcommand(1);
  const auto command = [&](const std::string& name, const std::string& description,
                           const std::string& example, absl::Status (*run)(const ModelArguments&)) {
    CLI::App* one = AddCommand(*model, name, description, example, exit_code,
                               [arguments, run] { return run(*arguments); });
    one->add_option("file", arguments->file, "model.json of a study")->required()->type_name("MODEL.json");
    one->add_option("--model", arguments->model, "Name of the model")->type_name("NAME");
    return one;
  };

  CLI::App* show =
      command("show", "what the models are: equation, odds ratios, nomogram, where they come from",
              "osteon model show results/model.json --model nomogram --svg nomogram.svg", Show);
  show->add_option("--svg", arguments->svg, "Draw the nomogram into this file")->type_name("FILE");
  show->add_flag("--json", arguments->json, "for programs");

  CLI::App* predict = command(
      "predict", "the risk of new patients, and what each predictor has to do with it",
      "osteon model predict results/model.json --model nomogram --table new.csv --out risks.csv\n"
      "  osteon model predict results/model.json --model nomogram --image ct.nii.gz --mask roi.nii.gz --set "
      "age=61 --set sex=M",
      Predict);
  CLI::App* source = predict->add_option_group("patients", "A table, or one patient's images");
  source->add_option("--table", arguments->table, "CSV, one row a patient")->type_name("FILE");
  CLI::Option* image =
      source->add_option("--image", arguments->images.images, "Image, or NAME=FILE for each of several");
  source->require_option(1);
  const auto of_images = [&](const std::string& name, std::vector<std::string>& values,
                             const std::string& description, const std::string& type) {
    CLI::Option* option = predict->add_option(name, values, description);
    option->type_name(type)->allow_extra_args(false)->needs(image);
    return option;
  };
  image->type_name("FILE")->allow_extra_args(false);
  image->needs(of_images("--mask", arguments->images.masks, "Mask, or NAME=FILE for each image", "FILE"));
  of_images("--label", arguments->images.labels, "Label of the region in the mask, or REGION=N for each",
            "N");
  of_images("--params", arguments->images.params,
            "Parameter file, where the study's sites brought their features in tables", "FILE");
  of_images("--set", arguments->images.values, "A value that is not measured in the image", "COLUMN=VALUE");
  predict
      ->add_option("--id", arguments->id, "Column of the ids [first]; with --image the patient's id [file]")
      ->type_name("NAME");
  predict->add_option("--out", arguments->out, "File to write [standard output]")->type_name("FILE");
  predict->add_flag("--detail", arguments->detail, "Also what each term of a signature contributes");
  predict->add_flag("--json", arguments->json, "JSON in place of CSV");

  CLI::App* exported =
      command("export", "one model for other programs",
              "osteon model export results/model.json --model nomogram --format r --out nomogram.R", Export);
  exported->add_option("--format", arguments->format, "json, csv (table of terms) or r (a function)")
      ->required()
      ->check(CLI::IsMember({"json", "csv", "r"}));
  exported->add_option("--out", arguments->out, "File to write [standard output]")->type_name("FILE");
}

}  // namespace osteon
