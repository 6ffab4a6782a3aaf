#include "coordinator/model_file/example_model_json.h"

#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

using Terms = std::vector<std::pair<std::string, double>>;

// A Wald interval of standard error 0.1 where `fitted`.
Json TermsJson(const Terms& terms, bool fitted) {
  Json json = Json::array();
  for (const auto& [name, coefficient] : terms) {
    Json term = {{"name", name}, {"coefficient", coefficient}};
    term["standard_error"] = fitted ? Json(0.1) : Json(nullptr);
    term["lower"] = fitted ? Json(coefficient - 0.2) : Json(nullptr);
    term["upper"] = fitted ? Json(coefficient + 0.2) : Json(nullptr);
    term["p"] = fitted ? Json(0.0125) : Json(nullptr);
    term["coefficient_standardised"] = 10 * coefficient;
    term["mean"] = 5;
    term["scale"] = 10;
    json.push_back(std::move(term));
  }
  return json;
}

Json Model(const std::string& kind, const Terms& terms) {
  Json json;
  json["kind"] = kind;
  json["roster"] = {"alpha", "beta"};
  json["n"] = 200;
  json["events"] = 80;
  json["converged"] = true;
  json["score_column"] = nullptr;
  json["terms"] = TermsJson(terms, kind == "logistic");
  json["offset"] = nullptr;
  json["site_effects"] = Json::array();
  for (const char* name : {"new_site_intercept", "threshold", "log_likelihood", "deviance", "null_deviance",
                           "aic", "bic", "lambda", "path", "cv", "stepwise", "nomogram", "frozen"}) {
    json[name] = nullptr;
  }
  return json;
}

// -3 + 0.5 signature + 0.04 age + 0.75 sexM over signature -2 to 2, age 20 to 100: the widest range is age's,
// 3.2, so that 1 of log-odds is 31.25 points; at 0 points the log-odds are -3 - 1 + 0.8 + 0.
Json Nomogram() {
  Json axes = Json::object();
  axes["signature"] = {{"values", {-2, 0, 2}}, {"points", {0, 31.25, 62.5}}, {"least_contribution", -1}};
  axes["age"] = {{"values", {20, 60, 100}}, {"points", {0, 50, 100}}, {"least_contribution", 0.8}};
  axes["sex"] = {{"levels", {"F", "M"}}, {"points", {0, 23.4375}}, {"least_contribution", 0}};
  return {{"axes", axes},
          {"points_per_unit_lp", 31.25},
          {"lp_at_zero_points", -3.2},
          {"largest_total", 185.9375},
          {"total_points", {0, 50, 100, 150, 200}},
          {"linear_predictor", {{"values", {-2, 0, 2}}, {"total_points", {37.5, 100, 162.5}}}},
          {"risk", {{"values", {0.5}}, {"total_points", {100}}}}};
}

Json Models() {
  Json models = Json::object();
  models["signature"] = Model("lasso", {{"(Intercept)", 0.5}, {"f1", 2}, {"wavelet-f2", -0.25}});
  models["signature"]["note"] = "selected";
  models["signature"]["lambda"] = 0.02;
  models["signature"]["path"] = {{"lambda", {0.2, 0.02, 0.002}}, {"stopped", nullptr}};
  models["signature"]["cv"] = {
      {"lambda_min", 0.02}, {"lambda_1se", 0.2}, {"selected", "lambda.min"}, {"bracketed", true}};
  models["nomogram"] =
      Model("logistic", {{"(Intercept)", -3}, {"signature", 0.5}, {"age", 0.04}, {"sexM", 0.75}});
  models["nomogram"]["note"] = "selected";
  models["nomogram"]["threshold"] = 0.3;
  models["nomogram"]["nomogram"] = Nomogram();
  models["staged"] = Model("logistic", {{"(Intercept)", -1}, {"stageII", 0.5}, {"stageIII", 1.5}});
  models["sites"] = Model("logistic", {{"(Intercept)", -2}, {"age", 0.03}, {"sitebeta", 0.7}});
  models["sites"]["site_effects"] = {"sitebeta"};
  models["sites"]["new_site_intercept"] = -1.5;
  models["sites"]["offset"] = "age_offset";
  models["reader"] = Model("score", {});
  models["reader"]["score_column"] = "p_reader";
  models["frozen"] = Model("given", {{"signature", 0.5}, {"f1", 1}});
  models["frozen"]["frozen"] = {
      {"file", "old.json"}, {"model", "both"}, {"sha256", std::string(64, 'e')}, {"study", "earlier"}};
  return models;
}

Json Column(const std::string& name, const Json& levels) {
  return {{"name", name},        {"type", levels.empty() ? "numeric" : "categorical"},
          {"role", "predictor"}, {"unit", nullptr},
          {"min", nullptr},      {"max", nullptr},
          {"levels", levels}};
}

}  // namespace

Json ExampleModelJson() {
  Json age = Column("age", Json::array());
  age["unit"] = "years";
  age["min"] = 18;
  age["max"] = 110;
  const auto fill = [](const char* column, double value) {
    return Json{{"column", column}, {"value", value}, {"patients", 200}, {"missing", 3}};
  };
  Json json;
  json["study"] = "example";
  json["study_sha256"] = std::string(64, 'a');
  json["roster"] = {"alpha", "beta"};
  json["software"] = {{"osteon", "0.1.0"}};
  json["outcome"] = {{"column", "label"}, {"positive", "1"}};
  json["missing"] = {{"method", "mean"},
                     {"values", {fill("age", 60), fill("sexM", 0.5), fill("f1", 2), fill("elsewhere", 9)}}};
  json["clinical"] = {age, Column("sex", {"F", "M"}), Column("stage", {"I", "II", "III"}),
                      Column("age_offset", Json::array())};
  json["feature_prefixes"] = {"f", "wavelet-"};
  json["extraction"] = nullptr;
  json["rules"] = "default";
  json["sites"] = {{"alpha", {{"role", "development"}, {"patients", 120}, {"events", 50}}},
                   {"beta", {{"role", "development"}, {"patients", 80}, {"events", 30}}}};
  json["screening"] = Json::array(
      {{{"step", "anova"}, {"rule", "p below 0.05"}, {"candidates", 12}, {"kept", {"f1", "wavelet-f2"}}}});
  json["harmonisation"] = {
      {"method", "combat"}, {"batch", "site"}, {"features", Json::array({{{"name", "f1"}}})}};
  json["models"] = Models();
  json["signature"] = Json::object();
  return json;
}

}  // namespace osteon
