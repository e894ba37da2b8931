import { fstatSync, writeSync } from "node:fs";

const descriptor = 2;
/** How long a line may wait for others, and how many characters of them. */
const gatherMs = 100;
const mostGathered = 8_192;
/** Bytes that may wait for a reader that is slow; what comes on top is left out. */
const mostWaiting = 1_048_576;

export interface LineOutput {
  /** An urgent line is handed over at once, and with it all before; others go together, a moment later. */
  write(line: string, isUrgent: boolean): void;
  flush(): void;
}

/**
 * Standard error, as far as it takes lines: a reader that stopped reading or has gone, and a disk that
 * is full, cost lines and nothing else. Its methods never throw and never wait.
 */
export function openStandardError(): LineOutput {
  const hand = isFile() ? appendToFile : handToReader();
  let gathered = "";
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered === "") return;
    const text = gathered;
    gathered = "";
    hand(text);
  };
  return {
    flush,
    write(line, isUrgent) {
      gathered += line;
      if (isUrgent || gathered.length >= mostGathered) return flush();
      timer ??= setTimeout(flush, gatherMs).unref();
    },
  };
}

function isFile(): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

function appendToFile(text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {
    // The log files of the data folder have the line, too; there may be room again for the next one.
  }
}

function handToReader(): (text: string) => void {
  const { stderr } = process;
  stderr.on("error", () => undefined);
  return (text) => {
    if (stderr.writable && stderr.writableLength < mostWaiting)
      stderr.write(text);
  };
}
