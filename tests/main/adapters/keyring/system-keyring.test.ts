import { fork } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSystemKeyring } from "#main/adapters/keyring/system-keyring.ts";
import type {
  ChildProcess,
  ChildProcessLauncher,
} from "#main/ports/child-process.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

const workerEntry = fileURLToPath(
  new URL(
    "../../../../src/main/adapters/keyring/keyring-worker.ts",
    import.meta.url,
  ),
);

/** Real processes, each with its own idea of where the session bus is. */
function launcher(environment: NodeJS.ProcessEnv) {
  const exits: Promise<void>[] = [];
  const launch = (entry: string): ChildProcess => {
    const child = fork(entry, [], { env: environment, stdio: "ignore" });
    exits.push(new Promise((resolve) => child.once("exit", () => resolve())));
    return {
      pid: child.pid,
      post: (message) => void child.send(message as object),
      onMessage: (listener) => void child.on("message", listener),
      onExit: (listener) =>
        void child.once("exit", (code) => listener({ code, stderr: "" })),
      kill: () => void child.kill("SIGKILL"),
    };
  };
  return { exits, launcher: { launch } satisfies ChildProcessLauncher };
}

const unreachable = expect.objectContaining({
  code: "secret-store-unreachable",
});

describe.runIf(process.platform === "linux")(
  "the keyring of a Linux desktop",
  () => {
    it("is not even asked without a session bus", async () => {
      const keyring = createSystemKeyring({
        launcher: {
          launch: () => {
            throw new Error("must not start");
          },
        },
        workerEntry,
        environment: { XDG_RUNTIME_DIR: "/nonexistent" },
      });
      await expect(keyring.read("a")).rejects.toThrow(unreachable);
    });

    it("that never answers costs the timeout and leaves no process", async () => {
      const socket = join(temporaryFolder(), "bus");
      const silent = createServer(() => undefined).listen(socket);
      onTestFinished(() => {
        silent.close();
        rmSync(socket, { force: true });
      });
      const environment = {
        ...process.env,
        DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`,
      };
      const { exits, launcher: forks } = launcher(environment);
      const keyring = createSystemKeyring({
        launcher: forks,
        workerEntry,
        environment,
        timeoutMs: 1_500,
      });
      await expect(keyring.write("a", "secret")).rejects.toThrow(unreachable);
      await Promise.all(exits);
      expect(exits).toHaveLength(1);
    });

    it("that refuses says why, without the secret", async () => {
      const environment = {
        ...process.env,
        DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus",
      };
      const keyring = createSystemKeyring({
        launcher: launcher(environment).launcher,
        workerEntry,
        environment,
      });
      const failure: unknown = await keyring
        .write("a", "s3cret")
        .catch((error) => error);
      expect(failure).toEqual(unreachable);
      expect(JSON.stringify(failure)).not.toContain("s3cret");
    });
  },
);
