// agent.yaml, as its administrator edits it.
#include <filesystem>

#include "absl/strings/match.h"
#include "site_agent/cli/agent_state.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const AgentFolder folder = {fuzz::ScratchFolder()};
  fuzz::ScratchFile("agent.yaml", fuzz::Text(data, size));
  const absl::StatusOr<AgentConfiguration> configuration = ReadAgentConfiguration(folder);
  if (!configuration.ok()) {
    fuzz::RequireRefusal(configuration.status());
    fuzz::Require(absl::StartsWith(configuration.status().message(), folder.Configuration()),
                  "a problem without its file");
    return 0;
  }
  fuzz::Require(configuration->jobs >= 1 && configuration->jobs <= 1024,
                "a number of threads that no machine has");
  fuzz::Require(std::filesystem::path(configuration->data).is_absolute(),
                "data whose place depends on where the agent is started");
  return 0;
}
