import { shell, type Session, type WebContents } from "electron";
import { appOrigin } from "./app-protocol.ts";

/** Copying text is the one thing that the page may do beyond drawing itself. */
const allowedPermissions: readonly string[] = ["clipboard-sanitized-write"];
const remoteAddresses = ["http://*/*", "https://*/*", "ws://*/*", "wss://*/*"];

/** The window itself never touches the network, and is granted nothing. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(isOurs(contents) && allowedPermissions.includes(permission)),
  );
  session.setPermissionCheckHandler((contents, permission) =>
    contents
      ? isOurs(contents) && allowedPermissions.includes(permission)
      : false,
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest({ urls: remoteAddresses }, (_, decide) =>
    decide({ cancel: true }),
  );
}

/** The page stays where it is; links to the web open in the person's browser. */
export function lockDownContents(contents: WebContents): void {
  contents.on("will-navigate", (event, url) => {
    event.preventDefault();
    openOutside(contents, url);
  });
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(contents, url);
    return { action: "deny" };
  });
}

function openOutside(contents: WebContents, url: string): void {
  if (!isOurs(contents) || !isWebAddress(url)) return;
  // Without a browser there is nothing to be done about it here.
  shell.openExternal(url).catch(() => undefined);
}

export function isOurs(contents: WebContents): boolean {
  return contents.getURL().startsWith(`${appOrigin}/`);
}

/** Only https leaves the window: every other scheme may start a program. */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}
