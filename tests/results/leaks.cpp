// libhdf5 leaks when it gives up on a damaged file; that is not ours to fix and would hide what is.
// Visible, because the sanitizer's library asks for it.
extern "C" __attribute__((visibility("default"))) const char*
__lsan_default_suppressions();                          // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:libhdf5";
}
