import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { accessibilityFaults } from "#tests/support/accessibility.ts";
import { startApp } from "#tests/support/app.ts";
import { makeKey, openGatewayPage } from "#tests/support/gateway-window.ts";
import { picture } from "#tests/support/page.ts";
import {
  chooseModel,
  describeInBrowser,
  goTo,
  send,
  settledReply,
} from "#tests/support/window.ts";

describeInBrowser("axe-core finds nothing serious", (open) => {
  test("on any screen, light and dark", async () => {
    const faults: Record<string, readonly string[]> = {};
    // Each stop of one walk in both themes: two walks would find the same, in twice the time.
    const look = async (page: Page, name: string) => {
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        await twoFrames(page);
        await picture(page, `${name}-${colorScheme}`);
        faults[`${name}, ${colorScheme}`] = await accessibilityFaults(page);
      }
    };
    await using fresh = await startApp();
    {
      await using window = await open(fresh);
      const { page } = window;
      await page.getByRole("heading", { name: /^Welcome/ }).waitFor();
      await look(page, "first-run");
      await page.getByRole("button", { name: "Paste", exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await look(page, "add-provider");
    }
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "demo:simulated-thorough");
    await look(page, "chat-empty");
    await send(page, "Weigh it");
    await settledReply(page);
    await look(page, "chat");
    await page
      .getByRole("button", { name: /^Model: / })
      .first()
      .click();
    await page.getByRole("option").first().waitFor();
    await look(page, "picker");
    await page.keyboard.press("Escape");
    const screens = page
      .getByRole("navigation", { name: "Screens" })
      .getByRole("button");
    for (let index = 1; index < (await screens.count()); index++) {
      const name = (await screens.nth(index).innerText()).split("\n")[0];
      await screens.nth(index).click();
      await page.getByRole("main").getByRole("heading").first().waitFor();
      // What arrives a moment later is looked at too.
      await page.waitForTimeout(400);
      await look(page, name?.toLowerCase() ?? String(index));
    }
    await goTo(page, "Gateway");
    for (const name of ["Keys", "Aliases", "Audit", "Logs"] as const) {
      await openGatewayPage(page, name);
      await page.waitForTimeout(400);
      await look(page, `gateway-${name.toLowerCase()}`);
    }
    await openGatewayPage(page, "Overview");
    const lookAtDialog = async (button: string, title = button) => {
      await page.getByRole("button", { name: button }).first().click();
      await page.getByRole("dialog", { name: title }).waitFor();
      await look(page, `gateway-${title.toLowerCase()}`);
    };
    for (const [button, title] of [
      ["Guide", "How programs connect"],
      ["Gateway settings"],
      ["New key"],
    ] as const) {
      await lookAtDialog(button, title);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await openGatewayPage(page, "Aliases");
    await page.getByRole("button", { name: "New alias" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New alias" });
    await dialog.getByLabel("Name", { exact: true }).fill("best");
    for (const model of ["demo:simulated-thorough", "demo:simulated-fast"])
      await chooseModel(page, model);
    await look(page, "gateway-new alias");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("now demo:simulated-thorough").waitFor();
    await look(page, "gateway-aliases-one");
    await openGatewayPage(page, "Keys");
    await makeKey(page, {
      // A name without a place to break must not push the way out off the dialog.
      name: "编辑器".padEnd(80, "x"),
      async look() {
        await look(page, "gateway-key shown");
        const dialog = await page.getByRole("dialog").boundingBox();
        const close = await page
          .getByRole("button", { name: "Close" })
          .boundingBox();
        expect((close?.x ?? 0) + (close?.width ?? 0)).toBeLessThan(
          (dialog?.x ?? 0) + (dialog?.width ?? 0),
        );
      },
    });
    await look(page, "gateway-keys-one");
    const { gateway } = app.ready;
    expect((await fetch(`${gateway}/v1/models`)).status).toBe(401);
    await openGatewayPage(page, "Audit");
    await page.getByRole("row").filter({ hasText: "401" }).click();
    await page
      .getByRole("complementary", { name: "Details of the request" })
      .waitFor();
    await look(page, "gateway-audit-one");
    expect(faults).toEqual(
      Object.fromEntries(Object.keys(faults).map((name) => [name, []])),
    );
  }, 120_000);
});

/** Until what follows the theme, plots included, is drawn. */
function twoFrames(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
}

describeInBrowser("the watchers themselves", (open) => {
  test("axe and the page's watcher see what is planted", async () => {
    await using app = await startApp({ demo: true });
    const window = await open(app);
    const { page } = window;
    await page.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", '<img src="data:,x">');
      const script = document.createElement("script");
      script.textContent = "window.planted = true";
      document.body.append(script);
    });
    const faults = await accessibilityFaults(page);
    expect(faults.some((fault) => fault.startsWith("image-alt"))).toBe(true);
    await expect
      .poll(() => window.problems.join("\n"))
      .toMatch(/Content Security Policy/);
    expect(await page.evaluate("'planted' in window")).toBe(false);
    await expect(window[Symbol.asyncDispose]()).rejects.toThrow(
      /The page had problems/,
    );
  });
});
