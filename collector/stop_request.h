// StopRequest: the user's Ctrl-C (or SIGTERM, or SIGHUP). The first asks the run to finish cleanly; the
// second kills the measuring process and ends the program at once.
#pragma once

#include <sys/types.h>

namespace crossfade::collector {

/// The signals as the orchestrator sees them.
class StopRequest {
 public:
  virtual ~StopRequest() = default;
  virtual bool requested() const = 0;
};

/// Handles SIGINT and SIGTERM while it lives. One at a time in a process.
class SignalStopRequest final : public StopRequest {
 public:
  SignalStopRequest();
  ~SignalStopRequest() override;
  SignalStopRequest(const SignalStopRequest&) = delete;
  SignalStopRequest& operator=(const SignalStopRequest&) = delete;

  bool requested() const override;
  /// Readable once a stop was requested: to be polled beside other descriptors.
  int wake_fd() const;
  /// The process group the second signal kills; 0 = none.
  static void set_child_group(pid_t group);
};

}  // namespace crossfade::collector
