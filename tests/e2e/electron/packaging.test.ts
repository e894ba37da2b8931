import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  access,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { build, Platform } from "electron-builder";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { attachToPage } from "./devtools-page.ts";
import { openDisplay, type Display } from "./display.ts";
import {
  electronPath,
  environment,
  prepareElectron,
  type TestElectron,
} from "./electron-app.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const output = join(repository, ".cache/package-suite");
const configFile = join(output, "electron-builder.yml");

/** The real configuration, less what an old Electron does not know, around its own entry. */
async function pack(electron: TestElectron): Promise<string> {
  const text = await readFile(join(repository, "electron-builder.yml"), "utf8");
  await mkdir(output, { recursive: true });
  await writeFile(
    configFile,
    electron.isOld
      ? text.replace(/^ *grantFileProtocolExtraPrivileges:.*\n/m, "")
      : text,
  );
  const old = {
    extraMetadata: { main: "out/main/old-electron.cjs" },
    files: [
      "!out/**/*",
      { from: ".cache/electron-suite", to: "out" },
      {
        from: "tests/e2e/electron",
        to: "out/main",
        filter: ["old-electron.cjs"],
      },
    ],
  };
  await build({
    targets: Platform.current().createTarget("dir"),
    projectDir: repository,
    publish: "never",
    config: {
      extends: configFile,
      electronDist: dirname(electron.executable),
      directories: { output },
      ...(electron.isOld && old),
    },
  });
  const folder = join(output, "linux-unpacked");
  // A loose program that the given Electron may have come with is not what was packed.
  await rm(join(folder, "resources/app"), { recursive: true, force: true });
  return folder;
}

/** Where the program listens for the tools that drive its page. */
async function debuggerOf(child: ChildProcess): Promise<string> {
  let said = "";
  const stderr = child.stderr?.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    stderr?.on("data", (text: string) => {
      said += text;
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    child.once("exit", () => reject(new Error(`It ended:\n${said}`)));
  });
}

const packs = electronPath !== undefined && process.platform === "linux";

describe.skipIf(!packs)("the packed program", () => {
  let electron: TestElectron;
  let display: Display;
  let folder: string;

  beforeAll(async () => {
    electron = await prepareElectron(electronPath ?? "");
    display = await openDisplay();
    folder = await pack(electron);
  });
  afterAll(async () => {
    await display?.[Symbol.asyncDispose]();
    await rm(output, { recursive: true, force: true });
  });

  test("brings native modules as files, and only this machine's", async () => {
    const unpacked = join(folder, "resources/app.asar.unpacked/node_modules");
    const { platform, arch } = process;
    await access(
      join(unpacked, `better-sqlite3/prebuilds/${platform}-${arch}.node`),
    );
    await access(join(unpacked, `@node-llama-cpp/${platform}-${arch}`));
    const foreign = arch === "x64" ? "arm64" : "x64";
    await expect(
      access(join(unpacked, `@node-llama-cpp/${platform}-${foreign}`)),
    ).rejects.toThrow(/ENOENT/);
  });

  test("has its fuses set", async () => {
    const fuses = await getCurrentFuseWire(join(folder, "modeldocker"));
    const isOn = (fuse: FuseV1Options) => String.fromCharCode(fuses[fuse] ?? 0);
    expect({
      options: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      integrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      asarOnly: isOn(FuseV1Options.OnlyLoadAppFromAsar),
    }).toEqual({ options: "0", inspect: "0", integrity: "1", asarOnly: "1" });
  });

  test("starts and answers from the demo", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "modeldocker-packed-"));
    await using _backend = electron.isOld
      ? await startApp({ dataDir, demo: true, args: ["--no-web"] })
      : undefined;
    const child = spawn(
      join(folder, "modeldocker"),
      ["--no-sandbox", "--remote-debugging-port=0"],
      {
        env: environment(
          { ...electron, env: { MODELDOCKER_TEST_ENTRY: "./main.cjs" } },
          { dataDir, display: display.name, env: { MODELDOCKER_DEMO: "1" } },
        ),
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    try {
      using page = await attachToPage(await debuggerOf(child));
      const composer = `document.querySelector('textarea[aria-label="Message"]')`;
      await page.until(`${composer} !== null`);
      await page.evaluate(`${composer}.focus()`);
      await page.type("Are you packed?");
      await page.until(`${composer}.value === "Are you packed?"`);
      const sendButton = `[...document.querySelectorAll("button")].find((one) => one.textContent.startsWith("Send") && !one.disabled)`;
      await page.until(`${sendButton} !== undefined`);
      await page.evaluate(`${sendButton}.click()`);
      await page.until(
        `/simulated/i.test(document.querySelector('article[aria-label^="Reply of"]')?.innerText)`,
      );
    } finally {
      const gone = once(child, "exit");
      child.kill();
      await gone;
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
