#include "common/config/yaml.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/nearest.h"
#include "common/text/number.h"

namespace osteon {
namespace {

bool Contains(const YamlNode& tree, const YamlNode* node) {
  return &tree == node || std::any_of(tree.children.begin(), tree.children.end(),
                                      [&](const YamlNode& child) { return Contains(child, node); });
}

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = NearestName(word, known);
  return nearest ? absl::StrCat("; did you mean ", *nearest, "?") : "";
}

void AddWrongType(const YamlNode& node, absl::string_view what, absl::string_view needed,
                  YamlProblems& problems) {
  problems.Add(node, absl::StrCat(what, ": needs ", needed, ", found ", Describe(node)));
}

}  // namespace

const YamlNode* YamlNode::Child(absl::string_view wanted) const {
  if (kind != Kind::kMap) return nullptr;
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const YamlNode& child) { return wanted == child.key; });
  return found == children.end() ? nullptr : &*found;
}

std::string Describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNothing:
      return "nothing";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
    case YamlNode::Kind::kScalar:
      break;
  }
  if (!node.quoted && ParseNumber(node.text)) return absl::StrCat("a number (", node.text, ")");
  std::string shown = node.text.substr(0, 60);
  if (shown.size() < node.text.size()) shown += "...";
  return absl::StrCat("text (\"", shown, "\")");
}

void YamlProblems::Add(const YamlNode& value, std::string message) {
  problems_.push_back({value.line, value.column, std::move(message), &value, nullptr});
}

void YamlProblems::AddAtKey(const YamlNode& map, const YamlNode& value, std::string message) {
  problems_.push_back({value.key_line, value.key_column, std::move(message), &value, &map});
}

void YamlProblems::AddAtMap(const YamlNode& map, std::string message) {
  const bool has_key = !map.key.empty();
  problems_.push_back({has_key ? map.key_line : map.line, has_key ? map.key_column : map.column,
                       std::move(message), &map, &map});
}

void YamlProblems::AddUnavailable(const YamlNode& value, std::string message) {
  const bool has_key = !value.key.empty();
  AddAt(has_key ? value.key_line : value.line, has_key ? value.key_column : value.column, std::move(message));
}

void YamlProblems::AddAt(std::size_t line, std::size_t column, std::string message) {
  problems_.push_back({line, column, std::move(message), nullptr, nullptr});
}

bool YamlProblems::Within(const YamlNode& node) const {
  return std::any_of(problems_.begin(), problems_.end(), [&](const Problem& problem) {
    return problem.value != nullptr && Contains(node, problem.value);
  });
}

bool YamlProblems::AmongKeysOf(const YamlNode& map) const {
  return std::any_of(problems_.begin(), problems_.end(),
                     [&](const Problem& problem) { return problem.map == &map; });
}

absl::Status YamlProblems::ToStatus() const {
  if (problems_.empty()) return absl::OkStatus();
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return absl::InvalidArgumentError(
      absl::StrJoin(sorted, "\n", [&](std::string* out, const Problem& problem) {
        absl::StrAppend(out, file_, ":", problem.line, ":", problem.column, ": ", problem.message);
      }));
}

std::optional<std::string> ReadText(const YamlNode& node, absl::string_view what, YamlProblems& problems) {
  if (node.kind == YamlNode::Kind::kScalar) return node.text;
  AddWrongType(node, what, "text", problems);
  return std::nullopt;
}

std::optional<double> ReadNumber(const YamlNode& node, absl::string_view what, YamlProblems& problems) {
  if (node.kind == YamlNode::Kind::kScalar && !node.quoted) {
    if (const std::optional<double> number = ParseNumber(node.text)) return number;
  }
  AddWrongType(node, what, "a number", problems);
  return std::nullopt;
}

std::optional<bool> ReadBool(const YamlNode& node, absl::string_view what, YamlProblems& problems) {
  if (node.kind == YamlNode::Kind::kScalar && !node.quoted) {
    const std::string text = absl::AsciiStrToLower(node.text);
    if (text == "true" || text == "yes" || text == "on") return true;
    if (text == "false" || text == "no" || text == "off") return false;
  }
  AddWrongType(node, what, "true or false", problems);
  return std::nullopt;
}

std::vector<std::string> ReadTexts(const YamlNode& node, absl::string_view what, YamlProblems& problems) {
  std::vector<std::string> texts;
  if (node.kind != YamlNode::Kind::kList) {
    AddWrongType(node, what, "a list", problems);
    return texts;
  }
  for (const YamlNode& item : node.children) {
    if (std::optional<std::string> text = ReadText(item, what, problems)) texts.push_back(*std::move(text));
  }
  return texts;
}

std::optional<std::string> ReadChoice(const YamlNode& node, absl::string_view what,
                                      const std::vector<std::string>& choices, YamlProblems& problems) {
  std::optional<std::string> text = ReadText(node, what, problems);
  if (!text || std::find(choices.begin(), choices.end(), *text) != choices.end()) return text;
  problems.Add(node, absl::StrCat(what, ": \"", *text, "\" is not one of ", absl::StrJoin(choices, ", "),
                                  DidYouMean(*text, choices)));
  return std::nullopt;
}

YamlMap::YamlMap(const YamlNode& node, std::string what, YamlProblems& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
  if (!is_map()) AddWrongType(node, what_, "a map", problems);
}

const YamlNode* YamlMap::Optional(const std::string& key) {
  known_.push_back(key);
  return node_.Child(key);
}

const YamlNode* YamlMap::Required(const std::string& key) {
  const YamlNode* value = Optional(key);
  if (value == nullptr && is_map()) {
    problems_.AddAtMap(node_, absl::StrCat(what_, ": key ", key, " is missing"));
  }
  return value;
}

std::optional<std::string> YamlMap::OptionalText(const std::string& key) {
  const YamlNode* value = Optional(key);
  return value == nullptr ? std::nullopt : ReadText(*value, key, problems_);
}

std::optional<std::string> YamlMap::RequiredText(const std::string& key) {
  const YamlNode* value = Required(key);
  return value == nullptr ? std::nullopt : ReadText(*value, key, problems_);
}

std::optional<double> YamlMap::OptionalNumber(const std::string& key) {
  const YamlNode* value = Optional(key);
  return value == nullptr ? std::nullopt : ReadNumber(*value, key, problems_);
}

std::optional<bool> YamlMap::OptionalBool(const std::string& key) {
  const YamlNode* value = Optional(key);
  return value == nullptr ? std::nullopt : ReadBool(*value, key, problems_);
}

std::optional<std::string> YamlMap::OptionalChoice(const std::string& key,
                                                   const std::vector<std::string>& choices) {
  const YamlNode* value = Optional(key);
  return value == nullptr ? std::nullopt : ReadChoice(*value, key, choices, problems_);
}

void YamlMap::RefuseOtherKeys() {
  if (!is_map()) return;
  for (const YamlNode& child : node_.children) {
    if (std::find(known_.begin(), known_.end(), child.key) != known_.end()) continue;
    problems_.AddAtKey(node_, child,
                       absl::StrCat(what_, ": unknown key ", child.key, DidYouMean(child.key, known_)));
  }
}

}  // namespace osteon
