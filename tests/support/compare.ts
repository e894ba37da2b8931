import type { Locator, Page } from "playwright-core";
import { goTo, send } from "./window.ts";

export const column = (page: Page, name: string | RegExp): Locator =>
  page.getByRole("region", {
    name: new RegExp(`^Column of .*${String(name)}`),
  });

/** A new comparison of these models, and its first question. */
export async function ask(
  page: Page,
  models: readonly string[],
  text: string,
): Promise<void> {
  await chooseModels(page, models);
  await send(page, text);
}

/** Begins a comparison of these models and no others. */
export async function chooseModels(
  page: Page,
  models: readonly string[],
): Promise<void> {
  await goTo(page, "Compare");
  const remove = page.getByRole("button", { name: /^Remove / });
  await page.getByRole("button", { name: "Add a model" }).waitFor();
  while ((await remove.count()) > 0) await remove.first().click();
  for (const ref of models) {
    await page.getByRole("button", { name: "Add a model" }).click();
    const id = ref.slice(ref.indexOf(":") + 1);
    await page.getByRole("combobox", { name: "Search models" }).fill(id);
    await page.locator(`[role="option"][title$="${ref}"]`).first().click();
  }
}

/** No column writes any more. */
export async function ended(page: Page): Promise<void> {
  await page
    .locator('section[aria-busy="true"]')
    .first()
    .waitFor({ state: "detached", timeout: 30_000 });
}
