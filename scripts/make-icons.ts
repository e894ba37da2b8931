// Draws the icons that installers want from the one drawing. Run by hand when the drawing changes.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { encodeIcns, encodeIco } from "./lib/icon-files.ts";

const resources = join(import.meta.dirname, "../resources");
const browserPath = process.argv[2];
if (!browserPath) throw new Error("Usage: make-icons.ts PATH_OF_A_CHROMIUM");

/** macOS leaves a margin around an icon's shape, so that all look equally large. */
const macShare = 0.82;

async function draw(
  page: Page,
  drawing: string,
  { size, share }: { size: number; share: number },
): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  const source = `data:image/svg+xml;base64,${Buffer.from(drawing).toString("base64")}`;
  const side = Math.round(size * share);
  const margin = Math.round((size - side) / 2);
  await page.setContent(
    `<style>body{margin:${margin}px}</style><img width="${side}" height="${side}" style="display:block" src="${source}">`,
  );
  await page.waitForFunction("document.images[0].complete");
  return page.screenshot({ omitBackground: true });
}

const drawing = await readFile(join(resources, "public/icon.svg"), "utf8");
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
const all = (sizes: readonly number[], share: number) =>
  sizes.reduce<Promise<Map<number, Buffer>>>(async (before, size) => {
    const drawn = await before;
    return drawn.set(size, await draw(page, drawing, { size, share }));
  }, Promise.resolve(new Map()));

const plain = await all([16, 24, 32, 48, 64, 256, 512], 1);
const mac = await all([32, 64, 128, 256, 512, 1024], macShare);
await browser.close();

await writeFile(join(resources, "icon.png"), plain.get(512) ?? "");
await writeFile(join(resources, "icon.ico"), encodeIco(plain));
await writeFile(join(resources, "icon.icns"), encodeIcns(mac));
