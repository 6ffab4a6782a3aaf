#include "coordinator/report/figures/print_pdf.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::report {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// A browser called chromium that does what a test wants; `script` is of /bin/sh.
void MakeBrowser(const TemporaryFolder& folder, const std::string& script) {
  const std::filesystem::path path = folder.path() / "chromium";
  std::ofstream(path)
      << "#!/bin/sh\nPATH=/usr/bin:/bin\n"
         "for a in \"$@\"; do case \"$a\" in --print-to-pdf=*) pdf=${a#*=};; --user-data-dir=*) "
         "profile=${a#*=};; file://*) page=${a#file://};; esac; done\n"
      << script << "\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

TEST(PrintPdf, WithoutABrowserSaysWhatToDo) {
  const TemporaryFolder empty;
  EXPECT_THAT(PrintPdf(empty.path().string(), {empty.path().string()}),
              StatusIs(kRefused, AllOf(HasSubstr("apt install chromium"),
                                       HasSubstr("open report.html in any browser"))));
}

TEST(PrintPdf, WithoutAPageNamesIt) {
  const TemporaryFolder folder;
  MakeBrowser(folder, "exit 0");
  EXPECT_THAT(PrintPdf(folder.path().string(), {folder.path().string()}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("report.html")));
}

TEST(PrintPdf, WhatTheBrowserPrintsStandsBesideThePageAndItsFolderGoesAway) {
  const TemporaryFolder folder;
  ASSERT_THAT(WriteFileAtomically(folder / "report.html", "<p>page</p>"), IsOk());
  MakeBrowser(folder, "mkdir \"$profile\"; echo \"$profile\" >" + folder / "where" +
                          "; printf '%%PDF-1.4 ' >\"$pdf\"; cat \"$page\" >>\"$pdf\"");
  ASSERT_THAT(PrintPdf(folder.path().string(), {folder.path().string()}), IsOk());
  const absl::StatusOr<std::string> pdf = ReadFile(folder / "report.pdf"), where = ReadFile(folder / "where");
  ASSERT_THAT(pdf, IsOk());
  EXPECT_EQ(*pdf, "%PDF-1.4 <p>page</p>");
  ASSERT_THAT(where, IsOk());
  EXPECT_FALSE(std::filesystem::exists(where->substr(0, where->size() - 1)));
}

TEST(PrintPdf, AnOldPdfStaysWhereTheBrowserFails) {
  for (const char* script : {"echo no display >&2; exit 1", "echo text >\"$pdf\"", "exit 0"}) {
    const TemporaryFolder folder;
    ASSERT_THAT(WriteFileAtomically(folder / "report.html", "<p>page</p>"), IsOk());
    ASSERT_THAT(WriteFileAtomically(folder / "report.pdf", "old"), IsOk());
    MakeBrowser(folder, script);
    EXPECT_THAT(PrintPdf(folder.path().string(), {folder.path().string()}),
                StatusIs(kRefused, HasSubstr("report.pdf was not printed")));
    const absl::StatusOr<std::string> pdf = ReadFile(folder / "report.pdf");
    ASSERT_THAT(pdf, IsOk());
    EXPECT_EQ(*pdf, "old");
  }
}

TEST(PrintPdf, ABrowserThatHangsIsEnded) {
  const TemporaryFolder folder;
  ASSERT_THAT(WriteFileAtomically(folder / "report.html", "<p>page</p>"), IsOk());
  MakeBrowser(folder, "sleep 600");
  EXPECT_THAT(PrintPdf(folder.path().string(), {folder.path().string(), absl::Milliseconds(300)}),
              StatusIs(kRefused, HasSubstr("chromium had not finished")));
}

}  // namespace
}  // namespace osteon::report
