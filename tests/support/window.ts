import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, inject } from "vitest";
import type { RunningApp } from "./app.ts";
import { launchBrowser } from "./browser.ts";
import { openPage, type PageOptions, type WatchedPage } from "./page.ts";

export type OpenWindow = (
  app: Pick<RunningApp, "web">,
  options?: PageOptions,
) => Promise<WatchedPage>;

/** A suite that drives the real page in a real browser; skipped where there is none. */
export function describeInBrowser(
  name: string,
  body: (open: OpenWindow) => void,
): void {
  const executable = inject("browser");
  describe.skipIf(executable === null)(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchBrowser(executable ?? "");
    });
    afterAll(async () => {
      await browser?.close();
    });
    body((app, options) => {
      if (browser === undefined)
        throw new Error("The browser has not started.");
      return openPage(browser, app.web, options);
    });
  });
}

export const composer = (page: Page): Locator =>
  page.getByRole("textbox", { name: "Message", exact: true });

export const replies = (page: Page): Locator =>
  page.getByRole("article", { name: /^Reply of/ });

export const questions = (page: Page): Locator =>
  page.getByRole("article", { name: "You", exact: true });

export const stopButton = (page: Page): Locator =>
  page.getByRole("button", { name: /^Stop\b/ });

export async function goTo(
  page: Page,
  screen:
    | "Activity"
    | "Chat"
    | "Compare"
    | "Models"
    | "Providers"
    | "Gateway"
    | "Settings",
): Promise<void> {
  await page
    .getByRole("navigation", { name: "Screens" })
    .getByRole("button", { name: new RegExp(`^${screen}`) })
    .click();
}

/** Opens the picker and takes the model with this id, `instance:model`. */
export async function chooseModel(page: Page, ref: string): Promise<void> {
  await page
    .getByRole("button", { name: /^(Model: |Choose a model)/ })
    .first()
    .click();
  await page
    .getByRole("combobox", { name: "Search models" })
    .fill(ref.slice(ref.indexOf(":") + 1));
  await page.locator(`[role="option"][title$="${ref}"]`).first().click();
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole("button", { name: /^Send\b/ }).click();
}

/** The newest reply, once it is no longer being written. */
export async function settledReply(page: Page): Promise<Locator> {
  const reply = replies(page).last();
  await reply.waitFor();
  await page
    .locator('article[aria-busy="true"]')
    .waitFor({ state: "detached", timeout: 30_000 });
  return reply;
}

/** Waits until the newest reply holds this text, whether or not it is still being written. */
export async function replyWith(page: Page, text: string): Promise<Locator> {
  const reply = replies(page).last();
  await reply.getByText(text).first().waitFor();
  return reply;
}
