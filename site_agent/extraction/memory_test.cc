#include <atomic>
#include <chrono>
#include <latch>
#include <limits>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "site_agent/extraction/memory_gate.h"
#include "site_agent/extraction/memory_need.h"

namespace osteon {
namespace {

TEST(MemoryGate, TheSumOfWhatIsAdmittedStaysAtTheLimit) {
  MemoryGate gate(100);
  std::atomic<int> used{0}, most{0};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        const int bytes = 10 + (7 * i + 13 * thread) % 60;
        const MemoryGate::Admission admission = gate.Enter(static_cast<std::uint64_t>(bytes));
        const int now = used += bytes;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
        std::this_thread::yield();
        used -= bytes;
      }
    });
  }
  threads.clear();
  EXPECT_LE(most, 100);
}

TEST(MemoryGate, WhatFitsTogetherIsInsideTogether) {
  MemoryGate gate(100);
  std::latch both_inside(2);  // waits for ever where one keeps the other out
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&] {
      const MemoryGate::Admission admission = gate.Enter(50);
      both_inside.arrive_and_wait();
    });
  }
}

TEST(MemoryGate, WhatIsLargerThanTheLimitRunsAlone) {
  MemoryGate gate(100);
  std::atomic<int> inside{0};
  std::atomic<bool> large_was_alone{false};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 6; ++thread) {
    threads.emplace_back([&, thread] {
      const MemoryGate::Admission admission = gate.Enter(thread == 3 ? 1000 : 40);
      ++inside;
      if (thread == 3) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        large_was_alone = inside == 1;
      }
      --inside;
    });
  }
  threads.clear();
  EXPECT_TRUE(large_was_alone);
}

TEST(MemoryGate, WithoutALimitEverybodyComesIn) {
  MemoryGate gate(std::numeric_limits<std::uint64_t>::max());
  const MemoryGate::Admission first = gate.Enter(1ULL << 62), second = gate.Enter(1ULL << 62);
}

ImageHeader Header(std::size_t x, std::size_t y, std::size_t z, std::size_t bytes) {
  ImageHeader header;
  header.grid.size = {x, y, z};
  header.grid.spacing_mm = {1, 1, 2};
  header.voxel_bytes = bytes;
  return header;
}

std::uint64_t Predicted(const std::string& params, const ImageHeader& image) {
  const ExtractionSettings settings = ParseExtractionSettings(params, "p.yaml").value();
  return PredictMemory(image, Header(image.grid.size[0], image.grid.size[1], image.grid.size[2], 1),
                       settings);
}

TEST(PredictMemory, GrowsWithVoxelsTheirTypeAndWhatIsDoneWithThem) {
  const ImageHeader ct = Header(512, 512, 134, 2);
  const std::uint64_t plain = Predicted("setting: {}", ct);
  EXPECT_GT(plain, 512ULL * 512 * 134 * 3);  // both volumes
  EXPECT_LT(plain, 1ULL << 30);
  EXPECT_GT(Predicted("setting: {}", Header(512, 512, 268, 2)), 2 * plain - (16 << 20));
  EXPECT_EQ(Predicted("setting: {}", Header(512, 512, 134, 4)), plain + 512ULL * 512 * 134 * 2);
  EXPECT_GT(Predicted("imageType: {Wavelet: {}}", ct), plain);
  EXPECT_GT(Predicted("setting: {normalize: true}", ct), plain);
  EXPECT_GT(Predicted("setting: {resampledPixelSpacing: [0.5, 0.5, 1]}", ct), 4 * plain);
}

TEST(PredictMemory, IbsisFiltersSeeTheWholeInterpolatedImage) {
  const ImageHeader ct = Header(512, 512, 134, 2);
  const std::uint64_t plain = Predicted("ibsi: {}", ct);
  const std::uint64_t filtered = Predicted("ibsi: {filters: [simoncelli: {level: 1}]}", ct);
  EXPECT_EQ(filtered - plain, 512ULL * 512 * 134 * 40);
  EXPECT_GT(Predicted("ibsi: {interpolation: {spacing_mm: 1}, filters: [simoncelli: {level: 1}]}", ct),
            filtered + (filtered - plain) / 2);  // twice as many voxels
}

TEST(PredictMemory, HeadersOfAbsurdImagesDoNotOverflow) {
  EXPECT_LE(Predicted("setting: {resampledPixelSpacing: [0.000001, 0.000001, 0.000001]}",
                      Header(9999, 9999, 99, 8)),
            2'000'000'000'000'000'000ULL);
}

TEST(DefaultMemoryLimit, IsWithinThisMachine) {
  EXPECT_GT(DefaultMemoryLimit(), 16ULL << 20);
  EXPECT_LT(DefaultMemoryLimit(), 1ULL << 45);
}

}  // namespace
}  // namespace osteon
