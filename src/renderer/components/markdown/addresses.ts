const openable = new Set(["https:", "http:", "mailto:"]);

/** The address of a link that may be opened, or undefined for one that must stay text. */
export function safeLink(href: string): string | undefined {
  try {
    const url = new URL(decodeEntities(href));
    return openable.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** An image that holds its own bytes; everything else would tell someone that it was looked at. */
export function isEmbeddedImage(href: string): boolean {
  return /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/=\s]+$/i.test(
    href,
  );
}

const named = new Map(
  Object.entries({
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    nbsp: "\u00a0",
    copy: "©",
    reg: "®",
    trade: "™",
    deg: "°",
    plusmn: "±",
    times: "×",
    divide: "÷",
    minus: "−",
    middot: "·",
    bull: "•",
    hellip: "…",
    ndash: "–",
    mdash: "—",
    lsquo: "‘",
    rsquo: "’",
    ldquo: "“",
    rdquo: "”",
    laquo: "«",
    raquo: "»",
    larr: "←",
    rarr: "→",
    uarr: "↑",
    darr: "↓",
    harr: "↔",
    rArr: "⇒",
    hArr: "⇔",
    le: "≤",
    ge: "≥",
    ne: "≠",
    asymp: "≈",
    infin: "∞",
    micro: "µ",
    para: "¶",
    sect: "§",
    euro: "€",
    pound: "£",
    yen: "¥",
    cent: "¢",
    frac12: "½",
    frac14: "¼",
    sup2: "²",
    sup3: "³",
    check: "✓",
    ensp: "\u2002",
    emsp: "\u2003",
    thinsp: "\u2009",
    zwj: "\u200d",
    shy: "\u00ad",
  }),
);

const reference = /&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,30});/g;

/** Character references as Markdown defines them; unknown names stay as they were written. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(reference, (whole, body: string) => {
    if (!body.startsWith("#")) return named.get(body) ?? whole;
    const isHexadecimal = /^#[xX]/.test(body);
    const digits = body.slice(isHexadecimal ? 2 : 1);
    return character(Number.parseInt(digits, isHexadecimal ? 16 : 10));
  });
}

function character(code: number): string {
  const isSurrogate = code >= 0xd8_00 && code <= 0xdf_ff;
  return code === 0 || code > 0x10_ff_ff || isSurrogate
    ? "\ufffd"
    : String.fromCodePoint(code);
}
