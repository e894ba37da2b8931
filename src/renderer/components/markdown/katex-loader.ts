interface Katex {
  render(
    source: string,
    element: HTMLElement,
    options: Readonly<Record<string, unknown>>,
  ): void;
}

let loaded: Katex | undefined;
let loading: Promise<Katex> | undefined;

export function loadedKatex(): Katex | undefined {
  return loaded;
}

/** Formulas are rare and their typesetter is large, so it arrives with the first one. */
export function loadKatex(): Promise<Katex> {
  loading ??= import("./katex.ts").then(({ katex }) => {
    loaded = katex;
    return katex;
  });
  return loading;
}
