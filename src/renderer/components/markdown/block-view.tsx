import { memo, type ReactNode } from "react";
import type { Token, Tokens } from "marked";
import { t } from "#renderer/messages/t.ts";
import { Caret } from "./caret.tsx";
import { CodeBlock } from "./code-block.tsx";
import { InlineView } from "./inline-view.tsx";
import type { KnownToken, MarkdownToken } from "./lexer.ts";
import { MathView } from "./math-view.tsx";
import { TableView } from "./table-view.tsx";
import styles from "./markdown.module.css";

interface BlockProps {
  readonly block: MarkdownToken;
  /** True for the one block at whose end the text grows. */
  readonly streaming: boolean;
}

/** One block. The last block is parsed anew each frame; equal source means an equal picture. */
export const BlockView = memo(
  drawBlock,
  (before, after) =>
    before.streaming === after.streaming &&
    (before.block === after.block ||
      (before.block.type === after.block.type &&
        before.block.raw === after.block.raw &&
        !after.block.raw.includes("["))),
);

function drawBlock({ block, streaming }: BlockProps): ReactNode {
  const token = block as KnownToken;
  switch (token.type) {
    case "heading":
      return <Heading token={token} streaming={streaming} />;
    case "paragraph":
      return (
        <p dir="auto">
          <InlineView tokens={token.tokens} streaming={streaming} />
        </p>
      );
    case "text":
      return <TightText token={token} streaming={streaming} />;
    case "code":
      return (
        <CodeBlock
          code={token.text}
          language={languageOf(token.lang)}
          streaming={streaming}
        />
      );
    case "blockquote":
      return (
        <blockquote>
          <Blocks tokens={token.tokens} streaming={streaming} />
        </blockquote>
      );
    case "list":
      return <List token={token} streaming={streaming} />;
    case "table":
      return <TableView token={token} streaming={streaming} />;
    case "hr":
      return <hr />;
    case "html":
      return (
        <p className={styles.source}>
          {token.text.trimEnd()}
          {streaming && <Caret />}
        </p>
      );
    case "math":
      return <MathView source={token.text} raw={token.raw} display />;
    default:
      return null;
  }
}

export function Blocks({
  tokens,
  streaming,
}: {
  readonly tokens: readonly MarkdownToken[];
  readonly streaming: boolean;
}) {
  const drawn = tokens.filter(
    (token) =>
      token.type !== "space" &&
      token.type !== "def" &&
      token.type !== "checkbox",
  );
  return (
    <>
      {drawn.map((token, index) => (
        <BlockView
          key={index}
          block={token}
          streaming={streaming && index === drawn.length - 1}
        />
      ))}
      {streaming && drawn.length === 0 && <Caret />}
    </>
  );
}

/** The first word of the info string, e.g. `ts` of `ts title="a.ts"`. */
function languageOf(info: string | undefined): string {
  return /^[^\s{,:]+/.exec(info ?? "")?.[0]?.toLowerCase() ?? "";
}

/** A page has one first heading of its own, so a reply's begin below it. */
const headings = ["h2", "h3", "h4", "h5", "h6", "h6"] as const;

function Heading({
  token,
  streaming,
}: {
  readonly token: Tokens.Heading;
  readonly streaming: boolean;
}) {
  const Tag = headings[token.depth - 1] ?? "h6";
  return (
    <Tag dir="auto" data-depth={token.depth}>
      <InlineView tokens={token.tokens} streaming={streaming} />
    </Tag>
  );
}

/** Text of a tight list's item: no paragraph around it. */
function TightText({
  token,
  streaming,
}: {
  readonly token: Tokens.Text;
  readonly streaming: boolean;
}) {
  return (
    <span className={styles.tight} dir="auto">
      <InlineView tokens={token.tokens ?? [token]} streaming={streaming} />
    </span>
  );
}

function List({
  token,
  streaming,
}: {
  readonly token: Tokens.List;
  readonly streaming: boolean;
}) {
  const items = token.items.map((item, index) => (
    <Item
      key={index}
      item={item}
      streaming={streaming && index === token.items.length - 1}
    />
  ));
  if (!token.ordered) return <ul data-loose={token.loose}>{items}</ul>;
  return (
    <ol data-loose={token.loose} start={Number(token.start)}>
      {items}
    </ol>
  );
}

const Item = memo(
  function Item({
    item,
    streaming,
  }: {
    readonly item: Tokens.ListItem;
    readonly streaming: boolean;
  }) {
    return (
      <li className={item.task ? styles.task : undefined}>
        {item.task && (
          <input
            type="checkbox"
            checked={item.checked ?? false}
            disabled
            aria-label={t(
              item.checked === true
                ? "chat.markdown.done"
                : "chat.markdown.open",
            )}
          />
        )}
        <div className={styles.item}>
          <Blocks tokens={withoutCheckbox(item)} streaming={streaming} />
        </div>
      </li>
    );
  },
  (before, after) =>
    before.streaming === after.streaming &&
    before.item.loose === after.item.loose &&
    before.item.raw === after.item.raw &&
    !after.item.raw.includes("["),
);

/** A loose task's checkbox stands inside its first paragraph. */
function withoutCheckbox(item: Tokens.ListItem): readonly Token[] {
  const [first, ...rest] = item.tokens;
  if (!item.task || first?.type !== "paragraph") return item.tokens;
  const tokens = (first as Tokens.Paragraph).tokens.filter(
    (token) => token.type !== "checkbox",
  );
  return [{ ...(first as Tokens.Paragraph), tokens }, ...rest];
}
