import type { Page } from "playwright-core";

/** How long a frame between page and backend is under way, in milliseconds. */
export interface FrameDelay {
  readonly least: number;
  readonly most: number;
}

/** Two numbers with a dash between them. */
export function readFrameDelay(
  text: string | undefined,
): FrameDelay | undefined {
  const [, least, most] = /^(\d+)-(\d+)$/.exec(text ?? "") ?? [];
  return least === undefined || most === undefined
    ? undefined
    : { least: Number(least), most: Number(most) };
}

/**
 * From the next load on, all frames of the page's WebSockets come late, in both directions and in order.
 * What the page handed over before it was left is under way without it, as over a real network; here it
 * arrives in the moment of leaving.
 */
export async function slowSocket(page: Page, delay: FrameDelay): Promise<void> {
  await page.addInitScript(({ least, most }) => {
    function lateQueue() {
      const waiting: (() => void)[] = [];
      let last = 0;
      return {
        waiting,
        add: (act: () => void) => {
          const now = performance.now();
          last = Math.max(last, now + least + Math.random() * (most - least));
          waiting.push(act);
          // Timers may swap places by a millisecond; frames of one connection never do.
          setTimeout(() => waiting.shift()?.(), last - now);
        },
      };
    }
    let left = false;
    type Listener = (event: Event) => void;
    globalThis.WebSocket = class extends WebSocket {
      private readonly outgoing = lateQueue();

      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        addEventListener("beforeunload", () => {
          left = true;
          for (const act of this.outgoing.waiting.splice(0)) act();
        });
      }

      override send(frame: string | Blob | BufferSource): void {
        const act = () => {
          if (this.readyState === WebSocket.OPEN) super.send(frame);
        };
        if (left) act();
        else this.outgoing.add(act);
      }

      override addEventListener(
        type: string,
        listener: EventListenerOrEventListenerObject,
        options?: boolean | AddEventListenerOptions,
      ): void {
        const incoming = lateQueue();
        const late: Listener = (event) =>
          incoming.add(() => (listener as Listener)(event));
        const isFrame = type === "message";
        super.addEventListener(type, isFrame ? late : listener, options);
      }
    };
  }, delay);
}
