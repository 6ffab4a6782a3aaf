// A parameter file's values as Python writes them.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PYTHON_LITERAL_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PYTHON_LITERAL_H_

#include <yaml-cpp/yaml.h>

#include <string>

namespace osteon {

// Python's repr of what a YAML 1.2 reader makes of the node: True, None, 25, 0.5, 'text', [1.0, 2.0], {'a':
// 1}.
std::string PythonLiteral(const YAML::Node& node);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PYTHON_LITERAL_H_
