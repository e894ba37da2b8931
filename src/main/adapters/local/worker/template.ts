import { Template as JinjaTemplate } from "@huggingface/jinja";
import { AppError } from "#shared/errors/app-error.ts";
import type { PromptTools, Turn } from "../protocol.ts";
import {
  canThink,
  channelThought,
  thinkingOptions,
  thoughtMarkersOf,
  type Thinking,
} from "../thoughts.ts";
import { offeredAs, type CallSyntax, type NativeCalls } from "./call-syntax.ts";
import { GuardedText, type PromptPiece } from "./guarded-text.ts";
import { signs } from "./harmony.ts";
import { guardedMessages } from "./native-turns.ts";
import { probeCalls } from "./probe-calls.ts";
import {
  templateRun,
  type TemplateRun,
  type TemplateSource,
} from "./template-run.ts";
import type { ThoughtMarkers } from "./thought-splitter.ts";
import { toldSyntax, toldTurns } from "./told-tools.ts";

export interface RenderedPrompt {
  readonly pieces: readonly PromptPiece[];
  /** Text that ends a reply, for models whose end of turn is no token of its own. */
  readonly endOfTurn: string;
  readonly thought?: ThoughtMarkers;
  /** How the offered functions are called. */
  readonly calls?: CallSyntax;
}

/** The chat template that a model's own file brings. */
export interface ChatTemplate {
  /** Whether it has a way of its own to write calls, and it is known here. */
  readonly writesCalls: boolean;
  /** Whether a text is one of its own. */
  knows(sign: string): boolean;
  render(
    turns: readonly Turn[],
    thinking?: Thinking,
    tools?: PromptTools,
  ): RenderedPrompt;
}

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
  const markers = thoughtMarkersOf(from.source);
  const run = templateRun(jinja, from);
  let native: { readonly calls?: NativeCalls } | undefined;
  const nativeCalls = () => {
    native ??= { ...definedCalls(probeCalls(run, markers)) };
    return native.calls;
  };
  return {
    get writesCalls() {
      return nativeCalls() !== undefined;
    },
    knows: (sign) => from.source.includes(sign),
    render(turns, thinking, tools) {
      requireThinkingSwitch(from.source, thinking);
      const options = thinkingOptions(thinking);
      const needsCalls = tools ?? turns.some(isOfCalls);
      const rendered = renderTurns(turns, {
        run: (messages, more) =>
          run(messages, { ...options, ...more, add_generation_prompt: true }),
        ...(tools ? { tools } : {}),
        ...definedCalls(needsCalls ? nativeCalls() : undefined),
      });
      return {
        pieces: rendered.pieces,
        // A message may be followed by others of the same reply, which no text shows.
        endOfTurn:
          markers === channelThought
            ? signs.end + signs.start
            : endOfTurn((messages) => run(messages, options)),
        ...(markers ? { thought: thoughtOf(markers, rendered.text) } : {}),
        ...(tools ? { calls: rendered.syntax } : {}),
      };
    },
  };
}

export function isOfCalls({ role, calls = [] }: Turn): boolean {
  return role === "tool" || calls.length > 0;
}

function definedCalls(calls: NativeCalls | undefined) {
  return calls ? { calls } : {};
}

interface Rendering {
  readonly run: TemplateRun;
  readonly tools?: PromptTools;
  /** The template's own way to write calls. */
  readonly calls?: NativeCalls;
}

interface Rendered {
  readonly text: string;
  readonly pieces: readonly PromptPiece[];
  readonly syntax: CallSyntax;
}

/**
 * Templates that know no system role refuse or drop it; then it leads the first user message. Those that
 * know no functions, or not this use of them, are told in words.
 */
function renderTurns(turns: readonly Turn[], rendering: Rendering): Rendered {
  const { run, tools, calls } = rendering;
  const told = toldTurns(turns, tools);
  const attempts = [
    ...(calls ? [turns, withoutSystem(turns)] : []).map((own) => ({
      own,
      syntax: calls,
    })),
    ...[told, withoutSystem(told)].map((own) => ({ own, syntax: undefined })),
  ];
  let failure: unknown;
  for (const { own, syntax } of attempts) {
    const guarded = new GuardedText();
    const { messages, ids } = guardedMessages(own, guarded, syntax);
    const offered =
      syntax &&
      tools?.offered.map((tool) =>
        offeredAs(tool.name, tool.parameters, tool.description),
      );
    try {
      const text = run(
        messages,
        offered ? { tools: guarded.json(offered) } : {},
      );
      if (ids.every((id) => text.includes(id)))
        return {
          text,
          pieces: guarded.fill(text),
          syntax: syntax ?? toldSyntax,
        };
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

/** What the template writes right after a reply. */
function endOfTurn(
  run: (messages: Parameters<TemplateRun>[0]) => string,
): string {
  const guarded = new GuardedText();
  const roles = ["user", "assistant", "user"] as const;
  const turns = roles.map((role) => ({ role, text: "" }));
  const { messages, ids } = guardedMessages(turns, guarded);
  try {
    const after =
      run(messages)
        .split(ids[1] ?? "")
        .at(-1) ?? "";
    const line = /^\s*(\S+)/.exec(after)?.[1] ?? "";
    return ids.some((id) => line.includes(id)) ? "" : line;
  } catch {
    return "";
  }
}

function thoughtOf(
  markers: readonly [string, string],
  rendered: string,
): ThoughtMarkers {
  const [prefix, suffix] = markers;
  const open = rendered.trimEnd().endsWith(prefix);
  const inChannel = markers === channelThought;
  return { prefix, suffix, open, ...(inChannel ? { inChannel } : {}) };
}

function requireThinkingSwitch(source: string, thinking?: Thinking): void {
  if (!thinking || thinking === "none" || canThink(source)) return;
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
