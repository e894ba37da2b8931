import { BrowserWindow, nativeTheme, type TitleBarOverlay } from "electron";
import { appPage } from "./app-protocol.ts";
import { showContextMenu } from "./context-menu.ts";
import { lockDownContents } from "./lock-down.ts";
import {
  followWindow,
  placeOf,
  smallestSize,
  type WindowStateFile,
} from "./window-state.ts";

/** The page's header, which is the title bar. */
const titleBarHeight = 46;
const trafficLights = { x: 16, y: 16 } as const;

/** The page's own canvas and text colours, for what is drawn before and around it. */
const colours = {
  light: { canvas: "#fbfdfd", text: "#1b2329" },
  dark: { canvas: "#10161a", text: "#e4eaed" },
} as const;

export interface WindowOptions {
  readonly preload: string;
  readonly state: WindowStateFile;
}

/** A window without any power of its own: sandboxed, isolated, without Node. */
export function openWindow({ preload, state }: WindowOptions): BrowserWindow {
  const remembered = state.read();
  const window = new BrowserWindow({
    ...placeOf(remembered),
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title: "ModelDocker",
    backgroundColor: shownColours().canvas,
    titleBarStyle: process.platform === "darwin" ? "hiddenInset" : "hidden",
    titleBarOverlay: overlay(),
    trafficLightPosition: trafficLights,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Elsewhere Chromium would fetch dictionaries from the network by itself.
      spellcheck: process.platform === "darwin",
    },
  });
  if (remembered.maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  lockDownContents(window.webContents);
  window.webContents.on("context-menu", (_event, parameters) =>
    showContextMenu(window.webContents, parameters),
  );
  followWindow(window, state);
  void window.loadURL(appPage);
  return window;
}

/** Brings a window to the front, whatever it is doing. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Gives the system's own drawings the colours of the theme on show. */
export function paintTitleBar(window: BrowserWindow): void {
  window.setBackgroundColor(shownColours().canvas);
  if (process.platform !== "darwin") window.setTitleBarOverlay(overlay());
}

function overlay(): TitleBarOverlay {
  const { canvas, text } = shownColours();
  return { color: canvas, symbolColor: text, height: titleBarHeight };
}

function shownColours() {
  return nativeTheme.shouldUseDarkColors ? colours.dark : colours.light;
}
