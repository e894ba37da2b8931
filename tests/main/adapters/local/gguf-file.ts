export interface GgufFileShape {
  readonly version?: number;
  readonly bigEndian?: boolean;
  readonly values: Readonly<Record<string, string | number>>;
  readonly tensors: readonly {
    readonly name: string;
    readonly dimensions: readonly number[];
    readonly type: number;
    readonly bytes: number;
  }[];
}

/** A small GGUF file, byte by byte; numbers become unsigned 32-bit values. */
export function ggufFile(shape: GgufFileShape): Buffer {
  const bigEndian = shape.bigEndian ?? false;
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (bigEndian) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  };
  const u64 = (value: number) => {
    const bytes = Buffer.alloc(8);
    if (bigEndian) bytes.writeBigUInt64BE(BigInt(value));
    else bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
  };
  const text = (value: string) => [
    u64(Buffer.byteLength(value)),
    Buffer.from(value),
  ];
  const entries = Object.entries(shape.values);
  let offset = 0;
  const infos = shape.tensors.flatMap((tensor) => {
    const start = offset;
    offset += Math.ceil(tensor.bytes / 32) * 32;
    return [
      ...text(tensor.name),
      u32(tensor.dimensions.length),
      ...tensor.dimensions.map(u64),
      u32(tensor.type),
      u64(start),
    ];
  });
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    u32(shape.version ?? 3),
    u64(shape.tensors.length),
    u64(entries.length),
    ...entries.flatMap(([key, value]) => [
      ...text(key),
      ...(typeof value === "string"
        ? [u32(8), ...text(value)]
        : [u32(4), u32(value)]),
    ]),
    ...infos,
  ]);
  const padding = Buffer.alloc((32 - (header.length % 32)) % 32);
  return Buffer.concat([header, padding, Buffer.alloc(offset)]);
}
