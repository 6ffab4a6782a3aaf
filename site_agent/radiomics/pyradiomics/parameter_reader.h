// Reading a YAML parameter file: typed values, and every mistake with its place.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PARAMETER_READER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PARAMETER_READER_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

// Nothing, null or None.
bool IsNone(const YAML::Node& node);

// Functions that return nothing have noted a problem.
class ParameterReader {
 public:
  explicit ParameterReader(const std::string& file) : file_(file) {}

  const std::vector<std::string>& problems() const { return problems_; }
  void Problem(const YAML::Node& at, const std::string& text);
  void Unknown(const YAML::Node& key, const std::string& what, const std::vector<std::string>& known);
  // Calls `visit` for each key of a map; says so where `node` is something else, or holds a key twice.
  void ForEach(
      const YAML::Node& node, const std::string& what,
      const std::function<void(const std::string&, const YAML::Node& key, const YAML::Node& value)>& visit);

  std::optional<double> Number(const std::string& name, const YAML::Node& value);
  std::optional<std::int64_t> Integer(const std::string& name, const YAML::Node& value, std::int64_t lowest,
                                      std::int64_t highest = std::int64_t{1} << 31);
  std::optional<double> Positive(const std::string& name, const YAML::Node& value);
  std::optional<bool> Switch(const std::string& name, const YAML::Node& value);
  // The place of the value among the choices.
  std::optional<std::size_t> Choice(const std::string& name, const YAML::Node& value,
                                    const std::vector<std::string>& choices);
  std::vector<double> Numbers(const std::string& name, const YAML::Node& value);

 private:
  std::string file_;
  std::vector<std::string> problems_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PARAMETER_READER_H_
