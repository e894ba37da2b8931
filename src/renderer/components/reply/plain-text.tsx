import { Fragment } from "react";
import { CodeBlock } from "#renderer/components/markdown/code-block.tsx";
import { splitPlainText, splitInline } from "./typed-text.ts";
import styles from "./parts.module.css";

/** Text as it was typed, spaces and all; only code and bold are drawn as such. */
export function PlainText({ text }: { readonly text: string }) {
  return (
    <div className={styles.plain}>
      {splitPlainText(text).map((piece, index) =>
        piece.type === "code" ? (
          <CodeBlock key={index} code={piece.text} language={piece.language} />
        ) : (
          <p key={index} dir="auto" className={styles.typed}>
            {splitInline(piece.text).map((span, position) => (
              <Fragment key={position}>
                {span.type === "bold" ? (
                  <strong>{span.text}</strong>
                ) : span.type === "code" ? (
                  <code>{span.text}</code>
                ) : (
                  span.text
                )}
              </Fragment>
            ))}
          </p>
        ),
      )}
    </div>
  );
}
