#include "lab/stack/freeradius.h"

#include <fcntl.h>

#include <sstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/stack/eap_credentials.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

// FreeRADIUS takes no section on a single line.
// TLS 1.2 at most, because a wpa_supplicant of 2.10 speaks no TLS 1.3 in EAP; no sessions are
// resumed, so each authentication is a whole one.
std::string modules(const Scenario& scenario, const std::string& credentials) {
  const bool peap = scenario.network.key_mgmt == KeyManagement::kPeapMschapv2;
  std::ostringstream conf;
  conf << "modules {\n"
       << "eap {\n"
       << "default_eap_type = " << (peap ? "peap" : "tls") << "\n"
       << "tls-config lab {\n"
       << "private_key_file = " << credentials << "/" << eap_file::kServerKey << "\n"
       << "certificate_file = " << credentials << "/" << eap_file::kServerCertificate << "\n"
       << "ca_file = " << credentials << "/" << eap_file::kCa << "\n"
       << "auto_chain = no\n"
       << "tls_min_version = \"1.2\"\n"
       << "tls_max_version = \"1.2\"\n"
       << "cache {\nenable = no\n}\n"
       << "}\n";
  if (peap) {
    conf << "peap {\ntls = lab\ndefault_eap_type = mschapv2\nvirtual_server = inner\n}\n"
         << "mschapv2 {\n}\n";
  } else {
    conf << "tls {\ntls = lab\n}\n";
  }
  conf << "}\n"
       << "mschap {\n}\n"
       << "}\n";
  return conf.str();
}

std::string configuration(const Scenario& scenario, const Freeradius::Place& place) {
  std::ostringstream conf;
  conf << "prefix = /usr\n"
       << "libdir = /usr/lib/freeradius\n"
       << "raddbdir = " << place.directory << "\n"
       << "logdir = " << place.directory << "\n"
       << "run_dir = " << place.directory << "\n"
       << "security {\nreject_delay = 0\n}\n"
       << "client ap {\n"
       << "ipaddr = " << place.ap_address << "\n"
       << "secret = " << server_secret() << "\n"
       << "require_message_authenticator = yes\n"
       << "}\n"
       << modules(scenario, place.credentials)  //
       << "server lab {\n"
       << "listen {\ntype = auth\nipaddr = " << place.address << "\nport = 1812\n}\n"
       << "authorize {\neap\n}\n"
       << "authenticate {\neap\n}\n"
       << "}\n"
       << "server inner {\n"
       << "authorize {\n"
       << "update control {\nCleartext-Password := \"" << server_password() << "\"\n}\n"
       << "eap\n"
       << "}\n"
       << "authenticate {\neap\nAuth-Type MS-CHAP {\nmschap\n}\n}\n"
       << "}\n";
  return conf.str();
}

}  // namespace

Freeradius::Freeradius(EventLoop& loop, const Scenario& scenario, const Place& place)
    : program_(find_stack_program(scenario.radius.path, "freeradius", "freeradius")),
      log_(open_file(place.log_path, O_WRONLY | O_CREAT | O_APPEND, 0600)) {
  write_file(place.directory + "/radiusd.conf", configuration(scenario, place), 0600);
  follower_ = std::make_unique<LogFollower>(loop, place.log_path, [this](const std::string& line) {
    if (line.find("Ready to process requests") != std::string::npos) ready_ = true;
  });
  ChildProcess::Options options;
  // In the foreground with one thread, every step in its log.
  options.argv = {program_, "-f", "-s",      "-xx", "-l",
                  "stdout", "-n", "radiusd", "-d",  place.directory};
  options.environment = program_environment(place.entropy, program_);
  options.stdout_fd = log_.get();
  options.network = &place.network;
  process_ = std::make_unique<WatchedProcess>(loop, options);
}

void Freeradius::check_alive() {
  const auto status = process_->status();
  if (!status) return;
  throw SystemError("run the RADIUS server", program_ + " " + describe_wait_status(*status) +
                                                 " by itself; see stacks/radius-server.log");
}

void Freeradius::stop() {
  process_->stop();
}

}  // namespace keyrace
