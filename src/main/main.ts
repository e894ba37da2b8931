import { dirname, join } from "node:path";
import { app, dialog, type MessagePortMain } from "electron";
import { AppError } from "#shared/errors/app-error.ts";
import { dataDirPaths } from "#main/adapters/data-dir/data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { resolveSystemProxy } from "#main/adapters/electron/system-proxy.ts";
import { createUtilityLauncher } from "#main/adapters/electron/utility-launcher.ts";
import { isRunning, readRecord } from "#main/adapters/owner/owner-file.ts";
import { adoptError } from "./adopt-error.ts";
import { findPlaces, version } from "./cli/places.ts";
import { parseServeOptions } from "./cli/serve-options.ts";
import { createDesktopSession, type OwnSession } from "./desktop-session.ts";
import { registerAppScheme } from "./hosts/desktop/app-protocol.ts";
import { runDesktop } from "./hosts/desktop/desktop.ts";
import { servePort } from "./hosts/desktop/port-carrier.ts";
import { relayToOwner } from "./hosts/desktop/relay.ts";
import { createFrameServer } from "./hosts/rpc/serve-frames.ts";

/** A folder named on the command line, e.g. by a shortcut, counts more than the environment. */
const given = app.commandLine.getSwitchValue("data-dir");
const environment = {
  ...process.env,
  ...(given && { MODELDOCKER_DATA_DIR: given }),
};

try {
  start();
} catch (error) {
  dialog.showErrorBox("ModelDocker", AppError.from(error).message);
  app.exit(1);
}

function start(): void {
  const options = parseServeOptions([], environment);
  const places = findPlaces(import.meta.url);
  const dataDir = options.dataDir ?? app.getPath("userData");
  app.setPath("userData", dataDir);
  // Chromium's own files stay apart from the person's.
  app.setPath("sessionData", join(dataDir, "window"));
  registerAppScheme();
  if (!app.requestSingleInstanceLock()) return app.quit();

  /** Only now is the backend loaded, so that a window which attaches to another process stays light. */
  async function own(): Promise<OwnSession<MessagePortMain>> {
    const [{ composeBackend }, { ownForDesktop }] = await Promise.all([
      import("./compose.ts"),
      import("./desktop-owner.ts"),
    ]);
    const owned = await ownForDesktop({
      compose: composeBackend,
      serve: options,
      dataDir,
      places,
      backend: {
        version,
        environment: process.env,
        launcher: createUtilityLauncher(process.env),
        resolveProxy: resolveSystemProxy,
      },
    });
    const serve = createFrameServer(owned.router);
    return {
      serve: (port) => servePort(serve, port),
      close: () => owned.close(),
    };
  }

  function findOwner() {
    const owner = readRecord(createPrivateFiles(), dataDir);
    const isOther = owner !== undefined && owner.pid !== process.pid;
    return isOther && isRunning(owner) ? owner : undefined;
  }

  void runDesktop({
    page: places.page,
    preload: places.preload,
    logFolder: dirname(dataDirPaths(dataDir).log),
    stateFile: join(dataDir, "window.json"),
    session: createDesktopSession<MessagePortMain>({
      version,
      findOwner,
      own: () => own().catch(rethrow),
      relay: relayToOwner,
    }),
    restore: async () => {
      const { restoreData } = await import("./cli/restore-data.ts");
      const { snapshot } = await restoreData({
        dataDir,
        environment,
        launcher: createUtilityLauncher(process.env),
        keyringWorker: places.keyringWorker,
      }).catch(rethrow);
      return snapshot.name;
    },
  });
}

function rethrow(error: unknown): never {
  throw adoptError(error);
}
