#include "results/jail/worker.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <span>

#include "results/file/file_content.h"
#include "results/file/handle.h"
#include "results/file/whole_file.h"
#include "results/jail/confinement.h"
#include "results/jail/descriptor_passing.h"
#include "results/jail/recording_wire.h"

namespace crossfade::results::jail {
namespace {

bool send_all(int socket, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

template <class T>
void answer(WireWriter& out, const ReceivedMessage& request,
            Result<T> (*content_of)(std::span<const std::byte>)) {
  const auto bytes = file::read_bytes(request.descriptor.number(), request.message.value);
  write(out, bytes ? content_of(*bytes) : Result<T>(bytes.error()));
}

}  // namespace

void serve(int socket) {
  file::prepare_library();  // while it may still open what it wants
  confine();
  try {
    while (const auto request = receive_message(socket)) {
      WireWriter out([socket](std::span<const std::byte> bytes) { return send_all(socket, bytes); });
      if (request->message.kind == static_cast<std::uint64_t>(Wanted::recording)) {
        answer(out, *request, &file::recording_of);
      } else {
        answer(out, *request, &file::summary_of);
      }
      if (!out.flush()) break;
    }
  } catch (const std::bad_alloc&) {
    ::_exit(out_of_memory);
  }
  ::_exit(0);
}

}  // namespace crossfade::results::jail
