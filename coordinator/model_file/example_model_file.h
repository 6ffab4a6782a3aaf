// ExampleModelJson as a file that was read, for tests.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_EXAMPLE_MODEL_FILE_H_
#define OSTEON_COORDINATOR_MODEL_FILE_EXAMPLE_MODEL_FILE_H_

#include "coordinator/model_file/example_model_json.h"
#include "coordinator/model_file/model_file.h"

namespace osteon {

inline ModelFile ExampleModelFile() {
  return *ParseModelFile(*JsonText(ExampleModelJson()), "model.json");
}

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_EXAMPLE_MODEL_FILE_H_
