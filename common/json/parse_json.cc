#include "common/json/parse_json.h"

#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/text/one_line.h"

namespace osteon {
namespace {

constexpr std::size_t kLongestReason = 300;

struct Refused {
  std::string why;
};

// A pointer into the text that tells how far it went: the parser's own errors have a place, its events have
// none.
class Reading {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Reading(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  Reading& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  Reading operator++(int) {
    Reading before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Reading& a, const Reading& b) { return a.at_ == b.at_; }
  friend bool operator!=(const Reading& a, const Reading& b) { return a.at_ != b.at_; }

 private:
  const char* at_;
  const char** reached_;
};

// Called by the parser at every value.
class Strictness {
 public:
  bool operator()(int /*depth*/, Json::parse_event_t event, const Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start:
      case Json::parse_event_t::array_start:
        if (names_.size() == kDeepestJson) {
          throw Refused{absl::StrCat("more than ", kDeepestJson, " objects and arrays within each other")};
        }
        names_.emplace_back();
        break;
      case Json::parse_event_t::object_end:
      case Json::parse_event_t::array_end:
        names_.pop_back();
        break;
      case Json::parse_event_t::key:
        if (!names_.back().insert(parsed.get<std::string>()).second) {
          throw Refused{absl::StrCat("the name \"", OneLine(parsed.get<std::string>(), 60),
                                     "\" stands a second time in one object")};
        }
        break;
      case Json::parse_event_t::value:
        break;
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> names_;  // of the objects that are open
};

// What the parser says, without its name and its own way of telling places.
std::string Reason(const Json::exception& error) {
  absl::string_view text = error.what();
  const std::size_t name = text.find("] ");
  if (name != absl::string_view::npos) text.remove_prefix(name + 2);
  const std::size_t place = text.find("column ");
  const std::size_t colon = text.find(": ", place == absl::string_view::npos ? 0 : place);
  if (place != absl::string_view::npos && colon != absl::string_view::npos) text.remove_prefix(colon + 2);
  return OneLine(text, kLongestReason);
}

absl::Status At(absl::string_view text, const char* reached, const std::string& why) {
  std::size_t line = 1, column = 1;
  for (const char* at = text.data(); at != reached; ++at) {
    const bool ends_line = *at == '\n' && at + 1 != reached;
    line += ends_line ? 1 : 0;
    column = ends_line ? 1 : column + 1;
  }
  return absl::InvalidArgumentError(absl::StrCat(line, ":", column > 1 ? column - 1 : 1, ": ", why));
}

}  // namespace

absl::StatusOr<Json> ParseJson(absl::string_view text) {
  const char* reached = text.data();
  Strictness strict;
  try {
    return Json::parse(Reading(text.data(), &reached), Reading(text.data() + text.size(), &reached),
                       [&strict](int depth, Json::parse_event_t event, Json& parsed) {
                         return strict(depth, event, parsed);
                       });
  } catch (const Refused& refused) {
    return At(text, reached, refused.why);
  } catch (const Json::exception& error) {
    return At(text, reached, Reason(error));
  }
}

}  // namespace osteon
