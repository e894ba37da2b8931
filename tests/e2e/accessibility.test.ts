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
  test.each(["light", "dark"] as const)(
    "on any screen, %s",
    async (colorScheme) => {
      const faults: Record<string, readonly string[]> = {};
      const look = async (
        page: Parameters<typeof picture>[0],
        name: string,
      ) => {
        await picture(page, `${name}-${colorScheme}`);
        faults[name] = await accessibilityFaults(page);
      };
      await using fresh = await startApp();
      {
        await using window = await open(fresh, { colorScheme });
        const { page } = window;
        await page.getByRole("heading", { name: /^Welcome/ }).waitFor();
        await look(page, "first-run");
        await page.getByRole("button", { name: "Paste", exact: true }).click();
        await page.getByRole("dialog").waitFor();
        await look(page, "add-provider");
      }
      await using app = await startApp({ demo: true });
      await using window = await open(app, { colorScheme });
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
      await openGatewayPage(page, "Keys");
      await makeKey(page, { name: "Editor" });
      await look(page, "gateway-keys-one");
      expect(faults).toEqual(
        Object.fromEntries(Object.keys(faults).map((name) => [name, []])),
      );
    },
  );
});

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
