import type {
  ChildProcess,
  ChildProcessLauncher,
} from "#main/ports/child-process.ts";

type Exit = Parameters<Parameters<ChildProcess["onExit"]>[0]>[0];

/** A process without a process: a test plays the other end. */
export interface FakeChild {
  readonly entry: string;
  /** What it was told, in order. */
  readonly received: readonly unknown[];
  killed: boolean;
  /** Says something to the parent. */
  say(message: unknown): void;
  exit(exit: Partial<Exit>): void;
}

export interface FakeLauncher extends ChildProcessLauncher {
  readonly children: readonly FakeChild[];
}

/** `play` is called with each message that a child is sent. */
export function createFakeLauncher(
  play: (child: FakeChild, message: unknown) => void = () => {},
  onLaunch: (child: FakeChild) => void = () => {},
): FakeLauncher {
  const children: FakeChild[] = [];
  return {
    children,
    launch(entry) {
      const received: unknown[] = [];
      const messageListeners: ((message: unknown) => void)[] = [];
      const exitListeners: ((exit: Exit) => void)[] = [];
      const child: FakeChild = {
        entry,
        received,
        killed: false,
        say: (message) => messageListeners.forEach((tell) => tell(message)),
        exit: (exit) =>
          exitListeners
            .splice(0)
            .forEach((tell) => tell({ code: null, stderr: "", ...exit })),
      };
      children.push(child);
      queueMicrotask(() => onLaunch(child));
      return {
        pid: 1000 + children.length,
        post(message) {
          received.push(message);
          queueMicrotask(() => play(child, message));
        },
        onMessage: (listener) => void messageListeners.push(listener),
        onExit: (listener) => void exitListeners.push(listener),
        kill() {
          child.killed = true;
          queueMicrotask(() => child.exit({ signal: "SIGKILL" }));
        },
      };
    },
  };
}
