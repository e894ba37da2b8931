import { GgufCursor, GgufFormatError } from "./gguf-cursor.ts";
import { tensorBytes } from "./gguf-types.ts";

/** What a header says, before anyone interprets it. */
export interface GgufHeader {
  /** Scalars of the keys that matter here. */
  readonly values: ReadonlyMap<string, string | number>;
  /** Total weights of this file, and weights by ggml tensor type. */
  readonly weights: number;
  readonly weightsByType: ReadonlyMap<number, number>;
}

const maxEntries = 65_536;
const maxKeyBytes = 1024;
const maxKeptTextBytes = 64 * 1024;
const maxDimensions = 4;
const maxAlignment = 1024 * 1024;

const valueTypes = { text: 8, array: 9 } as const;
const scalarBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

/**
 * Reads a whole header (GGUF 2 and 3, either byte order) and checks that the file is long enough for
 * every tensor it announces. Throws GgufFormatError.
 */
export async function readGgufHeader(cursor: GgufCursor): Promise<GgufHeader> {
  if (cursor.size < 24) throw new GgufFormatError("it is not a GGUF file");
  await cursor.need(24);
  if (cursor.text(4) !== "GGUF")
    throw new GgufFormatError("it is not a GGUF file");
  readVersion(cursor);
  const tensorCount = boundedCount(cursor.unsigned64());
  const entryCount = boundedCount(cursor.unsigned64());
  const values = new Map<string, string | number>();
  const keys = new Set<string>();
  for (let index = 0; index < entryCount; index += 1) {
    const key = await readText(cursor, maxKeyBytes);
    if (keys.has(key))
      throw new GgufFormatError("its header names a field twice");
    keys.add(key);
    const value = await readValue(cursor, isKept(key));
    if (value !== undefined) values.set(key, value);
  }
  const tensors = await readTensors(cursor, tensorCount);
  checkLength(cursor, tensors.end, values.get("general.alignment") ?? 32);
  const { weights, weightsByType } = tensors;
  return { values, weights, weightsByType };
}

function readVersion(cursor: GgufCursor): void {
  let version = cursor.unsigned32();
  if (version > 0xffff && version % 0x10000 === 0) {
    cursor.useBigEndian();
    version = (version >>> 24) | ((version >>> 8) & 0xff00);
  }
  if (version !== 2 && version !== 3)
    throw new GgufFormatError(
      `its format is GGUF version ${String(version)}, which is not supported`,
    );
}

function boundedCount(count: number): number {
  if (count > maxEntries)
    throw new GgufFormatError("its header announces an absurd number of items");
  return count;
}

function isKept(key: string): boolean {
  return (
    key.startsWith("general.") ||
    key.endsWith(".context_length") ||
    key === "split.count" ||
    key === "tokenizer.chat_template"
  );
}

async function readText(cursor: GgufCursor, limit: number): Promise<string> {
  await cursor.need(8);
  const length = cursor.unsigned64();
  if (length > limit)
    throw new GgufFormatError("its header holds an absurdly long text");
  await cursor.need(length);
  return cursor.text(length);
}

async function readValue(
  cursor: GgufCursor,
  keep: boolean,
): Promise<string | number | undefined> {
  await cursor.need(4);
  const type = cursor.unsigned32();
  if (type === valueTypes.array) return skipArray(cursor);
  if (type === valueTypes.text) return readTextValue(cursor, keep);
  const bytes = scalarBytes[type];
  if (bytes === undefined)
    throw new GgufFormatError("its header holds a value of an unknown type");
  await cursor.need(bytes);
  // Only unsigned numbers are ever asked for; floats, signed and 16-bit ones are passed over.
  if (keep && type === 4) return cursor.unsigned32();
  if (keep && type === 10) return cursor.unsigned64();
  cursor.skip(bytes);
  return undefined;
}

/** A kept text that is longer than anyone shows is cut, not refused: chat templates can be big. */
async function readTextValue(
  cursor: GgufCursor,
  keep: boolean,
): Promise<string | undefined> {
  await cursor.need(8);
  const length = cursor.unsigned64();
  const kept = keep ? Math.min(length, maxKeptTextBytes) : 0;
  await cursor.need(kept);
  const text = cursor.text(kept);
  cursor.skip(length - kept);
  return keep ? text : undefined;
}

async function skipArray(cursor: GgufCursor): Promise<undefined> {
  await cursor.need(12);
  const type = cursor.unsigned32();
  const count = cursor.unsigned64();
  const bytes = type === valueTypes.text ? 8 : scalarBytes[type];
  if (bytes === undefined)
    throw new GgufFormatError("its header holds a list of an unknown type");
  if (count * bytes > cursor.remaining)
    throw new GgufFormatError("it ends within its header");
  if (type !== valueTypes.text) {
    cursor.skip(count * bytes);
    return undefined;
  }
  for (let index = 0; index < count; index += 1) {
    if (!cursor.has(8)) await cursor.need(8);
    cursor.skip(cursor.unsigned64());
  }
  return undefined;
}

interface Tensors {
  readonly weights: number;
  readonly weightsByType: ReadonlyMap<number, number>;
  /** Bytes that the data section must have at least. */
  readonly end: number;
}

async function readTensors(
  cursor: GgufCursor,
  count: number,
): Promise<Tensors> {
  const weightsByType = new Map<number, number>();
  let weights = 0;
  let end = 0;
  for (let index = 0; index < count; index += 1) {
    await readText(cursor, maxKeyBytes);
    const size = await readDimensions(cursor);
    await cursor.need(12);
    const type = cursor.unsigned32();
    const offset = cursor.unsigned64();
    weights += size;
    weightsByType.set(type, (weightsByType.get(type) ?? 0) + size);
    end = Math.max(end, offset + tensorBytes(type, size));
  }
  if (!Number.isSafeInteger(weights) || !Number.isSafeInteger(end))
    throw new GgufFormatError("its header holds an absurd number");
  return { weights, weightsByType, end };
}

async function readDimensions(cursor: GgufCursor): Promise<number> {
  await cursor.need(4);
  const dimensions = cursor.unsigned32();
  if (dimensions > maxDimensions)
    throw new GgufFormatError("its header holds an absurd tensor");
  await cursor.need(dimensions * 8);
  let size = 1;
  for (let index = 0; index < dimensions; index += 1)
    size *= cursor.unsigned64();
  if (!Number.isSafeInteger(size))
    throw new GgufFormatError("its header holds an absurd tensor");
  return size;
}

function checkLength(
  cursor: GgufCursor,
  dataBytes: number,
  alignment: string | number,
): void {
  if (
    typeof alignment !== "number" ||
    alignment < 1 ||
    alignment > maxAlignment ||
    (alignment & (alignment - 1)) !== 0
  )
    throw new GgufFormatError("its header holds an absurd alignment");
  const start = Math.ceil(cursor.position / alignment) * alignment;
  if (start + dataBytes > cursor.size)
    throw new GgufFormatError("it is cut off: weights are missing");
}
