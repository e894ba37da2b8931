import { homedir } from "node:os";
import { posix, win32 } from "node:path";

const applicationName = "ModelDocker";

export interface DataDirSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  /** Absolute path of the person's home folder. */
  readonly home?: string;
}

/** The folder that Electron calls `userData` for this product, found without Electron. */
export function defaultDataDir({
  environment,
  platform = process.platform,
  home = homedir(),
}: DataDirSurroundings): string {
  switch (platform) {
    case "win32":
      return win32.join(
        environment["APPDATA"] || win32.join(home, "AppData", "Roaming"),
        applicationName,
      );
    case "darwin":
      return posix.join(
        home,
        "Library",
        "Application Support",
        applicationName,
      );
    default:
      return posix.join(
        environment["XDG_CONFIG_HOME"] || posix.join(home, ".config"),
        applicationName,
      );
  }
}
