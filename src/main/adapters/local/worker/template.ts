import { randomBytes } from "node:crypto";
import { Template as JinjaTemplate } from "@huggingface/jinja";
import { AppError } from "#shared/errors/app-error.ts";
import type { Turn } from "../protocol.ts";
import type { ThoughtMarkers } from "./thought-splitter.ts";

/** Text of the template may hold control tokens; what people and models wrote never becomes one. */
export interface PromptPiece {
  readonly text: string;
  readonly control: boolean;
}

export interface RenderedPrompt {
  readonly pieces: readonly PromptPiece[];
  /** Text that ends a reply, for models whose end of turn is no token of its own. */
  readonly endOfTurn: string;
  readonly thought?: ThoughtMarkers;
}

/** The chat template that a model's own file brings. */
export interface ChatTemplate {
  render(turns: readonly Turn[], thinking?: boolean): RenderedPrompt;
}

export interface TemplateSource {
  readonly source: string;
  /** Empty where the model has none. */
  readonly bos: string;
  readonly eos: string;
}

const thoughtMarkers: readonly (readonly [string, string])[] = [
  ["<think>", "</think>"],
  ["<thought>", "</thought>"],
  ["[THINK]", "[/THINK]"],
  ["<|START_THINKING|>", "<|END_THINKING|>"],
  ["<|begin_of_thought|>", "<|end_of_thought|>"],
];

const enableThinking = "enable_thinking";

/**
 * Renders conversations as the template says. Messages go through it as placeholders and are put in
 * afterwards, so no message can forge a turn. Throws AppError `local-load-failed` for a template that
 * is not one.
 */
export function createChatTemplate(from: TemplateSource): ChatTemplate {
  let jinja: JinjaTemplate;
  try {
    jinja = new JinjaTemplate(from.source);
  } catch (error) {
    throw unusable(error);
  }
  const markers = thoughtMarkers.find((pair) =>
    pair.every((marker) => from.source.includes(marker)),
  );
  const run = (
    messages: readonly Placeholder[],
    options: Readonly<Record<string, unknown>>,
  ) =>
    jinja.render({
      messages: messages.map(({ role, content }) => ({ role, content })),
      bos_token: from.bos,
      eos_token: from.eos,
      ...options,
    });
  return {
    render(turns, thinking) {
      requireThinkingSwitch(from.source, thinking);
      const options =
        thinking === undefined ? {} : { [enableThinking]: thinking };
      const { text, messages } = renderTurns(turns, (placeholders) =>
        run(placeholders, { ...options, add_generation_prompt: true }),
      );
      return {
        pieces: fillIn(text, messages),
        endOfTurn: endOfTurn((placeholders) => run(placeholders, options)),
        ...(markers ? { thought: thoughtOf(markers, text) } : {}),
      };
    },
  };
}

interface Placeholder {
  readonly role: Turn["role"];
  readonly id: string;
  /** What the template sees: the id within the message's own outer white space. */
  readonly content: string;
  readonly text: string;
}

type Run = (messages: readonly Placeholder[]) => string;

function placeholder({ role, text }: Turn): Placeholder {
  const id = `message${randomBytes(12).toString("hex")}`;
  const [before] = /^\s*/u.exec(text) ?? [""];
  const inner = text.trim();
  const after = text.slice(before.length + inner.length);
  return { role, id, content: before + id + after, text: inner };
}

/** Templates that know no system role refuse or drop it; then it leads the first user message. */
function renderTurns(
  turns: readonly Turn[],
  run: Run,
): { text: string; messages: readonly Placeholder[] } {
  let failure: unknown;
  for (const attempt of [turns, withoutSystem(turns)]) {
    const messages = attempt.map(placeholder);
    try {
      const text = run(messages);
      if (messages.every(({ id }) => text.includes(id)))
        return { text, messages };
      failure = new Error("it leaves messages out");
    } catch (error) {
      failure = error;
    }
  }
  throw unusable(failure);
}

function withoutSystem(turns: readonly Turn[]): readonly Turn[] {
  const system = turns.filter(({ role }) => role === "system");
  const others = turns.filter(({ role }) => role !== "system");
  const first = others.findIndex(({ role }) => role === "user");
  return others.map((turn, index) =>
    index === first
      ? {
          ...turn,
          text: [...system, turn].map(({ text }) => text).join("\n\n"),
        }
      : turn,
  );
}

function fillIn(
  text: string,
  messages: readonly Placeholder[],
): readonly PromptPiece[] {
  const texts = new Map(messages.map(({ id, text: own }) => [id, own]));
  return text
    .split(/(message[0-9a-f]{24})/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const own = texts.get(piece);
      return own === undefined
        ? { text: piece, control: true }
        : { text: own, control: false };
    });
}

/** What the template writes right after a reply. */
function endOfTurn(run: Run): string {
  const reply = placeholder({ role: "assistant", text: "" });
  const messages = [
    placeholder({ role: "user", text: "" }),
    reply,
    placeholder({ role: "user", text: "" }),
  ];
  try {
    const after = run(messages).split(reply.id).at(-1) ?? "";
    const line = /^\s*(\S+)/.exec(after)?.[1] ?? "";
    return messages.some(({ id }) => line.includes(id)) ? "" : line;
  } catch {
    return "";
  }
}

function thoughtOf(
  [prefix, suffix]: readonly [string, string],
  rendered: string,
): ThoughtMarkers {
  return { prefix, suffix, open: rendered.trimEnd().endsWith(prefix) };
}

function requireThinkingSwitch(source: string, thinking?: boolean): void {
  if (thinking !== true || source.includes(enableThinking)) return;
  if (thoughtMarkers.some(([prefix]) => source.includes(prefix))) return;
  throw new AppError("unsupported-parameter", {
    message: "This model has no thinking that could be switched on.",
    data: { parameter: "reasoning" },
  });
}

function unusable(error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError("local-load-failed", {
    message: `The model's own chat template cannot be used: ${reason.slice(0, 300)}`,
    data: { reason: reason.slice(0, 300) },
    cause: error,
  });
}
