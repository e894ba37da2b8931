// Adds to an old Electron what the product takes for granted, then runs the product's own entry.
const { BrowserWindow, protocol } = require("electron");

// Electron would show a dialog and wait; a test must end instead.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(70);
});

for (const [name, value] of Object.entries(require("node:stream/web"))) {
  globalThis[name] ??= value;
}
globalThis.Blob ??= require("node:buffer").Blob;
// The RPC library only asks whether something is one.
globalThis.FormData ??= class FormData {};

URL.canParse ??= (text) => {
  try {
    return Boolean(new URL(text));
  } catch {
    return false;
  }
};

globalThis.Response ??= class {
  constructor(body, { status = 200, headers = {} } = {}) {
    Object.assign(this, { body, status, headers });
  }
};

protocol.handle ??= (scheme, handler) =>
  protocol.registerBufferProtocol(scheme, (request, callback) => {
    void handler(request).then(({ body, status, headers }) => {
      const mimeType = headers["content-type"].split(";", 1)[0];
      const data = Buffer.from(body);
      callback({ statusCode: status, data, headers, mimeType });
    });
  });

BrowserWindow.prototype.setTitleBarOverlay ??= () => undefined;

require(process.env.MODELDOCKER_TEST_ENTRY);
