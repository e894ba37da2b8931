/** A child process that talks by structured messages: a fork under Node, a utilityProcess in Electron. */
export interface ChildProcess {
  readonly pid: number | undefined;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Once, however it ended. `signal` is absent where the platform does not tell. */
  onExit(
    listener: (exit: {
      code: number | null;
      signal?: string;
      stderr: string;
    }) => void,
  ): void;
  kill(): void;
}

export interface ChildProcessLauncher {
  /** Starts a built entry by its absolute path. */
  launch(entry: string): ChildProcess;
}
