import { fork } from "node:child_process";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";

const keptStderrBytes = 16_384;

/** Children as forks of this Node, with messages as structured clones. */
export function createForkLauncher(): ChildProcessLauncher {
  return {
    launch: (entry) => {
      const child = fork(entry, [], {
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      });
      let stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        stderr = (stderr + text).slice(-keptStderrBytes);
      });
      return {
        pid: child.pid,
        post: (message) => {
          if (child.connected) child.send(message as object);
        },
        onMessage: (listener) => void child.on("message", listener),
        onExit: (listener) =>
          void child.once("close", (code, signal) =>
            listener({ code, stderr, ...(signal && { signal }) }),
          ),
        kill: () => void child.kill("SIGKILL"),
      };
    },
  };
}
