// libhdf5 leaks when it gives up on a damaged file; that is not ours to fix and would hide what is.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libhdf5";
}
