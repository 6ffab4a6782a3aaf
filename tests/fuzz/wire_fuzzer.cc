// Messages as the other side sent them, to domain types. The first byte chooses the kind. What is taken is
// written as it was read, and the answer to a request is never longer than a summand may be.
#include <utility>

#include "models/federation/requests.h"
#include "models/wire/federation_wire.h"
#include "models/wire/ledger_wire.h"
#include "models/wire/study_wire.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/requests.pb.h"
#include "osteon/v1/session.pb.h"
#include "osteon/v1/study.pb.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

// 8 bytes each; what a summand in flight may take at a site and at the coordinator.
constexpr std::size_t kMostWords = std::size_t{1} << 27;

template <typename Message>
bool Parse(const std::uint8_t* data, std::size_t size, Message* message) {
  return message->ParseFromArray(data, static_cast<int>(size));
}

void Check(const absl::Status& status) {
  if (!status.ok()) fuzz::RequireRefusal(status);
}

void ReadStudy(const std::string& bytes) {
  const absl::StatusOr<models::Study> study = models::ParseStudy(bytes);
  Check(study.status());
  if (!study.ok()) return;
  const std::string written = models::SerialiseStudy(*study);
  const absl::StatusOr<models::Study> again = models::ParseStudy(written);
  fuzz::Require(again.ok(), again.status().ToString());
  fuzz::Require(models::SerialiseStudy(*again) == written, "a study has two forms");
}

void ReadRequest(const std::string& bytes) {
  const absl::StatusOr<models::SumRequest> request = models::ParseSumRequest(bytes);
  Check(request.status());
  if (!request.ok()) return;
  fuzz::Require(WordCount(models::LayoutOf(*request)) <= kMostWords, "a request for a summand without bound");
  const std::string written = models::SerialiseRequest(*request);
  const absl::StatusOr<models::SumRequest> again = models::ParseSumRequest(written);
  fuzz::Require(again.ok(), again.status().ToString());
  fuzz::Require(models::SerialiseRequest(*again) == written, "a request has two forms");
}

void ReadRecord(const std::string& bytes) {
  const absl::StatusOr<models::SiteRecord> record = models::ParseRecord(bytes);
  Check(record.status());
  if (!record.ok()) return;
  const std::string written = models::SerialiseRecord(*record);
  const absl::StatusOr<models::SiteRecord> again = models::ParseRecord(written);
  fuzz::Require(again.ok(), again.status().ToString());
  fuzz::Require(models::SerialiseRecord(*again) == written, "a record has two forms");
}

// A task whose key has its request's hash, as an honest coordinator's has.
void ReadTask(const std::uint8_t* data, std::size_t size) {
  v1::Task message;
  if (!Parse(data, size, &message)) return;
  absl::StatusOr<models::Task> task = models::TaskFromMessage(message);
  Check(task.status());
  if (message.has_sum()) {
    const absl::StatusOr<models::SumRequest> request =
        models::ParseSumRequest(message.sum().SerializeAsString());
    if (!request.ok()) return;
    message.mutable_key()->set_request_sha256(models::RequestSha256(*request));
    task = models::TaskFromMessage(message);
    Check(task.status());
  }
  if (!task.ok()) return;
  v1::Task written;
  models::ToMessage(*task, &written);
  fuzz::Require(models::TaskFromMessage(written).ok(), "a task is not read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::size_t choice = fuzz::TakeChoice(data, size, 6);
  const std::string bytes = fuzz::Text(data, size);
  switch (choice) {
    case 0:
      ReadStudy(bytes);
      break;
    case 1:
      ReadRequest(bytes);
      break;
    case 2:
      ReadRecord(bytes);
      break;
    case 3:
      ReadTask(data, size);
      break;
    case 4:
      Check(models::ParseRecords(bytes).status());
      break;
    default: {
      v1::LedgerHead head;
      if (Parse(data, size, &head)) Check(models::HeadFromMessage(head).status());
    }
  }
  return 0;
}
