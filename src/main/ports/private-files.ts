/**
 * Small text files in the data directory that nobody else may read (mode 0600). A reader or a crash
 * never meets half a file. Throws AppError `store-unwritable`, `store-full` or `file-unreadable`,
 * each with `path` in its data.
 */
export interface PrivateFiles {
  /** Undefined for a file that is not there. */
  read(path: string): string | undefined;
  /** Writes a file that is not there yet; false, and nothing written, if it is. */
  create(path: string, text: string): boolean;
  /** Puts a new file in the place of what is there. */
  replace(path: string, text: string): void;
  /** No effect on a file that is not there. */
  remove(path: string): void;
}
