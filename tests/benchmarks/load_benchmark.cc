// One coordinator and many agents on this machine: time and the coordinator's memory per round, the journal's
// size and how long it takes to replay it. The agents are in a process of their own, each with its
// certificate and connection; they send numbers of the right shape at once, so what is measured is the
// coordinator.
//
// usage: load_benchmark [AGENTS 100] [VALUES 10000] [ROUNDS 2000]
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/audit/hash_chain.h"
#include "common/audit/signed_head.h"
#include "common/files/files.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "coordinator/federation/live_federation.h"
#include "models/wire/federation_wire.h"
#include "models/wire/ledger_wire.h"
#include "models/wire/study_wire.h"
#include "tests/end_to_end/consortium.h"

namespace osteon {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kWordsInChunk = std::size_t{1} << 17;

double SecondsSince(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

// Resident and largest resident megabytes of this process.
double Megabytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != field + ":") continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes / 1024;
  }
  return 0;
}

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(result);
}

std::string SiteName(int number) {
  return absl::StrCat("site", number);
}

// --- An agent: answers every task with ones, and a signed head that grows by one.

void Answer(v1::SiteSession::Stub& stub, const v1::Task& message, const SignedHead& head) {
  const models::Task task = Must(models::TaskFromMessage(message));
  const RingLayout layout = models::LayoutOf(std::get<models::SumRequest>(task.request));
  const std::vector<std::uint64_t> words(WordCount(layout), 1);
  grpc::ClientContext context;
  v1::SubmitReply reply;
  const auto writer = stub.SubmitSummand(&context, &reply);
  v1::SummandChunk chunk;
  models::ToMessage(task.key, chunk.mutable_key());
  models::ToMessage(head, chunk.mutable_ledger_head());
  for (std::size_t at = 0; at < words.size(); at += kWordsInChunk) {
    chunk.set_offset(at);
    chunk.mutable_words()->Clear();
    chunk.mutable_words()->Add(
        words.begin() + static_cast<std::ptrdiff_t>(at),
        words.begin() + static_cast<std::ptrdiff_t>(std::min(at + kWordsInChunk, words.size())));
    if (!writer->Write(chunk)) break;
    chunk.clear_key();
    chunk.clear_ledger_head();
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) std::fprintf(stderr, "agent: %s\n", status.error_message().c_str());
}

void RunAgent(const std::string& address, const std::string& identity_file, const std::string& site) {
  const LoadedIdentity identity = Must(ReadIdentity(identity_file, absl::Now()));
  const PrivateKey key = Must(PrivateKey::FromPem(identity.identity.private_key_pem));
  const auto stub = v1::SiteSession::NewStub(MemberChannel(address, identity.identity));
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  const auto stream = stub->Subscribe(&context, v1::SubscribeRequest());
  ChainHead head;
  v1::Task task;
  while (stream->Read(&task)) {
    head = Append(head, "{}");
    Answer(*stub, task, Must(SignHead(key, site, head)));
  }
}

int RunAgents(const std::string& address, const std::string& folder, int agents) {
  std::vector<std::thread> threads;
  for (int i = 0; i < agents; ++i) {
    threads.emplace_back(RunAgent, address, absl::StrCat(folder, "/", SiteName(i), "/identity.pem"),
                         SiteName(i));
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

// --- The coordinator

// A logistic step whose summand has about `values` numbers.
models::LogisticRequest RequestOf(int values, int agents) {
  models::LogisticRequest request;
  for (int j = 0; (j + 2) * (j + 1) / 2 <= values; ++j)
    request.columns.push_back({absl::StrCat("f", j), 0.0, 1.0});
  request.patients = std::uint64_t{100} * static_cast<std::uint64_t>(agents);
  request.sites = agents;
  return request;
}

void Step(models::LogisticRequest& request, int round) {
  request.beta.assign(request.columns.size() + 1, 1e-6 * (round + 1));
}

std::uint64_t BytesBelow(const std::string& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

int Run(const std::string& program, int agents, int values, int rounds) {
  testing::Consortium consortium;
  std::vector<std::string> sites;
  for (int i = 0; i < agents; ++i) {
    sites.push_back(SiteName(i));
    consortium.AddSite(sites.back(), "patient_id,label\n");
  }
  std::sort(sites.begin(), sites.end());
  // A site that never decides keeps the study itself from running.
  consortium.AddSite("undecided", "patient_id,label\n");
  models::Study study = testing::SyntheticStudy(sites, {"undecided"});
  models::LogisticRequest request = RequestOf(values, agents);
  const std::string hash = Must(consortium.Submit(study));
  const std::string roster = Must(consortium.host().journal().studies().Find(hash))->roster_sha256;

  const std::string folder = consortium.Path("agents");
  const std::string count = absl::StrCat(agents);
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl(program.c_str(), program.c_str(), "agents", consortium.address().c_str(), folder.c_str(),
            count.c_str(), static_cast<char*>(nullptr));
    std::_Exit(127);
  }
  for (const std::string& site : sites) {
    while (!consortium.host().board().Connected(site)) absl::SleepFor(absl::Milliseconds(5));
  }
  Step(request, 0);
  const std::size_t bytes = 8 * WordCount(models::LayoutOf(models::SumRequest(request)));
  std::printf("%d agents, %zu columns, %zu bytes a summand; connected, coordinator %.0f MB\n", agents,
              request.columns.size(), bytes, Megabytes("VmRSS"));
  coordinator::Journal& journal = consortium.host().journal();
  const models::Round round{"load", "wide", sites};
  {
    coordinator::LiveFederation federation({hash, roster}, journal.rounds(), consortium.host().board(),
                                           [] { return absl::Now(); });
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
      Step(request, i);
      const Clock::time_point begun = Clock::now();
      Must(federation.Sum(round, request));
      times.push_back(SecondsSince(begun));
      if (i + 1 == rounds || (i + 1) % std::max(1, rounds / 10) == 0) {
        std::vector<double> sorted_times = times;
        std::sort(sorted_times.begin(), sorted_times.end());
        std::printf("round %5d: median %.0f ms since the last line, resident %.0f MB (most %.0f)\n", i + 1,
                    1e3 * sorted_times[sorted_times.size() / 2], Megabytes("VmRSS"), Megabytes("VmHWM"));
        std::fflush(stdout);
        times.clear();
      }
    }
  }
  ::kill(child, SIGTERM);
  ::waitpid(child, nullptr, 0);
  const std::string state = consortium.Path("coordinator");
  std::printf("journal of %d rounds: %.1f MB\n", rounds, 1e-6 * static_cast<double>(BytesBelow(state)));
  consortium.StopCoordinator();
  const Clock::time_point begun = Clock::now();
  consortium.StartCoordinator();
  coordinator::LiveFederation replay({hash, roster}, consortium.host().journal().rounds(),
                                     consortium.host().board(), [] { return absl::Now(); });
  for (int i = 0; i < rounds; ++i) {
    Step(request, i);
    Must(replay.Sum(round, request));
  }
  std::printf("replayed, with the coordinator's start: %.2f s\n", SecondsSince(begun));
  return replay.replayed() == static_cast<std::uint64_t>(rounds) ? 0 : 1;
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "agents")
    return osteon::RunAgents(argv[2], argv[3], std::atoi(argv[4]));
  const auto given = [&](int place, int otherwise) {
    return argc > place ? std::atoi(argv[place]) : otherwise;
  };
  return osteon::Run(std::filesystem::read_symlink("/proc/self/exe").string(), given(1, 100), given(2, 10000),
                     given(3, 2000));
}
