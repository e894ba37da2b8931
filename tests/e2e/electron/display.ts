import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Display extends AsyncDisposable {
  /** Value of DISPLAY; undefined where the system needs none. */
  readonly name: string | undefined;
}

/** The screen that is there, or a virtual one. */
export async function openDisplay(): Promise<Display> {
  const present = process.env["DISPLAY"];
  if (process.platform !== "linux" || present) {
    return { name: present, [Symbol.asyncDispose]: async () => undefined };
  }
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  const pipe = server.stdio[3];
  if (!pipe) throw new Error("Xvfb has no pipe to tell its display on.");
  const [number] = (await Promise.race([
    once(pipe, "data"),
    once(server, "error").then(([error]) => Promise.reject(error as Error)),
  ])) as [Buffer];
  return {
    name: `:${number.toString("utf8").trim()}`,
    [Symbol.asyncDispose]: async () => {
      const gone = once(server, "exit");
      server.kill();
      await gone;
    },
  };
}
