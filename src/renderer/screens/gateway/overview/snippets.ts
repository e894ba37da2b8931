/** One piece of an example; what it is decides its colour, and the key is drawn masked. */
export interface SnippetPart {
  readonly text: string;
  readonly as?: "name" | "value" | "key" | "comment";
}

export interface SnippetBlock {
  /** Where it belongs, if not simply in a terminal or a program. */
  readonly title?: "codex-file" | "codex-shell";
  readonly parts: readonly SnippetPart[];
}

export const snippetKinds = [
  "curl",
  "python",
  "node",
  "claude-code",
  "codex",
] as const;
export type SnippetKind = (typeof snippetKinds)[number];

export interface SnippetFacts {
  /** `http://127.0.0.1:3737`, without the version. */
  readonly address: string;
  readonly model: string;
  /** The whole key, or what stands in its place. */
  readonly key: string;
  /** Whose words the terminal understands. */
  readonly shell: "posix" | "powershell";
}

/** How a program is pointed at the gateway, ready to be pasted. */
export function snippet(
  kind: SnippetKind,
  facts: SnippetFacts,
): readonly SnippetBlock[] {
  return builders[kind](facts);
}

export function blockText({ parts }: SnippetBlock): string {
  return parts.map(({ text }) => text).join("");
}

const builders: Readonly<
  Record<SnippetKind, (facts: SnippetFacts) => readonly SnippetBlock[]>
> = {
  curl: (facts) => [{ parts: curl(facts) }],
  python: (facts) => [{ parts: python(facts) }],
  node: (facts) => [{ parts: node(facts) }],
  "claude-code": (facts) => [{ parts: claudeCode(facts) }],
  codex: (facts) => [
    { title: "codex-file", parts: codexFile(facts) },
    { title: "codex-shell", parts: codexShell(facts) },
  ],
};

const name = (text: string): SnippetPart => ({ text, as: "name" });
const value = (text: string): SnippetPart => ({ text, as: "value" });
const key = (text: string): SnippetPart => ({ text, as: "key" });
const plain = (text: string): SnippetPart => ({ text });

/** A string literal of JSON is one of Python, JavaScript and TOML, too. */
const literal = (text: string): SnippetPart => value(JSON.stringify(text));

function curl({ address, model, key: token, shell }: SnippetFacts) {
  const body = [
    "{",
    `    "model": ${JSON.stringify(model)},`,
    '    "messages": [{"role": "user", "content": "Hello"}]',
    "  }",
  ].join("\n");
  const url = plain(`${address}/v1/chat/completions`);
  const head = [name("-H"), plain(' "authorization: Bearer '), key(token)];
  const type = [name("-H"), plain(' "content-type: application/json"')];
  if (shell === "powershell")
    // Double quotes within an argument do not survive older shells; piped text does.
    return [
      value(quoted(body, shell)),
      plain(" |\n  curl.exe "),
      url,
      plain(" `\n  "),
      ...head,
      plain('" `\n  '),
      ...type,
      plain(" `\n  "),
      name("-d"),
      plain(' "@-"'),
    ];
  return [
    plain("curl "),
    url,
    plain(" \\\n  "),
    ...head,
    plain('" \\\n  '),
    ...type,
    plain(" \\\n  "),
    name("-d"),
    plain(" "),
    value(quoted(body, shell)),
  ];
}

function python({ address, model, key: token }: SnippetFacts) {
  return [
    plain("from openai import OpenAI\n\nclient = OpenAI(\n    "),
    name("base_url"),
    plain("="),
    literal(`${address}/v1`),
    plain(",\n    "),
    name("api_key"),
    plain('="'),
    key(token),
    plain('",\n)\nreply = client.chat.completions.create(\n    '),
    name("model"),
    plain("="),
    literal(model),
    plain(",\n    "),
    name("messages"),
    plain('=[{"role": "user", "content": "Hello"}],\n)\n'),
    plain("print(reply.choices[0].message.content)"),
  ];
}

function node({ address, model, key: token }: SnippetFacts) {
  return [
    plain('import OpenAI from "openai";\n\nconst client = new OpenAI({\n  '),
    name("baseURL"),
    plain(": "),
    literal(`${address}/v1`),
    plain(",\n  "),
    name("apiKey"),
    plain(': "'),
    key(token),
    plain('",\n});\nconst reply = await client.chat.completions.create({\n  '),
    name("model"),
    plain(": "),
    literal(model),
    plain(",\n  "),
    name("messages"),
    plain(': [{ role: "user", content: "Hello" }],\n});\n'),
    plain("console.log(reply.choices[0].message.content);"),
  ];
}

/** Its small background calls name a model of their own, so that one is named as well. */
function claudeCode({ address, model, key: token, shell }: SnippetFacts) {
  return [
    ...variable("ANTHROPIC_BASE_URL", plain(word(address, shell)), shell),
    ...variable("ANTHROPIC_AUTH_TOKEN", key(word(token, shell)), shell),
    ...variable(
      "ANTHROPIC_DEFAULT_HAIKU_MODEL",
      value(word(model, shell)),
      shell,
    ),
    plain("claude --model "),
    value(word(model, shell)),
  ];
}

/** Its own search of the web only OpenAI can run, so that it is told to do without. */
function codexFile({ address, model }: SnippetFacts) {
  return [
    name("model"),
    plain(" = "),
    literal(model),
    plain("\n"),
    name("model_provider"),
    plain(' = "modeldocker"\n'),
    name("web_search"),
    plain(' = "disabled"\n\n[model_providers.modeldocker]\n'),
    name("name"),
    plain(' = "ModelDocker"\n'),
    name("base_url"),
    plain(" = "),
    literal(`${address}/v1`),
    plain("\n"),
    name("env_key"),
    plain(' = "MODELDOCKER_KEY"\n'),
    name("wire_api"),
    plain(' = "responses"'),
  ];
}

function codexShell({ key: token, shell }: SnippetFacts) {
  return [
    ...variable("MODELDOCKER_KEY", key(word(token, shell)), shell),
    plain("codex"),
  ];
}

function variable(
  called: string,
  held: SnippetPart,
  shell: SnippetFacts["shell"],
): readonly SnippetPart[] {
  return shell === "powershell"
    ? [plain("$env:"), name(called), plain(" = "), held, plain("\n")]
    : [plain("export "), name(called), plain("="), held, plain("\n")];
}

/** One word of the shell, whatever is in the text; quoted only where it must be. */
function word(text: string, shell: SnippetFacts["shell"]): string {
  return shell === "posix" && /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : quoted(text, shell);
}

function quoted(text: string, shell: SnippetFacts["shell"]): string {
  const inner = text.replaceAll("'", shell === "powershell" ? "''" : `'\\''`);
  return `'${inner}'`;
}
