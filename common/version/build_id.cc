#include "common/version/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstddef>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace osteon {
namespace {

constexpr std::size_t Padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

// The build ID among the notes of one segment; empty when it is not there.
std::string FindBuildId(absl::string_view notes) {
  static constexpr absl::string_view kOwner("GNU\0", 4);
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, notes.data(), sizeof(header));
    notes.remove_prefix(sizeof(header));
    const std::size_t name = Padded(header.n_namesz), text = Padded(header.n_descsz);
    if (notes.size() < name + text) break;
    if (header.n_type == NT_GNU_BUILD_ID && notes.substr(0, header.n_namesz) == kOwner) {
      return absl::BytesToHexString(notes.substr(name, header.n_descsz));
    }
    notes.remove_prefix(name + text);
  }
  return "";
}

// Called for each loaded object; the program itself is the first.
int VisitProgram(dl_phdr_info* info, std::size_t /*size*/, void* result) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* notes = reinterpret_cast<const char*>(info->dlpi_addr + segment.p_vaddr);
    const std::string found = FindBuildId({notes, segment.p_memsz});
    if (!found.empty()) *static_cast<std::string*>(result) = found;
  }
  return 1;  // no further object
}

}  // namespace

const std::string& BuildId() {
  static const std::string id = [] {
    std::string found;
    dl_iterate_phdr(VisitProgram, &found);
    return found;
  }();
  return id;
}

}  // namespace osteon
