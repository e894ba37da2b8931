import { fork } from "node:child_process";
import process from "node:process";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";

const stderrTailCharacters = 8192;

/** Forks under Node. The child sees no keys, writes nothing to our stdout, and ends with us. */
export function createForkLauncher(): ChildProcessLauncher {
  return {
    launch(entry) {
      const child = fork(entry, [], {
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        execArgv: [],
        env: withoutSecrets(process.env),
      });
      let stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        stderr = (stderr + text).slice(-stderrTailCharacters);
      });
      let failure = "";
      child.on("error", (error) => {
        failure = error.message;
      });
      return {
        pid: child.pid,
        post(message) {
          // A process that has just ended tells so by its exit, not here.
          if (child.connected) child.send(message as object, () => {});
        },
        onMessage: (listener) => void child.on("message", listener),
        // "close" and not "exit": only then is all of stderr here.
        onExit: (listener) =>
          void child.once("close", (code, signal) =>
            listener({
              code,
              ...(signal ? { signal } : {}),
              stderr: stderr || failure,
            }),
          ),
        kill: () => void child.kill("SIGKILL"),
      };
    },
  };
}

function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/key|token|secret|passphrase|password/i.test(name),
    ),
  );
}
