// mapping.yaml, applied to a small table: the first line of the input to the last are the mapping.
#include "site_agent/cohort/build_cohort.h"
#include "site_agent/cohort/mapping.h"
#include "site_agent/cohort/test_tables.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const absl::StatusOr<SiteTable> table =
      osteon::testing::TableOf("id,Alter,sex,y\na,61,m,1\nb,62.5,w,0\nc,NA,u,1\nd,1e300,m,0\n");
  fuzz::Require(table.ok(), "the table");
  const absl::StatusOr<Mapping> mapping = Mapping::Parse(fuzz::Text(data, size), "mapping.yaml");
  if (!mapping.ok()) {
    fuzz::RequireRefusal(mapping.status());
    return 0;
  }
  const absl::StatusOr<SiteTable> mapped = mapping->Apply(*table);
  if (!mapped.ok()) {
    fuzz::RequireRefusal(mapped.status());
    return 0;
  }
  fuzz::Require(mapped->rows.size() == table->rows.size(), "a mapping lost patients");
  return 0;
}
