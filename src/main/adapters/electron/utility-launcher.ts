import { utilityProcess } from "electron";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";

const stderrTailCharacters = 8_192;

/** Electron's own kind of child process. It sees no keys, writes nothing to our stdout, and ends with us. */
export function createUtilityLauncher(
  environment: NodeJS.ProcessEnv,
): ChildProcessLauncher {
  return {
    launch(entry) {
      const child = utilityProcess.fork(entry, [], {
        serviceName: "ModelDocker models",
        stdio: ["ignore", "ignore", "pipe"],
        env: withoutSecrets(environment),
      });
      let stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        stderr = (stderr + text).slice(-stderrTailCharacters);
      });
      return {
        get pid() {
          return child.pid;
        },
        post: (message) => child.postMessage(message),
        onMessage: (listener) => void child.on("message", listener),
        // Electron tells a signal's end as a code alone.
        onExit: (listener) =>
          void child.once("exit", (code) => listener({ code, stderr })),
        kill: () => void child.kill(),
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
