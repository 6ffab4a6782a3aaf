#include "site_agent/policy/verify_ledger.h"

#include <filesystem>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "site_agent/policy/ledger_chain.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

class VerifyLedgerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(ledger_, FileLedger::Open(path_, LedgerSigner{"alpha", key_}));
    for (std::uint32_t i = 1; i <= 3; ++i) {
      LedgerEntry entry;
      entry.key.attempt = i;
      ASSERT_THAT(ledger_->Store(entry, "payload"), IsOk());
    }
    LedgerEvent event;
    event.event = kRefusedEvent;
    ASSERT_THAT(ledger_->Note(event), IsOk());
  }
  absl::StatusOr<LedgerAudit> Verify() { return VerifyLedger(path_, "alpha", certificate_); }
  void Change(const std::string& path, const std::string& from, const std::string& to) {
    ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(path));
    const std::string changed = absl::StrReplaceAll(text, {{from, to}});
    ASSERT_NE(changed, text);
    ASSERT_THAT(WriteFileAtomically(path, changed, FileMode::kSecret), IsOk());
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "ledger";
  const PrivateKey key_ = PrivateKey::Generate().value();
  const std::string certificate_ =
      CertificateAuthority::Create(folder_ / "ca", "lung", absl::Now())
          .value()
          .SignMember(MakeCertificateRequest(key_).value(), "alpha", Role::kSite, absl::Now())
          .value();
  std::unique_ptr<FileLedger> ledger_;
};

TEST_F(VerifyLedgerTest, AWholeLedgerIsWholeAlsoWhileAnAgentWorksOnIt) {
  ASSERT_OK_AND_ASSIGN(const LedgerAudit audit, Verify());
  EXPECT_EQ(audit.releases, 3U);
  EXPECT_EQ(audit.events, 1U);
  EXPECT_EQ(audit.head, ledger_->Head().head);
  EXPECT_EQ(audit.signed_by, key_.PublicKeyFingerprint());
  ASSERT_OK_AND_ASSIGN(const LedgerAudit none, VerifyLedger(folder_ / "none", "alpha", certificate_));
  EXPECT_EQ(none.head, ChainHead());
}

TEST_F(VerifyLedgerTest, AnAlteredPayloadIsNamedWithItsLine) {
  ASSERT_OK_AND_ASSIGN(std::string payloads, ReadFile(LedgerPayloadsPath(path_)));
  payloads[8] = '!';
  ASSERT_THAT(WriteFileAtomically(LedgerPayloadsPath(path_), payloads, FileMode::kSecret), IsOk());
  EXPECT_THAT(Verify(),
              StatusIs(absl::StatusCode::kDataLoss,
                       AllOf(HasSubstr("ledger.jsonl:2: "), HasSubstr("payload"), HasSubstr("was altered"))));
  std::filesystem::resize_file(LedgerPayloadsPath(path_), 20);
  EXPECT_THAT(VerifyLedger(path_, "alpha", certificate_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ledger.jsonl:")));
}

TEST_F(VerifyLedgerTest, AnAlteredLineAndACutLedgerAreFound) {
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(LedgerLinesPath(path_)));
  Change(LedgerLinesPath(path_), "\"attempt\":3", "\"attempt\":4");
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kDataLoss,
                                 AllOf(HasSubstr("ledger.jsonl:3: "), HasSubstr("was altered"))));
  const std::size_t third = text.find('\n', text.find('\n') + 1) + 1;
  ASSERT_THAT(WriteFileAtomically(LedgerLinesPath(path_), text.substr(0, third), FileMode::kSecret), IsOk());
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kDataLoss,
                                 AllOf(HasSubstr("ends at entry 2"), HasSubstr("expects entry 4"))));
}

TEST_F(VerifyLedgerTest, AForgedHeadIsFound) {
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(LedgerHeadPath(path_)));
  ASSERT_OK_AND_ASSIGN(LedgerHeadFile file, ParseLedgerHead(text));
  ASSERT_OK_AND_ASSIGN(const PrivateKey other, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(file.head, SignHead(other, "alpha", file.head.head));
  ASSERT_THAT(WriteFileAtomically(LedgerHeadPath(path_), LedgerHeadText(file), FileMode::kSecret), IsOk());
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("head.json")));
  std::filesystem::remove(LedgerHeadPath(path_));
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("is missing")));
}

}  // namespace
}  // namespace osteon
