import {
  spawn,
  type ChildProcess,
  type SpawnOptions,
} from "node:child_process";

const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Starts a child that gets our signals and ends with us. */
export function startChild(
  command: readonly [string, ...string[]],
  options: SpawnOptions,
): ChildProcess {
  const [program, ...args] = command;
  const child = spawn(program, args, options);
  for (const signal of passedOn) {
    process.on(signal, () => child.kill(signal));
  }
  process.on("exit", () => child.kill());
  return child;
}

/** Exit code of a child; one that a signal ended counts as 1. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
