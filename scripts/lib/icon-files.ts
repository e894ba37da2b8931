/** Pictures as PNG, by the length of their side in pixels. */
export type Pictures = ReadonlyMap<number, Buffer>;

const icoHeaderBytes = 6;
const icoEntryBytes = 16;
const largestIco = 256;

/** Windows' container: a directory of pictures, then the pictures. */
export function encodeIco(pictures: Pictures): Buffer {
  const entries = [...pictures].filter(([size]) => size <= largestIco);
  const header = Buffer.alloc(icoHeaderBytes);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = icoHeaderBytes + icoEntryBytes * entries.length;
  const directory = entries.map(([size, picture]) => {
    const entry = Buffer.alloc(icoEntryBytes);
    // A byte holds no 256; zero stands for it.
    entry.writeUInt8(size % largestIco, 0);
    entry.writeUInt8(size % largestIco, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(picture.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += picture.length;
    return entry;
  });
  return Buffer.concat([
    header,
    ...directory,
    ...entries.map(([, picture]) => picture),
  ]);
}

/** macOS' names of sizes; the ones for dense screens repeat a larger picture. */
const icnsTypes: readonly (readonly [string, number])[] = [
  ["ic11", 32],
  ["ic12", 64],
  ["ic07", 128],
  ["ic13", 256],
  ["ic08", 256],
  ["ic14", 512],
  ["ic09", 512],
  ["ic10", 1024],
];
const icnsHeaderBytes = 8;

export function encodeIcns(pictures: Pictures): Buffer {
  const chunks = icnsTypes.flatMap(([type, size]) => {
    const picture = pictures.get(size);
    return picture ? [chunk(type, picture)] : [];
  });
  return chunk("icns", Buffer.concat(chunks));
}

function chunk(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(icnsHeaderBytes);
  header.write(type, "ascii");
  header.writeUInt32BE(icnsHeaderBytes + content.length, 4);
  return Buffer.concat([header, content]);
}
