/** Reads the arguments of one call, however they are split. */
export interface ArgumentReader {
  /** True once they are whole. */
  readonly isWhole: boolean;
  /** JSON of what is read of `held`, and what is left of it. */
  read(held: string): { readonly json: string; readonly rest: string };
}

/** Arguments that are one JSON object already. */
export class JsonArguments implements ArgumentReader {
  #scanner = new JsonScanner();
  isWhole = false;

  read(held: string) {
    for (let at = 0; at < held.length; at += 1) {
      this.#scanner.push(held[at] ?? "");
      if (!this.#scanner.isEndOfObject) continue;
      this.isWhole = true;
      return { json: held.slice(0, at + 1), rest: held.slice(at + 1) };
    }
    return { json: held, rest: "" };
  }
}

/** Where in JSON a sign stands. */
export class JsonScanner {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  isEndOfObject = false;

  get isInString(): boolean {
    return this.#isInString;
  }

  push(sign: string): void {
    this.isEndOfObject = false;
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isInString && sign === "\\") this.#isEscaped = true;
    else if (sign === '"') this.#isInString = !this.#isInString;
    else if (this.#isInString) return;
    else if (sign === "{" || sign === "[") this.#depth += 1;
    else if (sign === "}" || sign === "]") {
      this.#depth -= 1;
      this.isEndOfObject = this.#depth === 0 && sign === "}";
    }
  }
}
