# cmake -D FOLDER=DIR -D OUTPUT=FILE -P embed.cmake: writes the source file that holds every *.json of
# the folder as text.
file(GLOB paths "${FOLDER}/*.json")
set(entries "")
foreach(path ${paths})
  get_filename_component(name "${path}" NAME_WE)
  file(READ "${path}" text)
  string(APPEND entries "    {\"${name}\", R\"schema(${text})schema\"},\n")
endforeach()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
#include "lab/schemas/schemas.h"

namespace keyrace {

const std::map<std::string, std::string, std::less<>> kSchemaFiles{
@entries@};

}  // namespace keyrace
]])
