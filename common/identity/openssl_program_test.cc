// Another reader of what we write: the openssl command line, where it is installed.
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/forge.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::forge::kNow;
using ::osteon::testing::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What the command printed, errors included; its exit code at the end.
std::string OutputOf(const std::string& command) {
  struct Closer {
    void operator()(std::FILE* file) const { pclose(file); }
  };
  const std::unique_ptr<std::FILE, Closer> pipe(
      popen(absl::StrCat(command, " 2>&1; echo exit $?").c_str(), "r"));
  std::string output;
  char buffer[4096];
  while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) output += buffer;
  return output;
}

class OpenSslProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    if (OutputOf("openssl version").find("exit 0") == std::string::npos)
      GTEST_SKIP() << "no openssl command line";
    const CertificateAuthority ca = CertificateAuthority::Create(folder_ / "ca", "lung", kNow).value();
    const PrivateKey key = PrivateKey::Generate().value();
    const std::string request = MakeCertificateRequest(key).value();
    Write("key.pem", key.ToPem().value());
    Write("request.pem", request);
    Write("member.pem", ca.SignMember(request, "alpha", Role::kSite, kNow).value());
    Write("server.pem", ca.SignServer(key, {"study.example.org", "10.1.2.3", "::1"}, kNow).value());
  }
  void Write(const std::string& name, const std::string& content) {
    ASSERT_THAT(WriteFileAtomically(folder_ / name, content, FileMode::kSecret), IsOk());
  }
  std::string Verify(const std::string& options, const std::string& file) {
    return OutputOf(absl::StrCat("openssl verify -x509_strict -CAfile ", folder_ / "ca/ca.crt", " -attime ",
                                 absl::ToUnixSeconds(kNow), " ", options, " ", folder_ / file));
  }

  const testing::TemporaryFolder folder_;
};

TEST_F(OpenSslProgram, AcceptsOurCertificatesForTheirPurposeOnly) {
  EXPECT_THAT(Verify("-purpose sslclient", "member.pem"), HasSubstr("exit 0"));
  EXPECT_THAT(Verify("-purpose sslserver", "member.pem"), Not(HasSubstr("exit 0")));
  EXPECT_THAT(Verify("-purpose sslserver -verify_hostname study.example.org", "server.pem"),
              HasSubstr("exit 0"));
  EXPECT_THAT(Verify("-purpose sslserver -verify_ip 10.1.2.3", "server.pem"), HasSubstr("exit 0"));
  EXPECT_THAT(Verify("-purpose sslserver -verify_ip ::1", "server.pem"), HasSubstr("exit 0"));
  EXPECT_THAT(Verify("-purpose sslserver -verify_hostname coordinator", "server.pem"),
              Not(HasSubstr("exit 0")));
  EXPECT_THAT(Verify("-purpose sslclient", "server.pem"), Not(HasSubstr("exit 0")));
}

TEST_F(OpenSslProgram, ReadsWhatIsWrittenInThem) {
  EXPECT_THAT(OutputOf(absl::StrCat("openssl x509 -noout -text -in ", folder_ / "ca/ca.crt")),
              AllOf(HasSubstr("CA:TRUE, pathlen:0"), HasSubstr("Certificate Sign, CRL Sign"),
                    HasSubstr("CN = lung"), HasSubstr("ecdsa-with-SHA256")));
  EXPECT_THAT(OutputOf(absl::StrCat("openssl x509 -noout -text -in ", folder_ / "member.pem")),
              AllOf(HasSubstr("URI:urn:osteon:site:alpha"), HasSubstr("TLS Web Client Authentication"),
                    Not(HasSubstr("TLS Web Server")), HasSubstr("CA:FALSE"), HasSubstr("Subject: CN = alpha"),
                    HasSubstr("Digital Signature"), HasSubstr("Authority Key Identifier")));
  EXPECT_THAT(OutputOf(absl::StrCat("openssl x509 -noout -text -in ", folder_ / "server.pem")),
              AllOf(HasSubstr("URI:urn:osteon:coordinator:lung"), HasSubstr("DNS:study.example.org"),
                    HasSubstr("IP Address:10.1.2.3"), HasSubstr("TLS Web Server Authentication")));
  EXPECT_THAT(OutputOf(absl::StrCat("openssl req -noout -verify -subject -in ", folder_ / "request.pem")),
              AllOf(HasSubstr("exit 0"), HasSubstr("verify OK")));
  EXPECT_THAT(OutputOf(absl::StrCat("openssl pkey -noout -check -in ", folder_ / "key.pem")),
              HasSubstr("is valid"));
}

}  // namespace
}  // namespace osteon
