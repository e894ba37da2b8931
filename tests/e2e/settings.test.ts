import { expect, test } from "vitest";
import { settingKeys } from "#shared/settings/schema.ts";
import { settingsMessages } from "#renderer/messages/en/settings.ts";
import { startApp } from "#tests/support/app.ts";
import { describeInBrowser, goTo } from "#tests/support/window.ts";

describeInBrowser("settings", (open) => {
  test("every entry of the schema is there, and survives a reload and a restart", async () => {
    await using app = await startApp({ demo: true });
    {
      await using window = await open(app);
      const { page } = window;
      await goTo(page, "Settings");
      await page.getByRole("radiogroup", { name: "Theme" }).waitFor();
      for (const key of settingKeys)
        await page
          .getByText(settingsMessages[`settings.${key}.label`], { exact: true })
          .first()
          .waitFor();
      await page.getByRole("switch", { name: "Enter sends" }).click();
      await page.getByRole("textbox", { name: "Context size" }).fill("2048");
      await page.keyboard.press("Enter");
      await page.getByRole("textbox", { name: "Context size" }).fill("-3");
      await page.getByText(/A whole number from 0/).waitFor();
      const budget = page.getByRole("textbox", { name: "Budget per day" });
      await budget.fill("2,50");
      await page.getByText("An amount such as 2.50, at most").waitFor();
      await budget.fill("12.5");
      await page.keyboard.press("Enter");
      await page.reload();
      await expect.poll(() => budget.inputValue()).toBe("12.50");
      await expect
        .poll(() =>
          page.getByRole("textbox", { name: "Context size" }).inputValue(),
        )
        .toBe("2048");
    }
    const next = await app.restart();
    await using window = await open(next);
    const { page } = window;
    await goTo(page, "Settings");
    const enter = page.getByRole("switch", { name: "Enter sends" });
    await expect.poll(() => enter.getAttribute("aria-checked")).toBe("false");
  });

  test("what is typed is kept whichever way one leaves; a default comes back over it", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Settings");
    const size = page.getByRole("textbox", { name: "Context size" });
    const prompt = page.getByRole("textbox", {
      name: "System prompt of new chats",
    });
    await prompt.fill("Be brief.");
    await page.keyboard.press("Control+1");
    const given = page.getByRole("textbox", { name: "System prompt" });
    await expect.poll(() => given.inputValue()).toBe("Be brief.");
    await page.keyboard.press("Control+7");
    await size.fill("4096");
    await page.goBack();
    await given.waitFor();
    await page.goForward();
    await expect.poll(() => size.inputValue()).toBe("4096");
    await size.fill("2048");
    await page.reload();
    await expect.poll(() => size.inputValue()).toBe("2048");

    await size.fill("1024");
    await size.press("Enter");
    await page
      .getByRole("button", { name: "Back to the default" })
      .last()
      .click();
    await expect.poll(() => size.inputValue()).toBe("0");
  });

  test("the theme follows the choice at once and the system when asked", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app, { colorScheme: "light" });
    const { page } = window;
    await goTo(page, "Settings");
    const background = () =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const theme = page.getByRole("radiogroup", { name: "Theme" });
    await theme.getByRole("radio", { name: "Light" }).click();
    const light = await background();
    await theme.getByRole("radio", { name: "Dark" }).click();
    await expect.poll(background).not.toBe(light);
    const dark = await background();
    await theme.getByRole("radio", { name: "System" }).click();
    await expect.poll(background).toBe(light);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(background).toBe(dark);
  });

  test("what the config file or the start fixes is locked with the reason, in the chat too", async () => {
    await using app = await startApp({
      demo: true,
      config: {
        settings: { theme: "dark" },
        cache: { enabled: false, ttlSeconds: 60 },
      },
    });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Settings");
    const fixed = page.getByText("Fixed by the config file");
    await fixed.first().waitFor();
    expect(await fixed.count()).toBe(3);
    // The command line of the test fixes the gateway's port.
    const port = page.getByRole("textbox", { name: "Port" });
    expect(await port.isDisabled()).toBe(true);
    const started = page.getByText("Fixed by how ModelDocker was started");
    expect(await started.count()).toBe(1);
    const hours = page.getByRole("textbox", { name: "Keep answers for" });
    expect(await hours.inputValue()).toMatch(/^1\smin\s0\ss$/);
    const light = page
      .getByRole("radiogroup", { name: "Theme" })
      .getByRole("radio", { name: "Light" });
    expect(await light.isDisabled()).toBe(true);

    const origins = page.getByRole("textbox", { name: "Web pages that may" });
    await origins.fill("nonsense");
    await origins.blur();
    await page.getByText("Each line is an address with").waitFor();

    await goTo(page, "Chat");
    const inspector = page.getByRole("complementary");
    await inspector.getByText("Fixed by the config file").waitFor();
    const cache = inspector.getByRole("combobox", { name: "Cache" });
    expect(await cache.isDisabled()).toBe(true);
    await page.getByText("“Web pages that may call” was not changed").waitFor();
  });
});
