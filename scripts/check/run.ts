import { spawn, type ChildProcess } from "node:child_process";
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
  /** After this many minutes it is ended, with everything that it started. */
  readonly minutes?: number;
}

export function runTool(call: ToolCall): Promise<Output> {
  const { root, name, args, visible = false, minutes = 5 } = call;
  const binary = join(root, "node_modules", ".bin", name);
  const onWindows = process.platform === "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(onWindows ? `"${binary}.cmd"` : binary, args, {
      cwd: root,
      shell: onWindows,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that a worker that hangs ends with its parent.
      detached: !onWindows,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
        if (visible) process[stream].write(text);
      });
    }
    const timer = setTimeout(() => {
      said.stderr += `\n${name} took more than ${minutes} minutes.`;
      endGroup(child);
    }, minutes * 60_000);
    const interrupt = () => {
      endGroup(child);
      process.exit(130);
    };
    process.once("SIGINT", interrupt);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupt);
      if (signal !== null) said.stderr += `\n${name} was ended by ${signal}.`;
      resolve({ status: code ?? 1, ...said });
    });
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") child.kill();
  else process.kill(-child.pid, "SIGKILL");
}
