import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Load, LoadResult } from "./load.ts";

export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** A program of this folder that says when it is ready. */
export async function startProgram(
  file: string,
  args: readonly string[] = [],
): Promise<Server> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { url } = (await readyLine(child)) as { url: string };
  return serverOf(child, url);
}

export function serverOf(child: ChildProcess, url: string): Server {
  const gone = once(child, "exit");
  return {
    url,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await gone;
    },
  };
}

/** The first line of JSON that a program prints. */
export async function readyLine(child: ChildProcess): Promise<unknown> {
  if (!child.stdout) throw new Error("A program without output.");
  for await (const line of createInterface(child.stdout))
    if (line.startsWith("{")) return JSON.parse(line) as unknown;
  throw new Error("It ended before it was ready.");
}

export async function runLoad(load: Load): Promise<LoadResult> {
  const path = fileURLToPath(new URL("load.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    path,
    JSON.stringify(load),
  ]);
  return JSON.parse(stdout) as LoadResult;
}

const ticksPerSecond = 100;

/** Processor time that a process and its children have used, in ms; undefined where no /proc tells. */
export function processorMs(pid: number): number | undefined {
  if (statOf(pid) === undefined) return undefined;
  return treeOf(pid)
    .map((one) => {
      const fields = statOf(one) ?? [];
      const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
      return (ticks * 1_000) / ticksPerSecond;
    })
    .reduce((sum, it) => sum + it, 0);
}

/** The fields of `/proc/PID/stat` after the name, which may hold anything. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function treeOf(pid: number): readonly number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(statOf(Number(name))?.[1])] as const);
  const children = (of: number): readonly number[] =>
    parents
      .filter(([, parent]) => parent === of)
      .flatMap(([child]) => [child, ...children(child)]);
  return [pid, ...children(pid)];
}
