import { useLayoutEffect, useRef, useState } from "react";
import { loadKatex, loadedKatex } from "./katex-loader.ts";
import styles from "./markdown.module.css";

/** A formula. Its source stands in its place until it is drawn, and for good if it has a mistake. */
export function MathView({
  source,
  raw,
  display,
}: {
  readonly source: string;
  readonly raw: string;
  readonly display: boolean;
}) {
  const place = useRef<HTMLSpanElement>(null);
  const [katex, setKatex] = useState(loadedKatex);
  const [broken, setBroken] = useState<string>();

  useLayoutEffect(() => {
    if (katex === undefined) {
      let gone = false;
      void loadKatex().then((loaded) => {
        if (!gone) setKatex(loaded);
      });
      return () => {
        gone = true;
      };
    }
    const element = place.current;
    if (element === null || broken === source) return undefined;
    try {
      // Builds elements and sets styles through the CSSOM, which a strict CSP lets pass.
      katex.render(source, element, {
        displayMode: display,
        throwOnError: true,
        trust: false,
        strict: "ignore",
        maxSize: 20,
        maxExpand: 200,
      });
    } catch {
      element.replaceChildren();
      setBroken(source);
    }
    return undefined;
  }, [katex, source, display, broken]);

  const plain = katex === undefined || broken === source;
  return (
    <span className={display ? styles.displayMath : styles.math}>
      {plain && <code className={styles.formulaSource}>{raw.trim()}</code>}
      <span ref={place} hidden={plain} />
    </span>
  );
}
