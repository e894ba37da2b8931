import type { ReactNode } from "react";
import type { Tokens } from "marked";
import { t } from "#renderer/messages/t.ts";
import { decodeEntities, isEmbeddedImage, safeLink } from "./addresses.ts";
import { Caret } from "./caret.tsx";
import type { KnownToken, MarkdownToken } from "./lexer.ts";
import { MathView } from "./math-view.tsx";
import styles from "./markdown.module.css";

/** Words, emphasis, links and formulas of one block. */
export function InlineView({
  tokens,
  streaming,
}: {
  readonly tokens: readonly MarkdownToken[];
  readonly streaming: boolean;
}) {
  return (
    <>
      {tokens.map((token, index) => (
        <Inline key={index} token={token} />
      ))}
      {streaming && <Caret />}
    </>
  );
}

function Inline({
  token: given,
}: {
  readonly token: MarkdownToken;
}): ReactNode {
  const token = given as KnownToken;
  switch (token.type) {
    case "text":
      return "tokens" in token && token.tokens !== undefined ? (
        <InlineView tokens={token.tokens} streaming={false} />
      ) : (
        decodeEntities(token.text)
      );
    case "escape":
      return token.text;
    case "strong":
      return (
        <strong>
          <InlineView tokens={token.tokens} streaming={false} />
        </strong>
      );
    case "em":
      return (
        <em>
          <InlineView tokens={token.tokens} streaming={false} />
        </em>
      );
    case "del":
      return (
        <del>
          <InlineView tokens={token.tokens} streaming={false} />
        </del>
      );
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <Link token={token} />;
    case "image":
      return <Image token={token} />;
    case "math":
      return (
        <MathView source={token.text} raw={token.raw} display={token.display} />
      );
    case "html":
      // The one tag that models use where Markdown has nothing: a line break in a table's cell.
      return /^<br\s*\/?>$/i.test(token.raw.trim()) ? <br /> : token.raw;
    default:
      return token.type === "checkbox" ? null : token.raw;
  }
}

function Link({ token }: { readonly token: Tokens.Link }) {
  const address = safeLink(token.href);
  const content = <InlineView tokens={token.tokens} streaming={false} />;
  if (address === undefined) return content;
  return (
    <a href={address} target="_blank" rel="noreferrer" title={address}>
      {content}
    </a>
  );
}

/** A remote image would tell its host that the reply was read, so it is only linked to. */
function Image({ token }: { readonly token: Tokens.Image }) {
  const name = token.text === "" ? t("chat.markdown.image") : token.text;
  if (isEmbeddedImage(token.href))
    return <img className={styles.image} src={token.href} alt={token.text} />;
  const address = safeLink(token.href);
  if (address === undefined) return token.raw;
  return (
    <a href={address} target="_blank" rel="noreferrer" title={address}>
      {name}
    </a>
  );
}
