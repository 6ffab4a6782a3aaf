#include "coordinator/report/figures/draw_figures.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/json/json_text.h"
#include "common/status/status_macros.h"
#include "coordinator/report/figures/bundle.h"
#include "coordinator/report/figures/check_svg.h"
#include "coordinator/report/figures/private_folder.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostFigureBytes = std::size_t{64} << 20;  // of all figures together

absl::StatusOr<std::string> Input(const std::string& model, const std::string& validation,
                                  const std::string& ledger) {
  std::string input;
  for (const auto& [name, text] :
       {std::pair("model", &model), std::pair("validation", &validation), std::pair("ledger", &ledger)}) {
    if (!Json::accept(*text)) return absl::InvalidArgumentError(absl::StrCat(name, ".json is not JSON"));
    absl::StrAppend(&input, input.empty() ? "{\"" : ",\"", name, "\":", *text);
  }
  return input + "}";
}

std::string TextAt(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

absl::StatusOr<Figures> Result(const std::string& text) {
  const Json result = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!result.is_object() || !result.contains("figures") || !result["figures"].is_array() ||
      !result.contains("failed") || !result["failed"].is_object()) {
    return absl::DataLossError("node wrote something else than figures");
  }
  Figures figures;
  for (const Json& drawn : result["figures"]) {
    if (!drawn.is_object()) return absl::DataLossError("node wrote a figure that is none");
    Figure figure{TextAt(drawn, "title"), TextAt(drawn, "caption"), TextAt(drawn, "alt"),
                  TextAt(drawn, "svg"), ""};
    if (const absl::Status safe = CheckSvg(figure.svg); !safe.ok()) {
      figure.svg.clear();
      figure.not_drawn = std::string(safe.message());
    }
    const std::string id = TextAt(drawn, "id");
    if (!figures.emplace(id, std::move(figure)).second)
      return absl::DataLossError(absl::StrCat("node wrote two figures ", id));
  }
  for (const auto& [id, why] : result["failed"].items()) {
    figures[id].not_drawn = why.is_string() ? why.get<std::string>() : "unknown reason";
  }
  return figures;
}

}  // namespace

absl::StatusOr<Figures> DrawFigures(const std::string& model_json, const std::string& validation_json,
                                    const std::string& ledger_json, const NodeOptions& options) {
  OSTEON_ASSIGN_OR_RETURN(const std::string input, Input(model_json, validation_json, ledger_json));
  OSTEON_RETURN_IF_ERROR(FindNode(options.search_path).status());
  OSTEON_ASSIGN_OR_RETURN(const PrivateFolder folder, PrivateFolder::Make("osteon-figures"));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(folder / "figures.cjs", FiguresBundle(), FileMode::kSecret));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(folder / "input.json", input, FileMode::kSecret));
  // The program makes no code from text; so nothing can.
  OSTEON_RETURN_IF_ERROR(RunNode({"--disallow-code-generation-from-strings", "--no-addons",
                                  folder / "figures.cjs", folder / "input.json", folder / "output.json"},
                                 folder.path(), options));
  const absl::StatusOr<std::string> output = ReadFile(folder / "output.json", kMostFigureBytes);
  if (!output.ok()) return absl::DataLossError("node wrote no figures");
  return Result(*output);
}

}  // namespace osteon::report
