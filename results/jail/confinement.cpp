#include "results/jail/confinement.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

namespace crossfade::results::jail {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t machine = AUDIT_ARCH_AARCH64;
#else
#error "the jail does not know the system calls of this machine"
#endif

/// Memory, what is open, waiting on a lock, the clock, the end. Nothing that names a file or another process.
constexpr std::array allowed{__NR_read,    __NR_write,      __NR_recvmsg,       __NR_sendto,
                             __NR_close,   __NR_munmap,     __NR_mremap,        __NR_brk,
                             __NR_madvise, __NR_futex,      __NR_clock_gettime, __NR_rt_sigreturn,
                             __NR_exit,    __NR_exit_group, __NR_getrandom,     __NR_restart_syscall};

sock_filter statement(std::uint16_t code, std::uint32_t value) {
  return {code, 0, 0, value};
}
sock_filter jump(std::uint16_t code, std::uint32_t value, std::uint8_t if_true, std::uint8_t if_false) {
  return {code, if_true, if_false, value};
}

/// mmap only of memory that cannot be executed; all else that is not listed fails with EPERM. (Killing would
/// also end a library that asks for something it can do without.)
std::vector<sock_filter> filter() {
  constexpr std::uint16_t load = BPF_LD | BPF_W | BPF_ABS, equal = BPF_JMP | BPF_JEQ | BPF_K,
                          at_least = BPF_JMP | BPF_JGE | BPF_K, has_bit = BPF_JMP | BPF_JSET | BPF_K,
                          answer = BPF_RET | BPF_K;
  constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EPERM;
  constexpr std::uint32_t first_of_x32 = 0x4000'0000U;
  constexpr auto protection_at = static_cast<std::uint32_t>(offsetof(seccomp_data, args) + 2 * 8);
  std::vector<sock_filter> program{
      statement(load, offsetof(seccomp_data, arch)),
      jump(equal, machine, 1, 0),
      statement(answer, SECCOMP_RET_KILL_PROCESS),
      statement(load, offsetof(seccomp_data, nr)),
      jump(at_least, first_of_x32, 0, 1),
      statement(answer, SECCOMP_RET_KILL_PROCESS),
      jump(equal, __NR_mmap, 0, 4),
      statement(load, protection_at),
      jump(has_bit, PROT_EXEC, 1, 0),
      statement(answer, SECCOMP_RET_ALLOW),
      statement(answer, refused),
  };
  for (const auto number : allowed) {
    program.push_back(jump(equal, static_cast<std::uint32_t>(number), 0, 1));
    program.push_back(statement(answer, SECCOMP_RET_ALLOW));
  }
  program.push_back(statement(answer, refused));
  return program;
}

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{value, value};
  static_cast<void>(::setrlimit(what, &both));
}

}  // namespace

bool confine() {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 16);
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || is_sanitized) return false;
  std::vector<sock_filter> instructions = filter();
  const sock_fprog program{static_cast<unsigned short>(instructions.size()), instructions.data()};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace crossfade::results::jail
