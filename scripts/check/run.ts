import { spawn } from "node:child_process";
import { join } from "node:path";

export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolCall {
  /** Directory of the tree whose installed tool runs, and where it runs. */
  readonly root: string;
  /** Name of its binary. */
  readonly name: string;
  readonly args: readonly string[];
  /** Shows what it says as it comes, beside collecting it. */
  readonly visible?: boolean;
}

export function runTool(call: ToolCall): Promise<Output> {
  const { root, name, args, visible = false } = call;
  const binary = join(root, "node_modules", ".bin", name);
  const onWindows = process.platform === "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(onWindows ? `"${binary}.cmd"` : binary, args, {
      cwd: root,
      shell: onWindows,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
        if (visible) process[stream].write(text);
      });
    }
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal !== null) said.stderr += `\n${name} was ended by ${signal}`;
      resolve({ status: code ?? 1, ...said });
    });
  });
}
