import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errorBody, frame, type SimulatedDialect } from "../dialect-frames.ts";
import type { RecordedRequest } from "../recorded-request.ts";
import { sendJson } from "../send-json.ts";
import { closeServer, receive } from "../server.ts";
import { agentTurn } from "./agent.ts";
import { answerBesideChat } from "./beside-chat.ts";
import { anthropicStream, anthropicWhole } from "./anthropic.ts";
import { geminiStream, geminiWhole } from "./gemini.ts";
import { heard } from "./heard.ts";
import { ollamaStream } from "./ollama.ts";
import { openAiStream, openAiWhole, type OpenAiManner } from "./openai-chat.ts";
import { responsesStream, responsesWhole } from "./openai-responses.ts";
import type { SceneKind } from "./scene-kind.ts";
import { sceneOf, type Scene } from "./scene.ts";

export interface SceneUpstream {
  /** What the config's `baseUrl` is. */
  readonly baseUrl: string;
  /** Calls of models for a reply, oldest first. */
  readonly calls: readonly RecordedRequest[];
  /** All that was heard, of whatever kind. */
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

interface Manner {
  readonly dialect: SimulatedDialect;
  /** Of its errors, where they are another's. */
  readonly errors?: SimulatedDialect;
  readonly basePath: string;
  readonly callPath: RegExp;
  stream(model: string, scene: Scene): readonly object[];
  /** Absent where nobody asks for it. */
  readonly whole?: (model: string, scene: Scene) => object;
}

const manners: Readonly<Record<SceneKind, Manner>> = {
  openai: openAiManner("/v1", { reasoningField: "reasoning_content" }),
  openrouter: openAiManner("/api/v1", { reasoningField: "reasoning" }),
  anthropic: {
    dialect: "anthropic-messages",
    basePath: "",
    callPath: /^\/v1\/messages$/,
    stream: anthropicStream,
    whole: anthropicWhole,
  },
  gemini: {
    dialect: "gemini",
    basePath: "",
    callPath:
      /^\/v1beta\/models\/[^:]+:(?:streamGenerateContent|generateContent)$/,
    stream: geminiStream,
    whole: geminiWhole,
  },
  ollama: {
    dialect: "ollama",
    basePath: "",
    callPath: /^\/api\/chat$/,
    stream: ollamaStream,
  },
};

/** What newer servers speak beside OpenAI's chat. */
const besideChat: readonly Manner[] = [
  {
    dialect: "anthropic-messages",
    basePath: "",
    callPath: /^(?:\/api)?\/v1\/messages$/,
    stream: anthropicStream,
    whole: anthropicWhole,
  },
  {
    // Its frames are named by their types, too.
    dialect: "anthropic-messages",
    errors: "openai-chat",
    basePath: "",
    callPath: /^(?:\/api)?\/v1\/responses$/,
    stream: responsesStream,
    whole: responsesWhole,
  },
];

function openAiManner(basePath: string, manner: OpenAiManner): Manner {
  return {
    dialect: "openai-chat",
    basePath,
    callPath: new RegExp(`^${basePath}/chat/completions$`),
    stream: (model, scene) => openAiStream(model, scene, manner),
    whole: (model, scene) => openAiWhole(model, scene, manner),
  };
}

/**
 * An upstream on a real socket whose models play scenes. A model named by a status fails with it,
 * `silent` never answers, `tell-key` fails with the credentials that it was sent, and `agent` has a
 * command run. One that speaks all has Anthropic's messages and OpenAI's Responses beside its own.
 */
export async function startSceneUpstream(
  kind: SceneKind,
  { speaksAll = false }: { readonly speaksAll?: boolean } = {},
): Promise<SceneUpstream> {
  const usual = manners[kind];
  const all = speaksAll ? [usual, ...besideChat] : [usual];
  const calls: RecordedRequest[] = [];
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    void receive(incoming, response).then((request) => {
      if (!request) return;
      requests.push(request);
      const { path } = request;
      const found = all.find(({ callPath }) => callPath.test(path));
      const manner = found ?? usual;
      if (found) calls.push(request);
      const beside = answerBesideChat(kind, request.path);
      if (!found && !beside)
        return sendJson(response, 404, errorBody(errorsOf(manner), "No path."));
      const model = modelOf(request);
      const scene =
        model === "agent" && found
          ? agentTurn(heard(kind, request))
          : sceneOf(model);
      play(manner, { model, scene, request, response }, beside);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${usual.basePath}`,
    calls,
    requests,
    close: () => closeServer(server),
  };
}

interface Turn {
  readonly model: string;
  readonly scene: Scene | undefined;
  readonly request: RecordedRequest;
  readonly response: ServerResponse;
}

function errorsOf({ dialect, errors = dialect }: Manner): SimulatedDialect {
  return errors;
}

/** In the path or in the body. */
function modelOf({ path, body }: RecordedRequest): string {
  const { model = "" } = (body ?? {}) as { model?: string };
  return /\/models\/([^:]+):/.exec(path)?.[1] ?? model;
}

function credentialsOf({ headers }: RecordedRequest): string {
  const names = ["authorization", "x-api-key", "x-goog-api-key", "cookie"];
  const sent = names.flatMap((name) => headers[name] ?? []);
  return `I was sent ${sent.join(", ")}.`;
}

function play(
  manner: Manner,
  { model, scene, request, response }: Turn,
  beside: object | undefined,
): void {
  const { dialect, whole } = manner;
  const errors = errorsOf(manner);
  if (model === "silent") return;
  if (model === "tell-key")
    return sendJson(response, 400, errorBody(errors, credentialsOf(request)));
  if (/^\d{3}$/.test(model)) {
    response.setHeader("retry-after", "7");
    const body = errorBody(errors, `Simulated ${model}.`);
    return sendJson(response, Number(model), body);
  }
  if (beside) return sendJson(response, 200, beside);
  if (scene === undefined)
    return sendJson(response, 404, errorBody(errors, `No model ${model}.`));
  const { stream = true } = request.body as { stream?: boolean };
  const wantsWhole =
    stream === false || request.path.endsWith(":generateContent");
  if (wantsWhole && whole) return sendJson(response, 200, whole(model, scene));
  response.writeHead(200, {
    "content-type":
      dialect === "ollama" ? "application/x-ndjson" : "text/event-stream",
  });
  for (const value of manner.stream(model, scene))
    response.write(frame(dialect, value));
  if (dialect === "openai-chat") response.write("data: [DONE]\n\n");
  response.end();
}
