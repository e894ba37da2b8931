import { once } from "node:events";
import { WebSocket } from "ws";

/**
 * A page driven through Chromium's own protocol. Playwright cannot attach to a packed Electron: its
 * fuses forbid the debugger that it needs.
 */
export interface DevtoolsPage extends Disposable {
  /** Value of an expression, awaited. */
  evaluate(expression: string): Promise<unknown>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  type(text: string): Promise<void>;
}

interface Reply {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

const patienceMs = 15_000;
const pauseMs = 100;

/** Attaches to the first page of the program that listens at this address. */
export async function attachToPage(browser: string): Promise<DevtoolsPage> {
  const socket = new WebSocket(await pageAddress(new URL(browser).host));
  await once(socket, "open");
  let lastId = 0;
  const call = (method: string, params: object): Promise<Reply> => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const listen = (data: Buffer) => {
        const reply = JSON.parse(data.toString("utf8")) as Reply;
        if (reply.id !== id) return;
        socket.off("message", listen);
        resolve(reply);
      };
      socket.on("message", listen);
      socket.send(JSON.stringify({ id, method, params }));
    });
  };
  const evaluate = async (expression: string) => {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result } = await call("Runtime.evaluate", params);
    return result?.result?.value;
  };
  return {
    evaluate,
    until: (expression) =>
      patiently(expression, async () => (await evaluate(expression)) === true),
    type: async (text) => void (await call("Input.insertText", { text })),
    [Symbol.dispose]: () => socket.terminate(),
  };
}

async function pageAddress(host: string): Promise<string> {
  let address: string | undefined;
  await patiently("a page", async () => {
    const reply = await fetch(`http://${host}/json/list`);
    const targets = (await reply.json()) as readonly {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const page = targets.find(({ type }) => type === "page");
    address = page?.webSocketDebuggerUrl;
    return address !== undefined;
  });
  return address ?? "";
}

async function patiently(
  what: string,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isThere())) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
