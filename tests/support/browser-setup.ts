import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { fetchBrowser, findBrowser, missingBrowser } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Executable of the browser that the suites drive; `null` where there is none. */
    browser: string | null;
  }
}

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Once before all browser suites: the product is built from what is here, and a browser is there. */
export async function setup(project: TestProject): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    ["scripts/build.ts", "--if-stale"],
    { cwd: repository },
  );
  const browser = (await findBrowser(process.env)) ?? (await fetchBrowser());
  if (browser === undefined && process.env["CI"] === "true")
    throw new Error(missingBrowser);
  if (browser === undefined) process.stdout.write(`${missingBrowser}\n`);
  project.provide("browser", browser ?? null);
}
