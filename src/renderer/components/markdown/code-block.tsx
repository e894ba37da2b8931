import { Check, Copy } from "lucide-react";
import { Fragment, memo } from "react";
import { t } from "#renderer/messages/t.ts";
import type { HighlightedLine } from "#renderer/workers/highlight-lines.ts";
import { Caret } from "./caret.tsx";
import { chunkLines, linesPerChunk } from "./code-lines.ts";
import styles from "./code.module.css";
import { useCopy } from "./use-copy.ts";
import { useHighlight } from "./use-highlight.ts";

/** Code with its language, a copy button and, once it is there, colour. */
export function CodeBlock({
  code,
  language,
  streaming = false,
}: {
  readonly code: string;
  readonly language: string;
  readonly streaming?: boolean;
}) {
  const highlighted = useHighlight(code, language, !streaming);
  const chunks = chunkLines(code);
  return (
    <figure className={styles.frame}>
      <figcaption className={styles.bar}>
        <span className={styles.language}>
          {language === "" ? t("chat.markdown.plain") : language}
        </span>
        <CopyButton text={code} />
      </figcaption>
      <pre className={styles.code} tabIndex={0} dir="ltr">
        <code>
          {chunks.map((chunk) => (
            <Chunk
              key={chunk.start}
              text={chunk.text}
              start={chunk.start}
              highlighted={highlighted}
              streaming={streaming && chunk.last}
              last={chunk.last}
            />
          ))}
        </code>
      </pre>
    </figure>
  );
}

interface ChunkProps {
  readonly text: string;
  /** Number of the first line, from 0. */
  readonly start: number;
  readonly highlighted: readonly HighlightedLine[] | undefined;
  readonly streaming: boolean;
  readonly last: boolean;
}

/** A few lines in a box of their own, so that a new line lays out only the last box. */
const Chunk = memo(function Chunk({
  text,
  start,
  highlighted,
  streaming,
  last,
}: ChunkProps) {
  return (
    <div>
      {text.split("\n").map((line, index) => (
        <Fragment key={index}>
          {index > 0 && "\n"}
          <Line text={line} spans={highlighted?.[start + index]} />
        </Fragment>
      ))}
      {streaming && <Caret />}
      {!last && "\n"}
    </div>
  );
}, sameChunk);

function sameChunk(before: ChunkProps, after: ChunkProps): boolean {
  if (
    before.text !== after.text ||
    before.streaming !== after.streaming ||
    before.last !== after.last
  )
    return false;
  if (before.highlighted === after.highlighted) return true;
  for (let line = after.start; line < after.start + linesPerChunk; line += 1)
    if (before.highlighted?.[line] !== after.highlighted?.[line]) return false;
  return true;
}

/** Colours that were worked out for an earlier state of the line colour as much as still fits. */
function Line({
  text,
  spans,
}: {
  readonly text: string;
  readonly spans: HighlightedLine | undefined;
}) {
  if (spans === undefined) return text;
  const drawn = spans.map(([part]) => part).join("");
  if (!text.startsWith(drawn)) return text;
  return (
    <>
      {spans.map(([part, className], index) =>
        className === undefined ? (
          part
        ) : (
          <span key={index} className={className}>
            {part}
          </span>
        ),
      )}
      {text.slice(drawn.length)}
    </>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const { state, copy } = useCopy();
  const label = {
    idle: t("chat.markdown.copy"),
    copied: t("chat.markdown.copied"),
    failed: t("chat.markdown.copyFailed"),
  }[state];
  return (
    <button
      type="button"
      className={styles.copy}
      onClick={() => void copy(text)}
    >
      {state === "copied" ? (
        <Check size={14} aria-hidden />
      ) : (
        <Copy size={14} aria-hidden />
      )}
      <span aria-live="polite">{label}</span>
    </button>
  );
}
