#include "site_agent/radiomics/zones.h"

#include <utility>

namespace osteon {
namespace {

// While it works, a run's `zone` is another run of the same zone, or itself.
class ZoneFinder {
 public:
  ZoneFinder(const PaddedLevels& padded, std::optional<std::size_t> flat_axis)
      : padded_(padded),
        reach_(flat_axis == 0U ? 0 : 1),
        across_y_(flat_axis != 1U),
        across_z_(flat_axis != 2U) {}

  Zones Find() {
    const auto [nx, ny, nz] = padded_.inner;
    row_begin_.assign(ny * nz + 1, 0);
    for (std::size_t z = 0; z < nz; ++z) {
      for (std::size_t y = 0; y < ny; ++y) {
        const std::size_t row = y + ny * z;
        AddRuns(padded_.Row(y, z), nx);
        row_begin_[row + 1] = runs_.size();
        if (y > 0 && across_y_) JoinRows(row - 1, row);
        if (z > 0 && across_z_) {
          JoinRows(row - ny, row);
          if (y > 0 && across_y_) JoinRows(row - ny - 1, row);
          if (y + 1 < ny && across_y_) JoinRows(row - ny + 1, row);
        }
      }
    }
    for (std::uint32_t i = 0; i < runs_.size(); ++i) runs_[i].zone = Root(i);
    return {std::move(runs_), std::move(row_begin_)};
  }

 private:
  // A run along x is not one zone where x is the flat axis.
  void AddRuns(const std::uint16_t* level, std::size_t n) {
    for (std::size_t x = 0; x < n;) {
      const std::uint16_t here = level[x];
      if (here == 0) {
        ++x;
        continue;
      }
      const std::size_t first = x++;
      while (reach_ == 1 && level[x] == here) ++x;  // the margin ends it
      const auto index = static_cast<std::uint32_t>(runs_.size());
      runs_.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(x - 1),
                       static_cast<std::uint16_t>(here - 1), index, static_cast<std::uint32_t>(x - first)});
    }
  }

  std::uint32_t Root(std::uint32_t i) {
    while (runs_[i].zone != i) i = runs_[i].zone = runs_[runs_[i].zone].zone;
    return i;
  }

  // Both rows' runs ascend, so one walk along both finds every pair that touches.
  void JoinRows(std::size_t before, std::size_t after) {
    std::size_t i = row_begin_[before], j = row_begin_[after];
    const std::size_t i_end = row_begin_[before + 1], j_end = row_begin_[after + 1];
    while (i < i_end && j < j_end) {
      JoinIfTouching(i, j);
      // The one that ends first touches nothing after the other. Where both end together, each may touch the
      // other's next.
      if (runs_[i].last < runs_[j].last) {
        ++i;
      } else {
        if (runs_[i].last == runs_[j].last && i + 1 < i_end) JoinIfTouching(i + 1, j);
        ++j;
      }
    }
  }

  void JoinIfTouching(std::size_t i, std::size_t j) {
    const ZoneRun& a = runs_[i];
    const ZoneRun& b = runs_[j];
    if (a.row == b.row && a.first <= b.last + reach_ && b.first <= a.last + reach_) {
      Join(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
    }
  }

  void Join(std::uint32_t i, std::uint32_t j) {
    std::uint32_t a = Root(i), b = Root(j);
    if (a == b) return;
    if (runs_[a].size < runs_[b].size) std::swap(a, b);
    runs_[b].zone = a;
    runs_[a].size += runs_[b].size;
  }

  const PaddedLevels& padded_;
  std::uint32_t reach_;  // 1: diagonal neighbours along x touch
  bool across_y_, across_z_;
  std::vector<ZoneRun> runs_;
  std::vector<std::size_t> row_begin_;
};

}  // namespace

Zones FindZones(const PaddedLevels& padded, std::optional<std::size_t> flat_axis) {
  return ZoneFinder(padded, flat_axis).Find();
}

std::vector<SizeCount> CountZoneSizes(const Zones& zones, const std::vector<std::uint16_t>& present) {
  SizeCounter counter(present);
  for (std::size_t i = 0; i < zones.runs.size(); ++i) {
    if (zones.runs[i].zone == i) counter.Add(zones.runs[i].row, zones.runs[i].size);
  }
  return counter.Counts();
}

}  // namespace osteon
