// Where the build and the repository keep what the tests use. Only locations.cc depends on where
// that is.
#pragma once

namespace keyrace {

extern const char* const kProgram;            // the built keyrace
extern const char* const kPlainProgram;       // the same, without a sanitizer
extern const char* const kForbid;             // runs a program without some system calls
extern const char* const kScenarios;          // the scenario library
extern const char* const kReadme;             // README.md
extern const char* const kDocs;               // docs
extern const char* const kScenarioPage;       // docs/scenario.md
extern const char* const kAnswerScript;       // scripts/answer
extern const char* const kAnswerPage;         // docs/answer.md
extern const char* const kCiScripts;          // scripts/ci
extern const char* const kContainerCheck;     // tests/container/check
extern const char* const kWorkflowCheck;      // tests/workflows/check
extern const char* const kSchemaCheck;        // tests/schemas/check
extern const char* const kSlurmTest;          // tests/cluster/slurm
extern const char* const kSharedData;         // captures that are not part of the repository
extern const char* const kFuzzCorpus;         // tests/fuzz/corpus
extern const char* const kJunitSchema;        // tests/junit.xsd
extern const char* const kShim;               // libkeyrace_shim.so
extern const char* const kShimExports;        // its list of exports
extern const char* const kShimProbe;          // the program that the shim is loaded into
extern const char* const kShimWillingKernel;  // preloaded behind it
extern const char* const kCatcher;            // keyrace_catch
extern const char* const kEntropyLibrary;     // libkeyrace_entropy.so
extern const char* const kEntropyExports;     // its list of exports
extern const char* const kEntropyProbe;       // the program that it is loaded into
extern const char* const kInit;               // keyrace_init
extern const char* const kShimProbeDirect;    // the same with its own system calls
extern const char* const kShimProbeStatic;    // the same, statically linked
extern const char* const kStaticLauncher;     // statically linked, executes wpa_supplicant

}  // namespace keyrace
