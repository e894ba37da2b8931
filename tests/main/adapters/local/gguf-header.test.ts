import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGgufReader } from "#main/adapters/local/gguf-header.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { ggufFile } from "./gguf-file.ts";

const models = fileURLToPath(
  new URL("../../../fixtures/models/", import.meta.url),
);
const reader = createGgufReader();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gguf-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function readBytes(bytes: Uint8Array, name = "model.gguf") {
  const path = join(directory, name);
  await writeFile(path, bytes);
  return reader.read(path);
}

async function codeOf(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => "read",
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );
}

describe("facts", () => {
  it("reads a model without a chat template", async () => {
    const path = join(models, "stories260K.gguf");
    expect(await reader.read(path)).toEqual({
      path,
      sizeBytes: 1_185_376,
      architecture: "llama",
      quantization: "F32",
      parameterCount: 292_800,
      hasChatTemplate: false,
      thinks: false,
      contextLength: 2048,
      name: "llama",
    });
  });

  it("sees a chat template", async () => {
    const path = join(models, "stories260K-chatml.gguf");
    expect(await reader.read(path)).toMatchObject({
      hasChatTemplate: true,
      name: "stories260K-chatml",
    });
  });

  it.each([
    { version: 2, bigEndian: false },
    { version: 3, bigEndian: true },
    { version: 2, bigEndian: true },
  ])("reads version $version, big-endian: $bigEndian", async (format) => {
    const bytes = ggufFile({
      ...format,
      values: {
        "general.architecture": "qwen3",
        "general.name": "Tiny\u0007\nQwen",
        "general.file_type": 15,
        "qwen3.context_length": 4096,
      },
      tensors: [{ name: "t", dimensions: [256, 2], type: 12, bytes: 288 }],
    });
    expect(await readBytes(bytes)).toMatchObject({
      architecture: "qwen3",
      name: "Tiny Qwen",
      quantization: "Q4_K_M",
      contextLength: 4096,
      parameterCount: 512,
    });
  });

  it("takes the quantization from the weights where the header is silent", async () => {
    const tensor = { name: "t", dimensions: [32], type: 8, bytes: 34 };
    const values = { "general.architecture": "llama" };
    const facts = await readBytes(ggufFile({ values, tensors: [tensor] }));
    expect(facts.quantization).toBe("Q8_0");
    const future = { ...tensor, type: 999 };
    const unknown = await readBytes(ggufFile({ values, tensors: [future] }));
    expect(unknown.quantization).toBe("unknown");
  });

  it("gives no parameter count for one part of a split model", async () => {
    const facts = await readBytes(
      ggufFile({
        values: { "general.architecture": "llama", "split.count": 3 },
        tensors: [{ name: "t", dimensions: [4], type: 0, bytes: 16 }],
      }),
    );
    expect(facts.parameterCount).toBeUndefined();
  });
});

describe("refusals", () => {
  it("names what is wrong with the path", async () => {
    const missing = join(directory, "missing.gguf");
    await expect(reader.read(missing)).rejects.toMatchObject({
      code: "file-not-found",
      data: { path: missing },
    });
    await expect(reader.read(directory)).rejects.toMatchObject({
      code: "file-unreadable",
      data: { path: directory },
      message: expect.stringContaining("folder") as string,
    });
    expect(await codeOf(reader.read("relative.gguf"))).toBe("file-not-found");
    expect(await codeOf(reader.read("/tmp/a\0b"))).toBe("file-not-found");
  });

  it.skipIf(process.platform === "win32")(
    "refuses devices and pipes, also behind a link, without waiting",
    async () => {
      const pipe = join(directory, "pipe.gguf");
      execFileSync("mkfifo", [pipe]);
      const device = join(directory, "device.gguf");
      await symlink("/dev/zero", device);
      const circle = join(directory, "circle.gguf");
      await symlink(circle, circle);
      for (const path of [pipe, device, circle])
        expect(await codeOf(reader.read(path))).toBe("file-unreadable");
    },
  );

  it("refuses what is no model, whatever its name says", async () => {
    const html = Buffer.from("<!doctype html><title>Sign in</title>");
    expect(await codeOf(readBytes(html))).toBe("file-invalid");
    expect(await codeOf(readBytes(Buffer.alloc(0)))).toBe("file-invalid");
    const adapter = ggufFile({
      values: { "general.architecture": "llama", "general.type": "adapter" },
      tensors: [{ name: "t", dimensions: [4], type: 0, bytes: 16 }],
    });
    expect(await codeOf(readBytes(adapter))).toBe("file-invalid");
  });

  it("refuses absurd headers before they cost anything", async () => {
    const start = Buffer.alloc(64);
    start.write("GGUF");
    start.writeUInt32LE(3, 4);
    const many = Buffer.from(start);
    many.writeBigUInt64LE(2n ** 62n, 16);
    const long = Buffer.from(start);
    long.writeBigUInt64LE(1n, 16);
    long.writeBigUInt64LE(2n ** 40n, 24);
    const version = Buffer.from(start);
    version.writeUInt32LE(1, 4);
    for (const bytes of [many, long, version])
      expect(await codeOf(readBytes(bytes))).toBe("file-invalid");
  });

  it("refuses any truncation of a real file, down to the last weight", async () => {
    const whole = await readFile(join(models, "stories260K.gguf"));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(whole.length - 1),
          fc.nat(16_000),
          fc.nat(64).map((missing) => whole.length - 1 - missing),
        ),
        async (length) => {
          const reading = readBytes(whole.subarray(0, length), "cut.gguf");
          expect(await codeOf(reading)).toBe("file-invalid");
        },
      ),
      { numRuns: 150 },
    );
  });

  it("answers any bytes with facts or an AppError", async () => {
    const header = (await readFile(join(models, "stories260K.gguf"))).subarray(
      0,
      20_000,
    );
    const spoilt = fc
      .array(fc.tuple(fc.nat(header.length - 1), fc.nat(255)), {
        minLength: 1,
        maxLength: 20,
      })
      .map((changes) => {
        const copy = Buffer.from(header);
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    const prefixed = fc
      .uint8Array({ maxLength: 2000 })
      .map((tail) =>
        Buffer.concat([Buffer.from("GGUF\u0003\0\0\0", "latin1"), tail]),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(spoilt, prefixed, fc.uint8Array({ maxLength: 200 })),
        async (bytes) => {
          expect(["read", "file-invalid"]).toContain(
            await codeOf(readBytes(bytes, "fuzz.gguf")),
          );
        },
      ),
      { numRuns: 400 },
    );
  });
});
