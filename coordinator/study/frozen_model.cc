#include "coordinator/study/frozen_model.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/identity/certificate.h"
#include "common/identity/key.h"
#include "common/json/json_text.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 28;

using models::DerivedColumn;
using models::LinearTerm;

// The signature is over the text with an empty one in its place.
absl::Status CheckSignature(const Json& file) {
  const Json& signature = file.at("signature");
  if (signature.empty()) return absl::OkStatus();
  Json unsigned_file = file;
  unsigned_file["signature"] = Json::object();
  OSTEON_ASSIGN_OR_RETURN(const std::string text, JsonText(unsigned_file));
  std::string value;
  if (!absl::Base64Unescape(signature.at("value").get<std::string>(), &value)) {
    return absl::UnauthenticatedError("its signature is not base64");
  }
  const auto certificate = signature.at("certificate").get<std::string>();
  const absl::Status valid = VerifySignature(certificate, absl::StrCat(kModelSignaturePrefix, text), value);
  if (!valid.ok()) {
    return absl::UnauthenticatedError(absl::StrCat(
        "its signature does not fit its text: it was altered after it was signed (", valid.message(), ")"));
  }
  // No signature covers the signer's own line.
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity signer, ParsePeer(certificate));
  if (signer.public_key_fingerprint != signature.at("by").get<std::string>()) {
    return absl::UnauthenticatedError("its signature names another key than the one that signed it");
  }
  return absl::OkStatus();
}

std::vector<LinearTerm> TermsOf(const Json& model) {
  std::vector<LinearTerm> terms;
  const bool of_sites = !model.at("site_effects").empty();
  for (const Json& term : model.at("terms")) {
    const std::string name = term.at("name").get<std::string>();
    const auto& effects = model.at("site_effects");
    if (std::find(effects.begin(), effects.end(), name) != effects.end()) continue;
    const bool intercept = name == models::kInterceptTerm;
    terms.push_back({name, of_sites && intercept ? model.at("new_site_intercept").get<double>()
                                                 : term.at("coefficient").get<double>()});
  }
  if (!model.at("offset").is_null()) terms.push_back({model.at("offset").get<std::string>(), 1});
  return terms;
}

// The models that `terms` are made of, those that they are made of before them.
void AddDerived(const Json& all, const std::vector<LinearTerm>& terms, std::vector<DerivedColumn>& derived) {
  for (const LinearTerm& term : terms) {
    if (!all.contains(term.name)) continue;
    const bool known = std::any_of(derived.begin(), derived.end(),
                                   [&](const DerivedColumn& column) { return column.name == term.name; });
    if (known) continue;
    std::vector<LinearTerm> of_model = TermsOf(all.at(term.name));
    AddDerived(all, of_model, derived);
    derived.push_back({term.name, std::move(of_model), {}, {}});
  }
}

models::GivenModel Read(const Json& file, const std::string& name) {
  const Json& model = file.at("models").at(name);
  models::GivenModel given;
  const std::vector<LinearTerm> terms = TermsOf(model);
  for (const LinearTerm& term : terms) given.terms.emplace_back(term.name, term.coefficient);
  models::FrozenOrigin frozen;
  frozen.model = name;
  frozen.study = file.at("study").get<std::string>();
  if (!file.at("signature").empty()) frozen.signed_by = file.at("signature").at("by").get<std::string>();
  if (!model.at("threshold").is_null()) frozen.threshold = model.at("threshold").get<double>();
  AddDerived(file.at("models"), terms, frozen.preparation.derived);
  // Of the columns it needs only: others need not be in the new sites' tables.
  std::vector<std::string> needed;
  for (const LinearTerm& term : terms) needed.push_back(term.name);
  for (const DerivedColumn& column : frozen.preparation.derived) {
    for (const LinearTerm& term : column.terms) needed.push_back(term.name);
  }
  for (const Json& fill : file.at("missing").at("values")) {
    const std::string column = fill.at("column").get<std::string>();
    if (std::find(needed.begin(), needed.end(), column) == needed.end()) continue;
    frozen.preparation.fills.push_back({column, fill.at("value").get<double>()});
  }
  for (const Json& column : file.at("clinical")) {
    if (!column.at("unit").is_null()) {
      frozen.units[column.at("name").get<std::string>()] = column.at("unit").get<std::string>();
    }
  }
  given.frozen = std::move(frozen);
  return given;
}

}  // namespace

absl::StatusOr<models::GivenModel> ReadFrozenModel(const std::string& path, const std::string& name) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMostBytes));
  const Json file = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  // Reading a member that is not there, or of another type, throws: then it is no model.json.
  try {
    if (!file.at("models").contains(name)) {
      std::vector<std::string> names;
      for (const auto& [known, model] : file.at("models").items()) names.push_back(known);
      return absl::NotFoundError(
          absl::StrCat(path, ": no model ", name, "; it has ", absl::StrJoin(names, ", ")));
    }
    if (absl::Status status = CheckSignature(file); !status.ok()) {
      return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
    }
    if (file.at("models").at(name).at("kind") == "score") {
      return absl::InvalidArgumentError(absl::StrCat(
          path, ": model ", name, " is a column of risks, which has no coefficients to take over"));
    }
    // Imputation and other models that it is made of are in its own file only.
    if (const Json& frozen = file.at("models").at(name).at("frozen"); !frozen.is_null()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": model ", name, " was taken over from another file; name that one: model ",
                       frozen.at("model").get<std::string>(), " of ", frozen.at("file").get<std::string>()));
    }
    models::GivenModel model = Read(file, name);
    model.frozen->file = path.substr(path.rfind('/') + 1);
    model.frozen->sha256 = Sha256Hex(text);
    return model;
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": not a model.json that this version reads (", error.what(), ")"));
  }
}

}  // namespace osteon
