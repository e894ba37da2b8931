import { app, BrowserWindow, dialog, nativeTheme, session } from "electron";
import type { MessagePortMain } from "electron";
import { AppError } from "#shared/errors/app-error.ts";
import { createFrameServer } from "../rpc/serve-frames.ts";
import { serveAppScheme } from "./app-protocol.ts";
import { createDesktopRouter } from "./desktop-handlers.ts";
import { lockDownSession } from "./lock-down.ts";
import { setApplicationMenu } from "./menu.ts";
import { closePort, servePort } from "./port-carrier.ts";
import { acceptPorts } from "./port-requests.ts";
import { createWindowStateFile } from "./window-state.ts";
import { focusWindow, openWindow, paintTitleBar } from "./window.ts";

/** What the windows talk to. */
export interface DesktopBackend {
  open(): Promise<void>;
  connect(port: MessagePortMain): Promise<void>;
  close(): Promise<void>;
}

export interface DesktopOptions {
  /** Absolute folder of the built page. */
  readonly page: string;
  readonly preload: string;
  /** Where the window's place and theme are kept. */
  readonly stateFile: string;
  /** Absolute folder of the log files. */
  readonly logFolder: string;
  readonly session: DesktopBackend;
  /** Puts the newest snapshot in the place of the data; answers its name. */
  readonly restore: () => Promise<string>;
}

const closeLimitMs = 5_000;

/** From the start of the application to its end. */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { page, preload, logFolder, session: backend } = options;
  const state = createWindowStateFile(options.stateFile);
  const open = () => openWindow({ preload, state });
  app.on("second-instance", () => {
    const [window] = BrowserWindow.getAllWindows();
    focusWindow(window ?? open());
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  closeBeforeQuit(backend);

  await app.whenReady();
  serveAppScheme(page);
  lockDownSession(session.defaultSession);
  setApplicationMenu(app.isPackaged);
  nativeTheme.themeSource = state.read().theme;
  nativeTheme.on("updated", () =>
    BrowserWindow.getAllWindows().forEach(paintTitleBar),
  );
  const serveDesktop = createFrameServer(
    createDesktopRouter({ state, logFolder }),
  );
  acceptPorts((kind, port) => {
    if (kind === "desktop") return servePort(serveDesktop, port);
    backend.connect(port).catch(() => closePort(port));
  });
  // The window is there at once; its calls wait for the data.
  open();
  app.on("activate", () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  await backend.open().catch((error: unknown) => explain(error, options));
}

/** Nothing is left running: the process ends when the backend has closed, or when its time is up. */
function closeBeforeQuit(backend: DesktopBackend): void {
  app.once("will-quit", (event) => {
    event.preventDefault();
    const exit = () => app.exit(0);
    setTimeout(exit, closeLimitMs);
    backend.close().then(exit, exit);
  });
}

/** Says why the data cannot be opened, and offers the way back where there is one. */
async function explain(
  failure: unknown,
  { restore }: DesktopOptions,
): Promise<void> {
  const error = AppError.from(failure);
  if (error.code !== "store-corrupt") return end(error.message);
  const { response } = await dialog.showMessageBox({
    type: "error",
    message: "The data cannot be read",
    detail: `${error.message}\n\nA snapshot can be put in its place; the damaged file is kept.`,
    buttons: ["Restore the newest snapshot", "Quit"],
    defaultId: 0,
    cancelId: 1,
  });
  if (response !== 0) return app.exit(1);
  try {
    await restore();
    app.relaunch();
    app.exit(0);
  } catch (cause) {
    end(AppError.from(cause).message);
  }
}

function end(sentence: string): void {
  dialog.showErrorBox("ModelDocker", sentence);
  app.exit(1);
}
