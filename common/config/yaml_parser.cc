// The only file that includes yaml-cpp. Its events are used instead of its nodes, because those keep the
// second of two equal keys without a word.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/config/yaml.h"
#include "common/text/utf8.h"

namespace osteon {
namespace {

class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(YamlProblems& problems) : problems_(problems) {}

  YamlNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    YamlNode node = At(mark, YamlNode::Kind::kNothing);
    if (!open_.empty() && open_.back().has_key) {
      node.line = open_.back().key_line;
      node.column = open_.back().key_column;
    }
    Put(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    problems_.AddAt(Line(mark), Column(mark), "an alias (*name) is not read; write the value out");
    Put(At(mark, YamlNode::Kind::kNothing));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    YamlNode node = At(mark, YamlNode::Kind::kScalar);
    node.text = value;
    node.quoted = tag == "!";  // yaml-cpp's sign for quoted and block scalars
    Put(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    open_.push_back(Open{At(mark, YamlNode::Kind::kList)});
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    open_.push_back(Open{At(mark, YamlNode::Kind::kMap)});
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Open {
    YamlNode node;
    bool has_key = false;  // maps: a key waits for its value
    std::string key{};
    std::size_t key_line = 1, key_column = 1;
    std::map<std::string, std::size_t> lines{};  // maps: of the keys so far
  };

  static std::size_t Line(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.line + 1); }
  static std::size_t Column(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.column + 1); }

  static YamlNode At(const YAML::Mark& mark, YamlNode::Kind kind) {
    YamlNode node;
    node.kind = kind;
    node.line = Line(mark);
    node.column = Column(mark);
    return node;
  }

  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) problems_.AddAt(Line(mark), Column(mark), "an anchor (&name) is not read");
  }
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    problems_.AddAt(Line(mark), Column(mark), absl::StrCat("a tag (", tag, ") is not read"));
  }

  void Close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    Put(std::move(node));
  }

  void Put(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::kList) {
      parent.node.children.push_back(std::move(node));
    } else if (!parent.has_key) {
      PutKey(parent, node);
    } else {
      parent.has_key = false;
      PutValue(parent, std::move(node));
    }
  }

  void PutKey(Open& parent, const YamlNode& key) {
    if (key.kind != YamlNode::Kind::kScalar || key.text.empty()) {
      problems_.AddAt(key.line, key.column, absl::StrCat("a key must be text, not ", Describe(key)));
    }
    parent.has_key = true;
    parent.key = key.text;
    parent.key_line = key.line;
    parent.key_column = key.column;
  }

  void PutValue(Open& parent, YamlNode value) {
    if (parent.key.empty()) return;  // told already
    const auto [first, is_new] = parent.lines.emplace(parent.key, parent.key_line);
    if (!is_new) {
      problems_.AddAt(
          parent.key_line, parent.key_column,
          absl::StrCat("key ", parent.key, " stands a second time; first on line ", first->second));
      return;
    }
    value.key = std::move(parent.key);
    value.key_line = parent.key_line;
    value.key_column = parent.key_column;
    parent.node.children.push_back(std::move(value));
  }

  YamlProblems& problems_;
  YamlNode root_;
  std::vector<Open> open_;
};

}  // namespace

absl::StatusOr<YamlNode> ParseYaml(const std::string& text, YamlProblems& problems) {
  std::size_t line = 1;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    length = Utf8Length(text, at);
    if (length == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          problems.file(), ":", line, ": a byte that is not UTF-8 text; save the file as UTF-8"));
    }
    if (text[at] == '\n') ++line;
  }
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    TreeBuilder builder(problems);
    if (!parser.HandleNextDocument(builder)) {
      return absl::InvalidArgumentError(absl::StrCat(problems.file(), ": nothing in the file"));
    }
    YamlNode root = builder.Take();
    TreeBuilder second(problems);
    if (parser.HandleNextDocument(second)) {
      return absl::InvalidArgumentError(
          absl::StrCat(problems.file(), ": more than one document (a line of ---)"));
    }
    return root;
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(problems.file(), ":", error.mark.line + 1, ":",
                                                   error.mark.column + 1, ": not YAML: ", error.msg));
  }
}

}  // namespace osteon
