import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { openGatewayPage } from "#tests/support/gateway-window.ts";
import { picture } from "#tests/support/page.ts";
import { composer, goTo, send, settledReply } from "#tests/support/window.ts";
import { openDisplay, type Display } from "./display.ts";
import {
  electronPath,
  familyOf,
  isAlive,
  launchWindow,
  prepareElectron,
  startAgain,
  type Launched,
  type TestElectron,
} from "./electron-app.ts";

interface Opened extends Launched {
  readonly dataDir: string;
}

describe.skipIf(!electronPath)("the window in a real Electron", () => {
  let electron: TestElectron;
  let display: Display;

  beforeAll(async () => {
    electron = await prepareElectron(electronPath ?? "");
    display = await openDisplay();
  });
  afterAll(async () => {
    await display?.[Symbol.asyncDispose]();
  });

  /** On an old Electron the window attaches to a backend that `serve` runs. */
  async function open(env: Record<string, string> = {}): Promise<Opened> {
    const dataDir = await mkdtemp(join(tmpdir(), "modeldocker-window-"));
    const backend = electron.isOld
      ? await startApp({ dataDir, args: ["--no-web"], env })
      : undefined;
    const options = { dataDir, display: display.name, env };
    const launched = await launchWindow(electron, options);
    return {
      ...launched,
      dataDir,
      [Symbol.asyncDispose]: async () => {
        await launched[Symbol.asyncDispose]();
        await backend?.[Symbol.asyncDispose]();
        await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  }

  test("first run leads to a streamed answer of the demo", async () => {
    await using window = await open();
    const { page } = window;
    expect(page.url()).toBe("app://modeldocker/index.html");
    await page
      .getByRole("heading", { name: "Welcome to ModelDocker" })
      .waitFor();
    await page.getByRole("button", { name: "Try the demo" }).click();
    await composer(page).waitFor();
    await send(page, "What can you do?");
    const reply = await settledReply(page);
    expect(await reply.innerText()).toMatch(/simulated/i);
    await page.reload();
    await page.getByRole("article", { name: /^Reply of/ }).waitFor();
    expect(window.problems).toEqual([]);
  });

  test("the log's folder opens in the system's file manager", async () => {
    await using window = await open({ MODELDOCKER_DEMO: "1" });
    const { app, page, dataDir } = window;
    await composer(page).waitFor();
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openPath = async (path) => {
        opened.push(path);
        return opened.length > 1 ? "Nothing opens folders" : "";
      };
    });
    await goTo(page, "Gateway");
    await openGatewayPage(page, "Logs");
    const button = page.getByRole("button", { name: "Open the folder" });
    await button.click();
    const opened = () =>
      app.evaluate(() => Reflect.get(globalThis, "opened") as unknown);
    await expect.poll(opened).toEqual([join(dataDir, "logs")]);
    await picture(page, "gateway-logs-desktop");
    await button.click();
    await page
      .getByText("The system has nothing that opens folders.")
      .waitFor();
    expect(window.problems).toEqual([]);
  });

  test("the page has no power of its own", async () => {
    await using window = await open({ MODELDOCKER_DEMO: "1" });
    const { app, page } = window;
    await composer(page).waitFor();
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = async (url) => void opened.push(url);
    });
    const found = await page.evaluate(async () => {
      const failed = (work: () => Promise<unknown>) =>
        work().then(
          () => "allowed",
          () => "refused",
        );
      return {
        node: typeof Reflect.get(globalThis, "process"),
        require: typeof Reflect.get(globalThis, "require"),
        remote: await failed(() => fetch("http://127.0.0.1:9/")),
        file: await failed(() => fetch("file:///etc/hostname")),
        outside: (await fetch("app://modeldocker/%2e%2e/main/main.cjs")).status,
        notification: await Notification.requestPermission(),
      };
    });
    expect(found).toEqual({
      node: "undefined",
      require: "undefined",
      remote: "refused",
      file: "refused",
      outside: 404,
      notification: "denied",
    });
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [contents] = BrowserWindow.getAllWindows().map(
        (one) => one.webContents,
      );
      const read = contents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { contextIsolation, sandbox, webSecurity, nodeIntegration } =
        read.getLastWebPreferences();
      return { contextIsolation, sandbox, webSecurity, nodeIntegration };
    });
    expect(preferences).toEqual({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
    });
    // Not through the page's own session: it would wait for a navigation that never comes.
    const leave = `
      window.open("https://example.com/page");
      window.open("http://example.com/");
      window.open("file:///etc/hostname");
      location.href = "https://example.com/left";
      new Promise((resolve) => setTimeout(() => resolve(location.href), 500));
    `;
    const address = await app.evaluate(
      ({ BrowserWindow }, script) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script),
      leave,
    );
    expect(address).toBe("app://modeldocker/index.html");
    const opened = await app.evaluate(() => Reflect.get(globalThis, "opened"));
    expect(opened).toEqual([
      "https://example.com/page",
      "https://example.com/left",
    ]);
  });

  test("a second start brings the first window to the front and ends", async () => {
    await using window = await open({ MODELDOCKER_DEMO: "1" });
    const { app, page, dataDir } = window;
    await composer(page).waitFor();
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.minimize(),
    );
    const code = await startAgain(electron, { dataDir, display: display.name });
    expect(code).toBe(0);
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().map((one) => ({
            visible: one.isVisible(),
            minimized: one.isMinimized(),
          })),
        ),
      )
      .toEqual([{ visible: true, minimized: false }]);
  });

  test("quitting leaves no process and remembers the window's place", async () => {
    await using window = await open({ MODELDOCKER_DEMO: "1" });
    const { app, page, dataDir } = window;
    await composer(page).waitFor();
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({
        x: 40,
        y: 50,
        width: 1000,
        height: 700,
      }),
    );
    const family = await familyOf(app.process().pid ?? 0);
    expect(family.length).toBeGreaterThan(2);
    await app.close();
    await expect
      .poll(
        async () => (await Promise.all(family.map(isAlive))).some(Boolean),
        {
          timeout: 10_000,
        },
      )
      .toBe(false);
    const state = JSON.parse(
      await readFile(join(dataDir, "window.json"), "utf8"),
    ) as { bounds: unknown };
    expect(state.bounds).toMatchObject({ width: 1000, height: 700 });
  });

  test("menus edit, and nothing in them leads out", async () => {
    await using window = await open({ MODELDOCKER_DEMO: "1" });
    const { app, page } = window;
    await composer(page).waitFor();
    const roles = await app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.flatMap(
        (item) => item.submenu?.items.map(({ role }) => role) ?? [],
      ),
    );
    expect(roles).toEqual(expect.arrayContaining(["undo", "cut", "paste"]));
  });

  test("a window whose backend ends says so and comes back with it", async () => {
    if (!electron.isOld) return;
    const dataDir = await mkdtemp(join(tmpdir(), "modeldocker-window-"));
    await using backend = await startApp({ dataDir, demo: true });
    await using window = await launchWindow(electron, {
      dataDir,
      display: display.name,
    });
    const { page } = window;
    await composer(page).waitFor();
    await backend.restart();
    await send(page, "Are you still there?");
    const reply = await settledReply(page);
    expect(await reply.innerText()).toMatch(/simulated/i);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
});
