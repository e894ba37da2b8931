import { spawn } from "node:child_process";
import { join } from "node:path";

export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an installed tool by the name of its binary, in `root`, and collects what it says. */
export function runTool(
  root: string,
  name: string,
  args: readonly string[],
): Promise<Output> {
  const binary = join(root, "node_modules", ".bin", name);
  const onWindows = process.platform === "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(onWindows ? `"${binary}.cmd"` : binary, args, {
      cwd: root,
      shell: onWindows,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const killed = signal === null ? "" : `\n${name} was ended by ${signal}`;
      resolve({ status: code ?? 1, stdout, stderr: stderr + killed });
    });
  });
}
