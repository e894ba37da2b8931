import { Menu, type MenuItemConstructorOptions } from "electron";

/** The application's menu: on macOS in the system's bar, elsewhere only its shortcuts are felt. */
export function setApplicationMenu(isPackaged: boolean): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(applicationMenu(process.platform, isPackaged)),
  );
}

export function applicationMenu(
  platform: NodeJS.Platform,
  isPackaged: boolean,
): MenuItemConstructorOptions[] {
  const isMac = platform === "darwin";
  return [
    ...(isMac ? [{ role: "appMenu" } as const] : []),
    {
      role: "fileMenu",
      submenu: [isMac ? { role: "close" } : { role: "quit" }],
    },
    { role: "editMenu" },
    {
      role: "viewMenu",
      submenu: [
        ...(isPackaged
          ? []
          : [{ role: "reload" } as const, { role: "toggleDevTools" } as const]),
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { type: "separator" },
        { role: "togglefullscreen" },
      ],
    },
    { role: "windowMenu" },
  ];
}
