import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { encodeIcns, encodeIco } from "../../../scripts/lib/icon-files.ts";

const pictures = new Map([
  [16, Buffer.from("sixteen")],
  [256, Buffer.from("two hundred and fifty-six")],
  [1024, Buffer.from("too large for an ico")],
]);

test("an ico lists each picture with where it begins", () => {
  const ico = encodeIco(pictures);
  expect(ico.readUInt16LE(4)).toBe(2);
  const second = 6 + 16;
  expect(ico.readUInt8(second)).toBe(0);
  const length = ico.readUInt32LE(second + 8);
  const offset = ico.readUInt32LE(second + 12);
  expect(ico.subarray(offset, offset + length).toString()).toBe(
    "two hundred and fifty-six",
  );
  expect(ico.length).toBe(offset + length);
});

test("an icns gives its own length and its chunks'", () => {
  const icns = encodeIcns(pictures);
  expect(icns.subarray(0, 4).toString()).toBe("icns");
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  expect(icns.subarray(8, 12).toString()).toBe("ic13");
});

test("the icons that are shipped are whole", async () => {
  const read = (name: string) =>
    readFile(new URL(`../../../resources/${name}`, import.meta.url));
  const icns = await read("icon.icns");
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const ico = await read("icon.ico");
  expect(ico.readUInt16LE(4)).toBeGreaterThanOrEqual(5);
  expect((await read("icon.png")).subarray(1, 4).toString()).toBe("PNG");
});
