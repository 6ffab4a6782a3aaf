#include "coordinator/cli/report_diff/result_diff.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace osteon {
namespace {

using Place = std::vector<std::string>;

// What stands in the place of a number or of several.
bool SaysWhyNot(const Json& value) {
  return value.is_object() && (value.contains("suppressed") || value.contains("unavailable"));
}

// Whether the two are compared as they are, and not member by member.
bool AreLeaves(const Json& a, const Json& b) {
  return !a.is_structured() || !b.is_structured() || a.is_array() != b.is_array() ||
         SaysWhyNot(a) != SaysWhyNot(b);
}

// What tells an entry of a list from the others; empty: its position.
std::string NameOf(const Json& item) {
  if (!item.is_object()) return "";
  std::string name;
  for (const char* key : {"name", "step", "column", "where", "test", "study_sha256", "image"}) {
    const auto found = item.find(key);
    if (found == item.end() || !found->is_string()) continue;
    absl::StrAppend(&name, name.empty() ? "" : " ", found->get<std::string>());
  }
  if (const auto models = item.find("models"); models != item.end() && models->is_array()) {
    for (const Json& model : *models) {
      if (model.is_string()) absl::StrAppend(&name, name.empty() ? "" : " ", model.get<std::string>());
    }
  }
  if (const auto threshold = item.find("threshold");
      name.empty() && threshold != item.end() && threshold->is_number()) {
    name = absl::StrCat("threshold ", threshold->dump());
  }
  return name;
}

// The members of an object, or of a list by what tells them apart.
std::vector<std::pair<std::string, const Json*>> MembersOf(const Json& value) {
  std::vector<std::pair<std::string, const Json*>> members;
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) members.emplace_back(key, &member);
    return members;
  }
  std::map<std::string, int> seen;
  for (const Json& item : value) {
    std::string name = NameOf(item);
    if (name.empty()) name = absl::StrCat(members.size() + 1);
    const int times = ++seen[name];
    members.emplace_back(times == 1 ? name : absl::StrCat(name, " (", times, ")"), &item);
  }
  return members;
}

bool DoesNotCount(const Place& place) {
  return std::find(place.begin(), place.end(), "software") != place.end() || place.back() == "finished";
}

class Comparing {
 public:
  Comparing(std::string file, double tolerance, ResultComparison& out)
      : file_(std::move(file)), tolerance_(tolerance), out_(out) {}

  void Compare(const Json& a, const Json& b) {
    if (AreLeaves(a, b)) return CompareLeaves(a, b);
    const auto of_a = MembersOf(a);
    std::map<std::string, const Json*> of_b;
    for (const auto& [name, member] : MembersOf(b)) of_b[name] = member;
    for (const auto& [name, member] : of_a) {
      if (place_.empty() && name == "signature") continue;
      place_.push_back(name);
      const auto other = of_b.find(name);
      if (other == of_b.end()) {
        Missing(*member, true);
      } else {
        Compare(*member, *other->second);
        of_b.erase(other);
      }
      place_.pop_back();
    }
    for (const auto& [name, member] : MembersOf(b)) {
      if (!of_b.contains(name) || (place_.empty() && name == "signature")) continue;
      place_.push_back(name);
      Missing(*member, false);
      place_.pop_back();
    }
  }

 private:
  // Lists of many entries and whole sites are one line: what is missing with its parent is not told again.
  void Missing(const Json& value, bool from_b) {
    ++out_.compared;
    ResultDifference difference{file_,        place_,       std::nullopt,
                                std::nullopt, std::nullopt, !DoesNotCount(place_)};
    (from_b ? difference.a : difference.b) = value;
    out_.differences.push_back(std::move(difference));
  }

  void CompareLeaves(const Json& a, const Json& b) {
    ++out_.compared;
    if (a == b) return;
    ResultDifference difference{file_, place_, a, b, std::nullopt, !DoesNotCount(place_)};
    if (a.is_number() && b.is_number()) {
      const double of_a = a.get<double>(), of_b = b.get<double>();
      difference.change = of_b - of_a;
      const double scale = std::max({1.0, std::fabs(of_a), std::fabs(of_b)});
      if (std::fabs(*difference.change) <= tolerance_ * scale) difference.counts = false;
    }
    out_.differences.push_back(std::move(difference));
  }

  const std::string file_;
  const double tolerance_;
  ResultComparison& out_;
  Place place_;
};

Json NameJson(const ResultSet& set) {
  return {{"path", set.path},
          {"study", set.validation["study"]},
          {"study_sha256", set.validation["study_sha256"]}};
}

