import { setImmediate } from "node:timers/promises";
import { AppError } from "#shared/errors/app-error.ts";

export interface StandardOutput {
  /** The same exit code; rejects with AppError where what the command wrote is not written anywhere. */
  written(command: Promise<number>): Promise<number>;
}

/** A reader that has left wants no more; without an ear for it, the program would end in the middle. */
export function watchStandardOutput(): StandardOutput {
  let failure: NodeJS.ErrnoException | undefined;
  process.stdout.on("error", (error) => {
    failure ??= error;
  });
  return {
    async written(command) {
      const ended = await command.catch((error: unknown) => {
        if (!isWriteFailure(error)) throw error;
        failure ??= error;
        return 0;
      });
      // Failures of writing are told a turn later.
      await setImmediate();
      if (failure === undefined || failure.code === "EPIPE") return ended;
      throw new AppError("store-unwritable", {
        message: `The result could not be written (${failure.code}).`,
        cause: failure,
      });
    },
  };
}

function isWriteFailure(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && "syscall" in error && error.syscall === "write"
  );
}
