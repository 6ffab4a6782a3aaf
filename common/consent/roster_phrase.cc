#include "common/consent/roster_phrase.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/sha256.h"

namespace osteon {
namespace {

// Common words that are read out and heard easily: no two differ in one letter only. Sorted. Never to be
// changed: two versions must say the same words.
constexpr std::array<const char*, 256> kWords = {
    "acorn",    "airport", "alarm",   "album",    "amber",    "anchor",   "angle",    "apple",    "apron",
    "arrow",    "attic",   "autumn",  "bacon",    "badge",    "bagel",    "bakery",   "bamboo",   "banana",
    "banjo",    "barley",  "barrel",  "basket",   "beaver",   "bench",    "berry",    "bicycle",  "blanket",
    "blossom",  "bonfire", "bottle",  "bridge",   "broom",    "bucket",   "buffalo",  "bugle",    "butter",
    "button",   "cabbage", "cabin",   "cactus",   "camel",    "camera",   "candle",   "canoe",    "canyon",
    "captain",  "carpet",  "carrot",  "castle",   "cedar",    "cherry",   "chimney",  "cider",    "cinema",
    "circle",   "clover",  "cobalt",  "coffee",   "comet",    "copper",   "coral",    "cotton",   "cradle",
    "cricket",  "crystal", "curtain", "daisy",    "dancer",   "dentist",  "desert",   "diamond",  "dinner",
    "dolphin",  "dragon",  "drum",    "eagle",    "easel",    "echo",     "elbow",    "elephant", "engine",
    "envelope", "factory", "falcon",  "feather",  "fiddle",   "finger",   "fossil",   "fox",      "galaxy",
    "garden",   "garlic",  "gazelle", "giraffe",  "glacier",  "glove",    "goblet",   "granite",  "grape",
    "gravity",  "guitar",  "hammer",  "hamster",  "harvest",  "hazel",    "hedgehog", "helmet",   "hermit",
    "honey",    "horizon", "hotel",   "hunter",   "iceberg",  "igloo",    "indigo",   "island",   "ivory",
    "jacket",   "jaguar",  "jasmine", "jelly",    "jigsaw",   "jockey",   "jungle",   "kangaroo", "kettle",
    "kitchen",  "kitten",  "koala",   "ladder",   "lagoon",   "lantern",  "lemon",    "leopard",  "lettuce",
    "library",  "lilac",   "lizard",  "lobster",  "machine",  "magnet",   "mango",    "maple",    "marble",
    "meadow",   "melon",   "mirror",  "monkey",   "mosaic",   "mountain", "muffin",   "museum",   "mustard",
    "napkin",   "nectar",  "needle",  "nickel",   "noodle",   "notebook", "nugget",   "nutmeg",   "oasis",
    "ocean",    "octopus", "olive",   "onion",    "opera",    "orange",   "orchid",   "otter",    "oxygen",
    "oyster",   "paddle",  "palace",  "panda",    "paper",    "peanut",   "pebble",   "pelican",  "pencil",
    "penguin",  "pepper",  "piano",   "pickle",   "picnic",   "pigeon",   "pirate",   "planet",   "plumber",
    "pocket",   "pony",    "potato",  "prism",    "pumpkin",  "puppet",   "puzzle",   "pyramid",  "quartz",
    "quilt",    "rabbit",  "raccoon", "radish",   "rainbow",  "raven",    "ribbon",   "river",    "robin",
    "rooster",  "sailor",  "salmon",  "sandal",   "sapphire", "scarf",    "scissors", "seagull",  "shadow",
    "shovel",   "silver",  "sparrow", "spider",   "spinach",  "squirrel", "statue",   "sugar",    "sunset",
    "teapot",   "temple",  "thunder", "tiger",    "timber",   "tomato",   "tractor",  "trumpet",  "tulip",
    "tundra",   "tunnel",  "turtle",  "umbrella", "unicorn",  "valley",   "vanilla",  "velvet",   "village",
    "violin",   "volcano", "waffle",  "wagon",    "walnut",   "walrus",   "whistle",  "willow",   "window",
    "winter",   "zebra",   "zigzag",  "zipper",
};

constexpr std::size_t kPhraseWords = 12;

}  // namespace

std::string RosterPhrase(const Roster& roster) {
  const std::string hash = Sha256(RosterText(roster));
  std::string phrase;
  for (std::size_t i = 0; i < kPhraseWords; ++i) {
    absl::StrAppend(&phrase, i == 0 ? "" : " ", kWords[static_cast<unsigned char>(hash[i])]);
  }
  return phrase;
}

absl::Status CheckHeardPhrase(const Roster& roster, absl::string_view heard) {
  const std::vector<std::string> own = absl::StrSplit(RosterPhrase(roster), ' ');
  const std::vector<std::string> words =
      absl::StrSplit(absl::AsciiStrToLower(heard), absl::ByAnyChar(" ,;.\t\r\n"), absl::SkipEmpty());
  if (words == own) return absl::OkStatus();
  if (words.size() != own.size()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the phrase has ", own.size(), " words, not ", words.size(), ": ask for all of them"));
  }
  const auto [mine, theirs] = std::mismatch(own.begin(), own.end(), words.begin());
  return absl::FailedPreconditionError(
      absl::StrCat("word ", mine - own.begin() + 1, " of the phrase is \"", *mine, "\" here and \"", *theirs,
                   "\" there: the two hospitals were not shown the same roster. Do not approve; compare the "
                   "fingerprints with each of them"));
}

std::span<const char* const> RosterPhraseWords() {
  return kWords;
}

}  // namespace osteon
