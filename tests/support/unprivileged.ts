const nobody = 65_534;

/** Runs as a user whom permissions bind, even where the tests run as root. */
export function asUnprivileged(run: () => void): void {
  if (process.getuid?.() !== 0 || !process.seteuid) return run();
  process.seteuid(nobody);
  try {
    run();
  } finally {
    process.seteuid(0);
  }
}
