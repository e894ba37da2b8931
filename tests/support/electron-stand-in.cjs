// Stands in for the `electron` module in a plain Node process: enough for the real entry to run with
// its backend inside. The test on the other end of the IPC channel plays the window and the person.
const { fork } = require("node:child_process");
const { existsSync } = require("node:fs");
const { EventEmitter } = require("node:events");
const Module = require("node:module");
const { MessageChannel } = require("node:worker_threads");

const told = (event, data = {}) => process.send({ event, ...data });

/** A port as Electron's main process sees it. */
function portOfMain(port) {
  const dressed = new EventEmitter();
  port.on("close", () => dressed.emit("close"));
  // Until then messages wait; Node's own ports start with their first listener.
  dressed.start = () =>
    port.on("message", (data) => dressed.emit("message", { data }));
  dressed.close = () => port.close();
  dressed.postMessage = (data) => port.postMessage(data);
  return dressed;
}

class WebContents extends EventEmitter {
  url = "";
  getURL = () => this.url;
  setWindowOpenHandler = (handler) => (this.openHandler = handler);
}

class BrowserWindow extends EventEmitter {
  static all = [];
  static getAllWindows = () => BrowserWindow.all;
  static getFocusedWindow = () => null;
  webContents = new WebContents();
  constructor(options) {
    super();
    BrowserWindow.all.push(this);
    told("window", { preferences: options.webPreferences });
  }
  loadURL = async (url) => void (this.webContents.url = url);
  isMinimized = () => false;
  isMaximized = () => false;
  getNormalBounds = () => ({ x: 1, y: 2, width: 1000, height: 700 });
  show = () => undefined;
  maximize = () => undefined;
  focus = () => told("focused");
  setBackgroundColor = () => undefined;
  setTitleBarOverlay = () => undefined;
}

const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  paths: {},
  commandLine: { getSwitchValue: () => "" },
  setPath: (name, path) => (app.paths[name] = path),
  getPath: (name) => app.paths[name],
  requestSingleInstanceLock: () => true,
  whenReady: async () => undefined,
  relaunch: () => told("relaunched"),
  quit: () => {
    for (const window of BrowserWindow.all) window.emit("close");
    app.emit("will-quit", { preventDefault: () => undefined });
  },
  exit: (code) => {
    told("exit", { code });
    process.disconnect();
    process.exit(code);
  },
});

const session = {
  defaultSession: {
    handlers: {},
    resolveProxy: async () => "DIRECT",
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    webRequest: { onBeforeRequest: () => undefined },
  },
};

const utilityProcess = {
  fork(entry, args, { env }) {
    const child = fork(entry, args, {
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env,
    });
    child.postMessage = (message) => child.send(message, () => undefined);
    return child;
  },
};

const ipcMain = new EventEmitter();
const electron = {
  app,
  BrowserWindow,
  dialog: {
    showErrorBox: (_title, message) => told("error-box", { message }),
    showOpenDialog: async () => ({ filePaths: ["/chosen/model.gguf"] }),
    showMessageBox: async ({ detail, buttons }) => {
      told("message-box", { detail, buttons });
      return { response: 0 };
    },
  },
  ipcMain,
  Menu: {
    buildFromTemplate: (template) => template,
    setApplicationMenu: () => undefined,
  },
  nativeTheme: Object.assign(new EventEmitter(), {
    shouldUseDarkColors: false,
    themeSource: "system",
  }),
  protocol: {
    registerSchemesAsPrivileged: () => undefined,
    handle: () => undefined,
  },
  screen: { getAllDisplays: () => [] },
  session,
  shell: {
    openExternal: async (url) => told("opened", { url }),
    openPath: async (path) => {
      told("opened-path", { path });
      return existsSync(path) ? "" : "No such folder";
    },
  },
  utilityProcess,
};

const load = Module._load;
Module._load = (name, ...rest) =>
  name === "electron" ? electron : load(name, ...rest);

const ports = new Map();

/** What the test asks for: a port of the window, a frame through it, a click. */
const wishes = {
  port({ id, kind, url = "app://modeldocker/index.html" }) {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port2);
    port2.on("message", (data) => told("frame", { id, data }));
    port2.on("close", () => told("port-closed", { id }));
    const senderFrame = { url, parent: null };
    const event = { ports: [portOfMain(port1)], senderFrame };
    ipcMain.emit("modeldocker:port", event, { kind });
  },
  frame: ({ id, data }) => ports.get(id)?.postMessage(data),
  "second-instance": () => app.emit("second-instance"),
  "open-window": ({ url }) => {
    const [window] = BrowserWindow.all;
    told("opened-window", window.webContents.openHandler({ url }));
  },
  quit: () => app.quit(),
};
process.on("message", ({ wish, ...rest }) => wishes[wish](rest));
