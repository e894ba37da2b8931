import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfigFile } from "#main/adapters/config-file/read-config.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

function written(content: string): string {
  const path = join(temporaryFolder(), "config.json");
  writeFileSync(path, content);
  return path;
}

test("a good file is read, with a byte-order mark, too", async () => {
  const path = written('\uFEFF{"promptLogging": "full"}');
  expect(await readConfigFile(path)).toMatchObject({
    promptLogging: "full",
    instances: [],
  });
});

test("a missing file, a directory and broken JSON are each one clear sentence", async () => {
  const folder = temporaryFolder();
  const missing = join(folder, "none.json");
  await expect(readConfigFile(missing)).rejects.toMatchObject({
    code: "config-invalid",
    message: `The config file ${missing} does not exist.`,
  });
  await expect(readConfigFile(folder)).rejects.toMatchObject({
    code: "config-invalid",
    message: `The config file ${folder} is a directory.`,
  });
  const broken = written("{instances: []}");
  await expect(readConfigFile(broken)).rejects.toMatchObject({
    code: "config-invalid",
    message: expect.stringContaining(`${broken} is not valid JSON`),
  });
});
