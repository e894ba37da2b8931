import { expect, it } from "vitest";
import { defaultDataDir } from "#main/adapters/data-dir/default-data-dir.ts";

it.each([
  ["linux", {}, "/home/ada", "/home/ada/.config/ModelDocker"],
  ["linux", { XDG_CONFIG_HOME: "/cfg" }, "/home/ada", "/cfg/ModelDocker"],
  [
    "linux",
    { XDG_CONFIG_HOME: "" },
    "/home/ada",
    "/home/ada/.config/ModelDocker",
  ],
  [
    "darwin",
    { XDG_CONFIG_HOME: "/cfg" },
    "/Users/ada",
    "/Users/ada/Library/Application Support/ModelDocker",
  ],
  [
    "win32",
    { APPDATA: "D:\\Roaming" },
    "C:\\Users\\ada",
    "D:\\Roaming\\ModelDocker",
  ],
  [
    "win32",
    {},
    "C:\\Users\\ada",
    "C:\\Users\\ada\\AppData\\Roaming\\ModelDocker",
  ],
] as const)(
  "%s with %j keeps the data where Electron does",
  (...[platform, environment, home, expected]) => {
    expect(defaultDataDir({ environment, platform, home })).toBe(expected);
  },
);