std::string NameText(const ResultSet& set) {
  return absl::StrCat(set.path, ": study ", set.validation["study"].get<std::string>(), " (",
                      set.validation["study_sha256"].get<std::string>().substr(0, 12), ")");
}

Json SideJson(const std::optional<Json>& side) {
  return side ? *side : Json{{"missing", true}};
}

}  // namespace

bool ResultComparison::Same() const {
  return std::none_of(differences.begin(), differences.end(),
                      [](const ResultDifference& difference) { return difference.counts; });
}

ResultComparison CompareResults(const ResultSet& a, const ResultSet& b, double tolerance) {
  ResultComparison comparison;
  Comparing("validation.json", tolerance, comparison).Compare(a.validation, b.validation);
  if (a.model && b.model) {
    Comparing("model.json", tolerance, comparison).Compare(*a.model, *b.model);
  } else if (a.model || b.model) {
    ++comparison.compared;
    comparison.differences.push_back({"model.json", {}, a.model, b.model, std::nullopt, true});
  }
  return comparison;
}

std::string ValueText(const std::optional<Json>& value) {
  if (!value) return "missing";
  if (value->is_null()) return "none";
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number_float()) return absl::StrFormat("%.10g", value->get<double>());
  if (!value->is_structured()) return value->dump();
  for (const char* key : {"suppressed", "unavailable"}) {
    const Json why = value->is_object() ? value->value(key, Json()) : Json();
    if (why.is_string()) return absl::StrCat(key, ": ", why.get<std::string>());
  }
  if (value->is_array()) return absl::StrCat("a list of ", value->size());
  const Json estimate = value->value("estimate", Json()), lower = value->value("lower", Json()),
             upper = value->value("upper", Json());
  if (estimate.is_number() && lower.is_number() && upper.is_number()) {
    return absl::StrFormat("%.4g (%.4g to %.4g)", estimate.get<double>(), lower.get<double>(),
                           upper.get<double>());
  }
  return absl::StrCat("there, with ", value->size(), value->size() == 1 ? " entry" : " entries");
}

std::string DiffTable(const ResultSet& a, const ResultSet& b, const ResultComparison& comparison,
                      double tolerance) {
  std::string out = absl::StrCat("A  ", NameText(a), "\nB  ", NameText(b), "\n");
  std::vector<std::vector<std::string>> rows = {{"place", "A", "B", "B less A", ""}};
  for (const ResultDifference& difference : comparison.differences) {
    std::string place = absl::StrJoin(difference.place, " / ");
    if (difference.file == "model.json") place = absl::StrCat("model.json", place.empty() ? "" : ": ", place);
    rows.push_back({std::move(place), ValueText(difference.a), ValueText(difference.b),
                    difference.change ? absl::StrFormat("%.3g", *difference.change) : "",
                    difference.counts   ? "differs"
                    : difference.change ? "within tolerance"
                                        : "does not count"});
  }
  if (rows.size() > 1) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    out += "\n";
    for (auto& row : rows) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        row[i].resize(i + 1 == row.size() ? row[i].size() : widths[i] + 2, ' ');
        line += row[i];
      }
      line.erase(line.find_last_not_of(' ') + 1);
      absl::StrAppend(&out, line, "\n");
    }
  }
  const auto count = std::count_if(comparison.differences.begin(), comparison.differences.end(),
                                   [](const ResultDifference& difference) { return difference.counts; });
  absl::StrAppend(&out, "\n", comparison.compared, " values compared, ", comparison.differences.size(),
                  " not equal, ", count, count == 1 ? " differs" : " differ", " (tolerance ", tolerance,
                  "): the results are ", count == 0 ? "the same" : "not the same", "\n");
  return out;
}

Json DiffJson(const ResultSet& a, const ResultSet& b, const ResultComparison& comparison, double tolerance) {
  Json json = {{"a", NameJson(a)},          {"b", NameJson(b)},
               {"tolerance", tolerance},    {"compared", comparison.compared},
               {"same", comparison.Same()}, {"differences", Json::array()}};
  for (const ResultDifference& difference : comparison.differences) {
    json["differences"].push_back(
        {{"file", difference.file},
         {"place", difference.place},
         {"a", SideJson(difference.a)},
         {"b", SideJson(difference.b)},
         {"difference", difference.change ? Json(*difference.change) : Json(nullptr)},
         {"counts", difference.counts}});
  }
  return json;
}

}  // namespace osteon
