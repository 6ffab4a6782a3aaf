// YAML files that people write, read strictly: every problem of a file is said at once, with file, line and
// column, and a key that nobody knows is never passed over.
//
//   YamlProblems problems("policy.yaml");
//   OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(text, problems));
//   YamlMap policy(root, "policy", problems);
//   const std::optional<double> min_patients = policy.OptionalNumber("min_patients");
//   policy.RefuseOtherKeys();
//   OSTEON_RETURN_IF_ERROR(problems.ToStatus());
#ifndef OSTEON_COMMON_CONFIG_YAML_H_
#define OSTEON_COMMON_CONFIG_YAML_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// One value of a file. Scalars are kept as the text they were written with: `off` is the text "off" and 1 is
// "1" until somebody asks for a number or a truth value.
struct YamlNode {
  enum class Kind { kNothing, kScalar, kList, kMap };
  Kind kind = Kind::kNothing;
  std::size_t line = 1, column = 1;  // from 1; of `key:` with nothing behind it, the key's
  std::string text;                  // scalars
  bool quoted = false;               // scalars: "1" in quotes is no number
  std::string key;                   // values of a map
  std::size_t key_line = 1, key_column = 1;
  std::vector<YamlNode> children;  // items of a list; values of a map in the order of the file, keys unique

  // The value under `key`; nullptr when there is none.
  const YamlNode* Child(absl::string_view key) const;
};

// "a number (3)", "text ("x")", "a list", "a map", "nothing": what a message says was found.
std::string Describe(const YamlNode& node);

// The problems of one file. Nodes given to it must outlive it.
class YamlProblems {
 public:
  explicit YamlProblems(std::string file) : file_(std::move(file)) {}
  YamlProblems(const YamlProblems&) = delete;
  YamlProblems& operator=(const YamlProblems&) = delete;

  const std::string& file() const { return file_; }

  // A wrong value, told at its place.
  void Add(const YamlNode& value, std::string message);
  // A map's key that is wrong, told at the key.
  void AddAtKey(const YamlNode& map, const YamlNode& value, std::string message);
  // A key that a map lacks, told at the map's own key where it has one.
  void AddAtMap(const YamlNode& map, std::string message);
  // Well-formed, but this version cannot do it; told at the key where there is one. Does not count below.
  void AddUnavailable(const YamlNode& value, std::string message);
  // Told at a place without a node.
  void AddAt(std::size_t line, std::size_t column, std::string message);

  // Whether something was added for `node` or anything in it; whether for the keys of `map` itself. With
  // these a later check leaves out what only follows from an earlier problem.
  bool Within(const YamlNode& node) const;
  bool AmongKeysOf(const YamlNode& map) const;

  // OK, or kInvalidArgument with one line "FILE:LINE:COLUMN: MESSAGE" a problem, in the order of the file.
  absl::Status ToStatus() const;

 private:
  struct Problem {
    std::size_t line, column;
    std::string message;
    const YamlNode* value;  // nullptr: does not count
    const YamlNode* map;    // set when it is about the map's keys
  };
  std::string file_;
  std::vector<Problem> problems_;
};

// The one document in `text`. kInvalidArgument, with file, line and column: not YAML, more than one document,
// nothing at all. Duplicate keys (the first counts), keys that are no text, anchors, aliases and tags are
// added to `problems`.
absl::StatusOr<YamlNode> ParseYaml(const std::string& text, YamlProblems& problems);

// Values; a wrong type is added to `problems` and gives nullopt. `what` begins the message ("min_patients").
std::optional<std::string> ReadText(const YamlNode& node, absl::string_view what, YamlProblems& problems);
std::optional<double> ReadNumber(const YamlNode& node, absl::string_view what, YamlProblems& problems);
std::optional<bool> ReadBool(const YamlNode& node, absl::string_view what, YamlProblems& problems);
// A list of texts; items of a wrong type are left out.
std::vector<std::string> ReadTexts(const YamlNode& node, absl::string_view what, YamlProblems& problems);
// One of `choices`; the message suggests the nearest.
std::optional<std::string> ReadChoice(const YamlNode& node, absl::string_view what,
                                      const std::vector<std::string>& choices, YamlProblems& problems);

// A map with known keys. Keeps references to the node and the problems.
class YamlMap {
 public:
  // Not a map: a problem, and no key is found.
  YamlMap(const YamlNode& node, std::string what, YamlProblems& problems);

  bool is_map() const { return node_.kind == YamlNode::Kind::kMap; }
  const YamlNode& node() const { return node_; }

  // The key's value; nullptr when absent. Required: its absence is a problem.
  const YamlNode* Optional(const std::string& key);
  const YamlNode* Required(const std::string& key);

  std::optional<std::string> OptionalText(const std::string& key);
  std::optional<std::string> RequiredText(const std::string& key);
  std::optional<double> OptionalNumber(const std::string& key);
  std::optional<bool> OptionalBool(const std::string& key);
  std::optional<std::string> OptionalChoice(const std::string& key, const std::vector<std::string>& choices);

  // Every key that was not asked for is unknown. Call it last.
  void RefuseOtherKeys();

 private:
  const YamlNode& node_;
  std::string what_;
  YamlProblems& problems_;
  std::vector<std::string> known_;
};

}  // namespace osteon

#endif  // OSTEON_COMMON_CONFIG_YAML_H_
