#include "tests/locations.h"

namespace keyrace {

const char* const kProgram = KEYRACE_PROGRAM;
const char* const kPlainProgram = KEYRACE_PLAIN_PROGRAM;
const char* const kForbid = KEYRACE_FORBID;
const char* const kScenarios = KEYRACE_SCENARIOS;
const char* const kReadme = KEYRACE_README;
const char* const kDocs = KEYRACE_DOCS;
const char* const kScenarioPage = KEYRACE_SCENARIO_PAGE;
const char* const kAnswerScript = KEYRACE_ANSWER_SCRIPT;
const char* const kAnswerPage = KEYRACE_ANSWER_PAGE;
const char* const kCiScripts = KEYRACE_CI_SCRIPTS;
const char* const kContainerCheck = KEYRACE_CONTAINER_CHECK;
const char* const kWorkflowCheck = KEYRACE_WORKFLOW_CHECK;
const char* const kSchemaCheck = KEYRACE_SCHEMA_CHECK;
const char* const kSharedData = KEYRACE_SHARED_DATA;
const char* const kCatcher = KEYRACE_CATCHER;
const char* const kEntropyLibrary = KEYRACE_ENTROPY_LIBRARY;
const char* const kEntropyExports = KEYRACE_ENTROPY_EXPORTS;
const char* const kEntropyProbe = KEYRACE_ENTROPY_PROBE;
const char* const kFuzzCorpus = KEYRACE_FUZZ_CORPUS;
const char* const kInit = KEYRACE_INIT;
const char* const kSlurmTest = KEYRACE_SLURM_TEST;
const char* const kJunitSchema = KEYRACE_JUNIT_SCHEMA;
const char* const kShim = KEYRACE_SHIM;
const char* const kShimExports = KEYRACE_SHIM_EXPORTS;
const char* const kShimProbe = KEYRACE_SHIM_PROBE;
const char* const kShimWillingKernel = KEYRACE_SHIM_WILLING_KERNEL;
const char* const kShimProbeDirect = KEYRACE_SHIM_PROBE_DIRECT;
const char* const kShimProbeStatic = KEYRACE_SHIM_PROBE_STATIC;
const char* const kStaticLauncher = KEYRACE_STATIC_LAUNCHER;

}  // namespace keyrace
