// `doctor`: what keeps this agent from its work, and what to do about it.
#ifndef OSTEON_SITE_AGENT_CLI_DOCTOR_COMMAND_H_
#define OSTEON_SITE_AGENT_CLI_DOCTOR_COMMAND_H_

namespace CLI {
class App;
}

namespace osteon {

void AddDoctorCommand(CLI::App& app, int* exit_code);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_DOCTOR_COMMAND_H_
