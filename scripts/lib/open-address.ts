import { spawn } from "node:child_process";

/** Opens an address in the person's browser where there is a screen; says whether it tried. */
export function openAddress(
  address: string,
  environment: NodeJS.ProcessEnv,
): boolean {
  const command = opener(process.platform, environment);
  if (!command) return false;
  const [program, ...args] = command;
  const child = spawn(program, [...args, address], {
    stdio: "ignore",
    detached: true,
  });
  child.on("error", () => undefined);
  child.unref();
  return true;
}

export function opener(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): readonly [string, ...string[]] | undefined {
  if (environment["CI"] || environment["BROWSER"] === "none") return undefined;
  if (platform === "darwin") return ["open"];
  if (platform === "win32") {
    return ["rundll32", "url.dll,FileProtocolHandler"];
  }
  const hasScreen = environment["DISPLAY"] ?? environment["WAYLAND_DISPLAY"];
  return hasScreen ? ["xdg-open"] : undefined;
}
