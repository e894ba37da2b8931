import type { Page } from "playwright-core";
import type { RunningApp } from "./app.ts";

/** A chat call to the gateway with one of its keys. */
export function askGateway(
  app: RunningApp,
  token: string,
  {
    model = "demo:simulated-fast",
    text = "Hello",
  }: { readonly model?: string; readonly text?: string } = {},
): Promise<Response> {
  return fetch(`${app.ready.gateway}/v1/chat/completions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      model,
      messages: [{ role: "user", content: text }],
    }),
  });
}

export async function openGatewayPage(
  page: Page,
  name: "Overview" | "Keys" | "Aliases" | "Audit" | "Logs",
): Promise<void> {
  await page
    .getByRole("region", { name: "Gateway" })
    .getByRole("button", { name, exact: true })
    .click();
}

/** Makes a key in the dialog; its token. */
export async function makeKey(
  page: Page,
  wish: {
    readonly name: string;
    readonly deny?: string;
    /** While the key is shown. */
    readonly look?: () => Promise<void>;
  },
): Promise<string> {
  await page.getByRole("button", { name: "New key" }).first().click();
  const form = page.getByRole("dialog", { name: "New key" });
  await form.getByLabel("Name", { exact: true }).fill(wish.name);
  if (wish.deny !== undefined)
    await form.getByLabel("Never these").fill(wish.deny);
  await form.getByRole("button", { name: "Make the key" }).click();
  const shown = page.getByRole("dialog", { name: `The key of ${wish.name}` });
  // The key is shown this once: Enter copies it, and does not close the dialog.
  await shown.locator("button:focus", { hasText: "Copy the key" }).waitFor();
  const token = await shown.getByText(/^mdk_/).innerText();
  await wish.look?.();
  await shown.getByRole("button", { name: "Done" }).click();
  await shown.waitFor({ state: "detached" });
  return token;
}
