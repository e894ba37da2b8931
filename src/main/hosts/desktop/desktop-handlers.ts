import { implement } from "@orpc/server";
import { BrowserWindow, dialog, nativeTheme, shell } from "electron";
import { desktopContract } from "#shared/rpc/desktop.ts";
import type { WindowStateFile } from "./window-state.ts";

export interface DesktopParts {
  readonly state: WindowStateFile;
  /** Absolute; the page cannot name another one. */
  readonly logFolder: string;
}

/** Answers what only the desktop offers. */
export function createDesktopRouter({ state, logFolder }: DesktopParts) {
  const desktop = implement(desktopContract);
  return desktop.router({
    chooseModelFile: desktop.chooseModelFile.handler(async () => {
      const path = await askForModelFile();
      return path === undefined ? {} : { path };
    }),
    openLogFolder: desktop.openLogFolder.handler(async () => {
      // It tells a failure as a text, and success as an empty one.
      const problem = await shell.openPath(logFolder);
      return { opened: problem === "" };
    }),
    setTheme: desktop.setTheme.handler(({ input }) => {
      nativeTheme.themeSource = input.theme;
      state.write({ theme: input.theme });
    }),
  });
}

async function askForModelFile(): Promise<string | undefined> {
  const options = {
    properties: ["openFile" as const],
    filters: [
      { name: "GGUF", extensions: ["gguf"] },
      { name: "*", extensions: ["*"] },
    ],
  };
  const window = BrowserWindow.getFocusedWindow();
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return filePaths[0];
}
