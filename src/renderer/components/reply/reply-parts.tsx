import { ChevronRight, Lightbulb, Wrench } from "lucide-react";
import { memo } from "react";
import type {
  Part,
  ReasoningPart,
  ToolCallPart,
  ToolResultPart,
} from "#shared/chat/message.ts";
import { CodeBlock } from "#renderer/components/markdown/code-block.tsx";
import { Markdown } from "#renderer/components/markdown/markdown.tsx";
import { t } from "#renderer/messages/t.ts";
import { AttachedParts } from "./attached-parts.tsx";
import styles from "./parts.module.css";

/** What a model wrote, piece by piece. Pieces that are complete are not drawn again. */
export function ReplyParts({
  parts,
  streaming,
}: {
  readonly parts: readonly Part[];
  readonly streaming: boolean;
}) {
  const last = parts.length - 1;
  return (
    <div className={styles.parts}>
      {parts.map((part, index) => (
        <ReplyPart
          key={index}
          part={part}
          streaming={streaming && index === last}
        />
      ))}
    </div>
  );
}

const ReplyPart = memo(function ReplyPart({
  part,
  streaming,
}: {
  readonly part: Part;
  readonly streaming: boolean;
}) {
  switch (part.type) {
    case "text":
      return <Markdown text={part.text} streaming={streaming} />;
    case "reasoning":
      return <Reasoning part={part} streaming={streaming} />;
    case "tool-call":
      return <ToolCall part={part} streaming={streaming} />;
    case "tool-result":
      return <ToolResult part={part} />;
    case "image":
    case "file":
      return <AttachedParts parts={[part]} />;
  }
});

function Reasoning({
  part,
  streaming,
}: {
  readonly part: ReasoningPart;
  readonly streaming: boolean;
}) {
  if (part.text === "")
    return <p className={styles.note}>{t("chat.reasoning.kept")}</p>;
  return (
    <details className={styles.folded}>
      <summary>
        <ChevronRight size={14} aria-hidden className={styles.chevron} />
        <Lightbulb size={14} aria-hidden />
        {t(streaming ? "chat.reasoning.thinking" : "chat.reasoning.label")}
      </summary>
      <Markdown
        className={styles.reasoning}
        text={part.text}
        streaming={streaming}
      />
    </details>
  );
}

function ToolCall({
  part,
  streaming,
}: {
  readonly part: ToolCallPart;
  readonly streaming: boolean;
}) {
  const empty = part.arguments.trim() === "" || part.arguments.trim() === "{}";
  return (
    <details className={styles.folded} open={!empty}>
      <summary>
        <ChevronRight size={14} aria-hidden className={styles.chevron} />
        <Wrench size={14} aria-hidden />
        {t("chat.tool.call", { name: part.name })}
        {empty && !streaming && (
          <span className={styles.hint}>{t("chat.tool.noArguments")}</span>
        )}
      </summary>
      {!empty && (
        <CodeBlock
          code={readable(part.arguments)}
          language="json"
          streaming={streaming}
        />
      )}
    </details>
  );
}

/** JSON with its lines broken; what is not (yet) JSON stays as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function ToolResult({ part }: { readonly part: ToolResultPart }) {
  const name = part.name ?? part.callId;
  const text = part.content
    .map((piece) => (piece.type === "text" ? piece.text : ""))
    .join("\n");
  return (
    <details className={styles.folded}>
      <summary>
        <ChevronRight size={14} aria-hidden className={styles.chevron} />
        <Wrench size={14} aria-hidden />
        {t(part.isError === true ? "chat.tool.failed" : "chat.tool.result", {
          name,
        })}
      </summary>
      {text !== "" && <CodeBlock code={text} language="" />}
      <AttachedParts
        parts={part.content.filter((piece) => piece.type === "image")}
      />
    </details>
  );
}
