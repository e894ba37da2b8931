import type { Ref } from "react";
import type { NumberedLine } from "#renderer/stores/gateway-logs.ts";
import { formatMoment } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./logs.module.css";

/** One line; a press unfolds what else it tells. */
export function LogRow({
  index,
  offset,
  line,
  open,
  onToggle,
  ref,
}: {
  readonly index: number;
  /** Pixels from the top of the list. */
  readonly offset: number;
  readonly line: NumberedLine;
  readonly open: boolean;
  readonly onToggle: (number: number) => void;
  readonly ref: Ref<HTMLDivElement>;
}) {
  const { number, time, level, message, facts } = line;
  return (
    <div
      ref={ref}
      data-index={index}
      className={styles.line}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <button
        type="button"
        className={styles.summary}
        tabIndex={-1}
        aria-expanded={open}
        onClick={() => onToggle(number)}
      >
        <span className={styles.time}>{formatMoment(time)}</span>
        <span className={styles.level} data-level={level}>
          {t(`gateway.logs.level.${level}`)}
        </span>
        <span className={styles.message}>
          {message}{" "}
          <span className={styles.facts}>{open ? "" : brief(facts)}</span>
        </span>
      </button>
      {open && (
        <pre className={styles.whole}>
          {[time, message, pretty(facts)]
            .filter((part) => part !== "")
            .join("\n")}
        </pre>
      )}
    </div>
  );
}

/** `asked=code served=demo:fast call=…` of a line's facts, which are JSON: what is cut off is the id. */
function brief(facts: string): string {
  const parsed = parsedFacts(facts);
  if (parsed === undefined) return facts;
  const { call, ...others }: { readonly call?: unknown } = parsed;
  return Object.entries({ ...others, ...(call !== undefined && { call }) })
    .map(
      ([name, value]) =>
        `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    .join(" ");
}

function pretty(facts: string): string {
  const parsed = parsedFacts(facts);
  return parsed === undefined ? facts : JSON.stringify(parsed, null, 2);
}

function parsedFacts(facts: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(facts);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
