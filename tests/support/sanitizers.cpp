// How the sanitizers end a test: by a signal, which Catch2 reports with the test's name and messages.
// Called by their run-time before main; without sanitizers nothing calls it.

extern "C" const char* __asan_default_options() {  // NOLINT: the run-time's name
  return "abort_on_error=1:detect_stack_use_after_return=1:max_allocation_size_mb=4096";
}

extern "C" const char* __ubsan_default_options() {  // NOLINT: the run-time's name
  return "abort_on_error=1:print_stacktrace=1";
}

extern "C" const char* __tsan_default_options() {  // NOLINT: the run-time's name
  return "halt_on_error=1:second_deadlock_stack=1";
}
