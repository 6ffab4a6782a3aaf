#include "site_agent/radiomics/pyradiomics/parameter_reader.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/nearest.h"
#include "common/text/number.h"

namespace osteon {

bool IsNone(const YAML::Node& node) {
  return !node.IsDefined() || node.IsNull() ||
         (node.IsScalar() && (node.Scalar() == "None" || node.Scalar().empty()));
}

void ParameterReader::Problem(const YAML::Node& at, const std::string& text) {
  const YAML::Mark mark = at.Mark();
  problems_.push_back(mark.is_null()
                          ? absl::StrCat(file_, ": ", text)
                          : absl::StrCat(file_, ":", mark.line + 1, ":", mark.column + 1, ": ", text));
}

void ParameterReader::Unknown(const YAML::Node& key, const std::string& what,
                              const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestName(key.Scalar(), known);
  Problem(key, absl::StrCat("unknown ", what, " '", key.Scalar(), "'",
                            nearest.has_value() ? absl::StrCat("; did you mean '", *nearest, "'?")
                                                : absl::StrCat("; known are ", absl::StrJoin(known, ", "))));
}

void ParameterReader::ForEach(
    const YAML::Node& node, const std::string& what,
    const std::function<void(const std::string&, const YAML::Node&, const YAML::Node&)>& visit) {
  if (!node.IsMap()) {
    Problem(node, absl::StrCat(what, " must be a list of `name: value` lines"));
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      Problem(entry.first, absl::StrCat("a name was expected in ", what));
      continue;
    }
    if (!seen.insert(entry.first.Scalar()).second) {
      Problem(entry.first, absl::StrCat("'", entry.first.Scalar(), "' is given twice in ", what));
    }
    visit(entry.first.Scalar(), entry.first, entry.second);
  }
}

std::optional<double> ParameterReader::Number(const std::string& name, const YAML::Node& value) {
  const std::optional<double> number = value.IsScalar() ? ParseNumber(value.Scalar()) : std::nullopt;
  if (!number.has_value()) Problem(value, absl::StrCat(name, " must be a number"));
  return number;
}

std::optional<double> ParameterReader::Positive(const std::string& name, const YAML::Node& value) {
  std::optional<double> number = Number(name, value);
  if (number.has_value() && *number <= 0) {
    Problem(value, absl::StrCat(name, " must be more than 0"));
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> ParameterReader::Integer(const std::string& name, const YAML::Node& value,
                                                     std::int64_t lowest, std::int64_t highest) {
  const std::optional<double> number = Number(name, value);
  if (!number.has_value()) return std::nullopt;
  if (*number != std::floor(*number) || *number < static_cast<double>(lowest) ||
      *number > static_cast<double>(highest)) {
    Problem(value, absl::StrCat(name, " must be a whole number from ", lowest, " to ", highest));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

std::optional<bool> ParameterReader::Switch(const std::string& name, const YAML::Node& value) {
  bool on = false;
  if (value.IsScalar() && YAML::convert<bool>::decode(value, on)) return on;
  Problem(value, absl::StrCat(name, " must be true or false"));
  return std::nullopt;
}

std::optional<std::size_t> ParameterReader::Choice(const std::string& name, const YAML::Node& value,
                                                   const std::vector<std::string>& choices) {
  if (value.IsScalar()) {
    const auto found = std::find(choices.begin(), choices.end(), value.Scalar());
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  }
  Problem(value, absl::StrCat(name, " must be one of ", absl::StrJoin(choices, ", ")));
  return std::nullopt;
}

std::vector<double> ParameterReader::Numbers(const std::string& name, const YAML::Node& value) {
  std::vector<double> numbers;
  if (!value.IsSequence()) {
    Problem(value, absl::StrCat(name, " must be a list of numbers"));
    return numbers;
  }
  for (const YAML::Node& element : value) {
    if (const std::optional<double> number = Number(name, element)) numbers.push_back(*number);
  }
  return numbers;
}

}  // namespace osteon
